"""The page on a phone, for its document: `python -m tests.host_tools.page.picture` writes docs/pictures/page.png."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from host_tools.page import building, trust
from tests.chromium import launched
from tests.host_tools.page.published import publish, slip_picture, slips, zero
from tests.host_tools.page.test_page_in_a_browser import show
from tests.host_tools.small_precinct import SmallPrecinct

ROOT = Path(__file__).parents[3]
PICTURE = ROOT / "docs" / "pictures" / "page.png"
WIDTH, HEIGHT, GAP = 390, 1180, 24


def panels(page: Page, folder: Path) -> list[Image.Image]:
    """The page at the start of a slip, with a proved protocol, and with slips that are not to be trusted."""
    day, test = SmallPrecinct(), SmallPrecinct(mode=1)
    objects = slips(day)
    altered = objects["P"][:-1] + bytes([objects["P"][-1] ^ 1])
    moved = day.protocol(electronic=[[4, 2, 1], [3, 2, 3, 4, 2]])
    found = []
    page.click("#languages button[value=ru]")
    show(page, folder, slip_picture("S", objects["S1"], only=(1, 3)))
    found.append(_shot(page))
    page.click("#languages button[value=en]")
    rest = {name: data for name, data in objects.items() if name in ("S2", "R", "P")}
    second = slip_picture("S", objects["S1"], only=(2,))
    show(page, folder, second, *(slip_picture(name[0], data) for name, data in rest.items()))
    found.append(_shot(page, "#cards"))
    page.click("#clear")
    page.click("#languages button[value=kk]")
    cases = [("Z", zero(test)), ("Z", zero(day, election=bytes(16))), ("Z", zero(day, precinct=18)), ("P", altered)]
    show(page, folder, *(slip_picture(kind, data) for kind, data in cases))
    found.append(_shot(page, "#cards"))
    page.click("#clear")
    page.click("#languages button[value=ru]")
    cases = [("S", objects["S1"]), ("S", objects["S2"]), ("P", moved)]
    show(page, folder, *(slip_picture(kind, data) for kind, data in cases))
    found.append(_shot(page, "#cards"))
    return found


def _shot(page: Page, place: str = "body") -> Image.Image:
    picture = Image.open(io.BytesIO(page.locator(place).screenshot())).convert("RGB")
    panel = Image.new("RGB", (WIDTH, HEIGHT), "#eef1f5")
    panel.paste(picture.crop((0, 0, picture.width, min(picture.height, HEIGHT))), ((WIDTH - picture.width) // 2, 0))
    return panel


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as name, launched() as browser:
        folder = Path(name)
        given = trust.load([publish(folder / "public", SmallPrecinct(), SmallPrecinct(mode=1))])
        file = folder / "check.html"
        file.write_bytes(building.page(given, ROOT / building.LIBRARIES))
        page = browser.new_page(viewport={"width": WIDTH, "height": 844})
        page.goto(file.as_uri())
        found = panels(page, folder)
    whole = Image.new("RGB", (len(found) * (WIDTH + GAP) + GAP, HEIGHT + 2 * GAP), "white")
    for number, panel in enumerate(found):
        whole.paste(panel, (GAP + number * (WIDTH + GAP), GAP))
    whole.quantize(128).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
