"""The Chromium of the system, for tests of pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# A browser for one page: it asks nobody for anything, and shares no state with another.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
START_MS = 120_000  # longer than a busy computer takes


@contextmanager
def launched(*flags: str) -> Iterator[Browser]:
    """A headless Chromium with further flags."""
    place = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert place, "there is no Chromium: run sh host_tools/installing/browser.sh"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=[*FLAGS, *flags], timeout=START_MS)
        yield browser
        browser.close()
