"""The pictures of the README, taken from a short day of the real firmware: `python -m simulator.pictures`."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from simulator.measure.__main__ import small_precinct
from simulator.precinct import OFFICIAL, Precinct, Terminal

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
GAP, TABLE = 24, (226, 229, 233)
SELECTIONS = ["Косеев", "Да", "Нет"]


def side_by_side(pictures: Sequence[Image.Image], columns: int) -> Image.Image:
    """Pictures in rows on a grey table, each row as high as its highest."""
    rows = [pictures[at : at + columns] for at in range(0, len(pictures), columns)]
    width = max(sum(picture.width + GAP for picture in row) for row in rows) + GAP
    height = sum(max(picture.height for picture in row) + GAP for row in rows) + GAP
    page, y = Image.new("RGB", (width, height), TABLE), GAP
    for row in rows:
        x = GAP
        for picture in row:
            page.paste(picture.convert("RGB"), (x, y))
            x += picture.width + GAP
        y += max(picture.height for picture in row) + GAP
    return page


def screen(at: Terminal) -> Image.Image:
    return Image.fromarray(at.station.display.image())


def day(folder: Path) -> tuple[list[Image.Image], list[Image.Image]]:
    """(screens, slips) of one voter's way."""
    slips: list[Image.Image] = []
    precinct, labels = small_precinct(folder)
    for at in precinct.terminals:
        at.keep = lambda name, slip: slips.append(slip)
        precinct.open(at, OFFICIAL)
    screens = vote(precinct, labels[0])
    totals = precinct.close_booth(1)
    precinct.close_desk()
    precinct.count([totals], OFFICIAL, [0] * 24, copies=2)
    for at in precinct.terminals:
        at.station.pull_plug()
    return screens, [slips[number] for number in (2, 3, 4)]


def vote(precinct: Precinct, label: str) -> list[Image.Image]:
    """One voter, with a picture of each screen that matters."""
    desk, booth = precinct.desk, precinct.booth(1)
    screens = []
    precinct.show_id(label)
    desk.sees("may_vote")
    screens.append(screen(desk))
    desk.presses("back")
    code = precinct.check_in(label)
    precinct.idle(booth)
    screens.append(screen(booth))
    booth.station.scan(code)
    booth.sees("language")
    booth.station.choose("Русский")
    booth.station.rest(400)
    screens.append(screen(booth))
    for selection in SELECTIONS:
        precinct.mark(booth, "ru", selection)
    booth.sees("review", language="ru")
    screens.append(screen(booth))
    precinct.print_ballot(booth, "ru")
    screens.append(screen(booth))
    booth.presses("ok")
    booth.sees("cast_done", language="ru")
    screens.append(screen(booth))
    booth.take_slip("ballot")
    return screens


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        screens, slips = day(Path(folder) / "precinct")
    side_by_side(screens, 3).save(PICTURES / "screens.png", optimize=True)
    side_by_side(slips, 3).convert("P", palette=Image.Palette.ADAPTIVE, colors=16).save(
        PICTURES / "slips.png", optimize=True
    )
    print(f"{PICTURES / 'screens.png'} and {PICTURES / 'slips.png'} written")


if __name__ == "__main__":
    main()
