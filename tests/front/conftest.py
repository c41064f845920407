"""The server of `make run` on a port of its own, and Chromium before its page."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import launched
from tests.front.judged import FINE

ROOT = Path(__file__).parents[2]
VOTERS, BOOTHS = 12, 1
START_S, STOP_S = 240, 60  # longer than a busy computer takes, shorter than a test may
WAIT_MS = 120_000  # for anything that comes onto the page


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium, that of the system; one per module, because while it is open its event loop counts as
    running in this thread, and a test of another module that starts one of its own would be refused.
    """
    with launched() as browser:
        yield browser


@contextmanager
def served(folder: Path, *more: str) -> Iterator[str]:
    """Address of a station that nobody has opened, served until the end; then its chips' journals are judged.

    more: options of the server.
    """
    verdicts = folder / "judged"
    command = [
        sys.executable,
        "-m",
        "tests.front.judged",
        str(verdicts),
        "--port",
        "0",
        "--folder",
        str(folder / "run"),
    ]
    command += ["--voters", str(VOTERS), "--booths", str(BOOTHS), "--fresh", *more]
    with (folder / "front.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log)
        assert server.stdout
        said = ""
        while not (found := re.search(r"http://\S+:\d+/", said)):
            line = server.stdout.readline().decode()
            assert line, f"the server did not start: {said} {(folder / 'front.log').read_text()}"
            said += line
        try:
            _answers(found[0])
            yield found[0]
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(STOP_S)
            except subprocess.TimeoutExpired:
                server.kill()
                raise
        said = verdicts.read_text("utf-8").splitlines()
        assert said and not [line for line in said if not line.endswith(FINE)], said


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


@contextmanager
def shown(browser: Browser, address: str) -> Iterator[Page]:
    """The page in English, in a window of its own; an error in it fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    page.wait_for_selector(".terminal")
    yield page
    context.close()
    assert not errors, errors


@pytest.fixture
def front_page(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page of a station of its own."""
    with served(tmp_path) as address, shown(chromium, address) as page:
        yield page


@pytest.fixture(scope="module")
def shared_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A station for tests that leave it as they found it."""
    with served(tmp_path_factory.mktemp("shared")) as address:
        yield address


@pytest.fixture
def shared_page(chromium: Browser, shared_address: str) -> Iterator[Page]:
    """One more browser before the shared station."""
    with shown(chromium, shared_address) as page:
        yield page


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A test knows afterwards that it failed, so that its fixtures can keep a picture."""
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report
