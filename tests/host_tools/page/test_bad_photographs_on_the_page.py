"""Bad photographs of one or two codes each, read by the page in Chromium with each of its readers."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.chromium import launched
from tests.host_tools.page.bad_photographs import photograph
from tests.host_tools.page.published import slip_picture, slips
from tests.host_tools.page.test_page_in_a_browser import cards, show
from tests.host_tools.small_precinct import SmallPrecinct

pytestmark = pytest.mark.long
PHOTOGRAPHS = 100
LEAST = {"": 99, "#plain": 80}  # read whole


def _read(browser: Browser, address: str, folder: Path, place: SmallPrecinct) -> int:
    """How many of the photographs give their whole slip."""
    objects = [(name, data) for name, data in slips(place).items() if name in ("P", "Z", "R")]
    page, read = browser.new_page(locale="en"), 0
    page.goto(address)
    for seed in range(PHOTOGRAPHS):
        name, data = objects[seed % len(objects)]
        show(page, folder, photograph(slip_picture(name, data), seed))
        read += cards(page) == [f"{name} good"]
        page.evaluate("document.getElementById('clear').click()")
    page.close()
    return read


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("part", LEAST, ids=["zxing", "plain"])
def test_bad_photographs_are_read(page_file: Path, place: SmallPrecinct, tmp_path: Path, part: str) -> None:
    with launched() as browser:
        read = _read(browser, page_file.as_uri() + part, tmp_path, place)
    assert read >= LEAST[part], f"{read} of {PHOTOGRAPHS}"
