"""The README's picture of the page, from a real day: `python -m simulator.front.page_picture` (needs Chromium)."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "pictures" / "front.png"
WINDOW = {"width": 1600, "height": 1000}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
WAIT_MS, QUIET_MS = 300_000, 1_500  # slips have fallen and paper has come to rest
VOTED = "() => !tamga.store.state.autopilot.running && tamga.store.state.box.ballots > 4"
MORNING = ("speed max", "open day", "autopilot start 10")
MOMENT = (
    "give card 30 1",
    "expect booth-1 screen id:show_slip",
    "booth-1 scan slip activation",
    'booth-1 choose "English"',
    "give card 31 2",
    "expect booth-2 screen id:show_slip",
    "booth-2 scan slip activation",
    "booth-2 vote en",
    "expect desk screen id:show_card",
    "desk scan card 32",
    "expect desk screen id:may_vote",
)


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The address of a polling station of its own."""
    command = [sys.executable, "-m", "simulator.front", "--port", "0", "--folder", str(folder)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    found = next((place for line in server.stdout if (place := re.search(r"http://\S+:\d+/", line))), None)
    try:
        assert found, "the server did not start"
        yield found[0]
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def _do(page: Page, lines: tuple[str, ...]) -> None:
    for line in lines:
        answer = page.evaluate("line => tamga.act(line)", line)
        assert answer["ok"], f"{line}: {answer['say']}"


def main() -> None:
    """Take the picture."""
    browser_place = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert browser_place, "there is no Chromium: run sh host_tools/installing/browser.sh"
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_place, args=list(FLAGS))
        page = browser.new_page(viewport=WINDOW, locale="en-GB")  # type: ignore[arg-type]
        page.goto(address)
        page.wait_for_selector(".terminal")
        page.wait_for_function("() => tamga.store.state")
        _do(page, MORNING)
        page.wait_for_function(VOTED, timeout=WAIT_MS)
        _do(page, MOMENT)
        page.wait_for_timeout(QUIET_MS)
        page.screenshot(path=PICTURE)
        browser.close()
    with Image.open(PICTURE) as picture:
        picture.convert("RGB").save(PICTURE, optimize=True)
    print(f"{PICTURE.relative_to(ROOT)} written")


if __name__ == "__main__":
    main()
