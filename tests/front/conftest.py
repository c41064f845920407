"""The server of `make run` on a port of its own, and Chromium before its page."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# A browser for one page: it asks nobody for anything, and shares no state with another.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
VOTERS, BOOTHS = 12, 1
START_S, STOP_S = 60, 15


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium, that of the system."""
    place = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert place, "there is no Chromium: run sh simulator/install_browser.sh"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def front_address(tmp_path: Path) -> Iterator[str]:
    """Address of a station that nobody has opened, served until the test is over."""
    command = [sys.executable, "-m", "simulator.front", "--port", "0", "--folder", str(tmp_path / "run")]
    command += ["--voters", str(VOTERS), "--booths", str(BOOTHS), "--fresh"]
    with (tmp_path / "front.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log)
        assert server.stdout
        said = ""
        while not (found := re.search(r"http://\S+:\d+/", said)):
            line = server.stdout.readline().decode()
            assert line, f"the server did not start: {said} {(tmp_path / 'front.log').read_text()}"
            said += line
        _answers(found[0])
        yield found[0]
        server.send_signal(signal.SIGINT)
        try:
            server.wait(STOP_S)
        except subprocess.TimeoutExpired:
            server.kill()


def _answers(address: str) -> None:
    """The address is said before the server listens: wait until it does."""
    until = time.monotonic() + START_S
    while True:
        try:
            with urllib.request.urlopen(address, timeout=START_S):
                return
        except OSError:
            assert time.monotonic() < until, f"{address} does not answer"
            time.sleep(0.1)


@pytest.fixture
def front_page(chromium: Browser, front_address: str) -> Iterator[Page]:
    """The page, in English; an error in it fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(front_address)
    page.wait_for_selector(".terminal")
    yield page
    context.close()
    assert not errors, errors


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A test knows afterwards that it failed, so that its fixtures can keep a picture."""
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report
