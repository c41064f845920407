"""Whether a contest fits the terminal's screen: nothing of a title or a name is ever cut off or made smaller."""

from __future__ import annotations

from collections.abc import Iterator

from host_tools.fonts.ruler import font, layout, panel
from host_tools.formats.definitions import LANGUAGES, Contest

PANEL = "st7796_480x320"  # of the terminals that are built; device/drivers/display_profiles.py


def misfits(contest: Contest, name: str = PANEL) -> Iterator[tuple[int | None, str, str]]:
    """(option, or None for the title; language; reason) of what does not fit, in the standard size of text.

    A title stands above every page, and the option with the longest name has to stand below it, with a box before it
    and the buttons at the bottom. Raises KeyError for a character without a glyph.
    """
    screen = panel(name)
    for language in LANGUAGES:
        title = contest.title[language]
        if screen.room(title) < screen.target:
            yield None, language, f"takes {_lines(screen.title_rows(title))} on the screen, which leaves no room"
            continue
        for number, option in enumerate(contest.options):
            needed, room = screen.cell_rows(option.names[language], marked=True), screen.room(title)
            if needed > room:
                reason = f"takes {_cell_lines(needed)} on the screen; below the title there is room for"
                yield number, language, f"{reason} {_cell_lines(room)}"


def _lines(rows: int) -> str:
    count = rows // font().height
    return f"{count} line" + "s" * (count != 1)


def _cell_lines(rows: int) -> str:
    """Of a cell so high, frame included."""
    numbers = layout()
    return _lines(rows - 2 * (numbers["GAP"] + numbers["FRAME"]))
