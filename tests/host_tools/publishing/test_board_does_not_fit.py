"""The board of a test day on a phone, a tablet, a screen, on television and on paper: all of it is there and fits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from host_tools.determining import nation_folder
from host_tools.determining.nation import determine
from host_tools.elections.election_file import read_election
from host_tools.publishing import regions, tree
from host_tools.rehearsal import drawn
from host_tools.rehearsal.nation import MadeUpNation
from host_tools.rehearsal.precincts import MODE
from tests.host_tools.publishing.conftest import serving

ROOT = Path(__file__).parents[3]
SOON_MS = 60_000  # a busy computer
PRECINCTS, PICTURED = 24, 5
HEIGHT, PAPER_WIDTH = 1000, 703  # A4 less its margins, in dots of 1/96 inch
BANDS = {"kk": "СЫНАҚ", "ru": "РЕПЕТИЦИЯ", "en": "REHEARSAL"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A test day in three publications, one precinct with a picture of its paper, another one disputed."""
    place = tmp_path_factory.mktemp("test day")
    election = read_election(ROOT / "simulator" / "people" / "election.toml")
    made = MadeUpNation(election, PRECINCTS, 1, place / "nation")
    (made.folder / regions.PICTURES).mkdir()
    reported = list(made.precincts.values())
    for at, until in enumerate((8, 16, PRECINCTS - 1)):
        for one in reported[:until]:
            for number, data in enumerate([one.protocol(), *one.totals()]):
                (made.folder / "objects" / f"{one.number}-{number}.cose").write_bytes(data)
        if until > PICTURED:
            paper = drawn.picture(made.precincts[PICTURED].protocol(), election, "№ 5 мектеп")
            paper.save(made.folder / regions.PICTURES / f"{PICTURED}.png")
        found = determine(nation_folder.load(made.folder, MODE), nation_folder.objects(made.folder), at == 2)
        done = tree.publish(place / "served", found, made.folder, made.day.centre, made.day.opened_s + 60 * at)
        assert not done.alarms
    with serving(place / "served") as where:
        yield where


def fits(page: Page, *selectors: str) -> None:
    """Nothing of them stands out at the side."""
    script = "(all, of) => all.map(one => [of, one.scrollWidth, one.clientWidth]).filter(([, wide, has]) => wide > has)"
    for selector in selectors:
        assert page.locator(selector).evaluate_all(script, selector) == []


@pytest.mark.parametrize("language", BANDS)
@pytest.mark.parametrize("width", [360, 768, 1280, 1920, "paper"])
def test_a_board_that_is_cut_off(width: int | str, language: str, address: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": width if isinstance(width, int) else PAPER_WIDTH, "height": HEIGHT})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{address}#{language}")
    page.wait_for_selector("#history table", timeout=SOON_MS)
    number = page.locator(".finder input")
    number.fill(str(PICTURED))
    if width == "paper":
        page.emulate_media(media="print")
    assert BANDS[language] in page.inner_text("#band") and page.is_visible("#band")
    fits(page, "html", "section", "#history .scroll")
    page.evaluate("document.querySelector('.finder').requestSubmit()")
    page.wait_for_selector("#detail[open] img", timeout=SOON_MS)
    page.evaluate("document.querySelector('#detail summary').click()")
    page.wait_for_selector(".code", timeout=SOON_MS)
    fits(page, "html", "#detail", ".beside")
    inside = page.locator("#detail").bounding_box()
    assert inside and inside["x"] >= 0 and inside["x"] + inside["width"] <= page.viewport_size["width"]
    if width == "paper":
        assert page.is_visible("#band") and not page.is_visible("#regions")
        assert inside["height"] > page.locator(".beside img").bounding_box()["height"], "paper does not scroll"
    assert complaints == []
    page.close()
