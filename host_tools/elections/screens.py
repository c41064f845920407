"""Whether a contest fits the terminal's screen: nothing of a title or a name is ever cut off or made smaller."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from host_tools.fonts.ruler import DEVICE, Panel, font, layout, panel
from host_tools.formats.definitions import LANGUAGES, Contest

PANEL = "st7796_320x480"  # of the terminals that are built; device/drivers/display_profiles.py


def misfits(contest: Contest, name: str = PANEL) -> Iterator[tuple[int | None, str, str]]:
    """(option, or None for the title; language; reason) of what does not fit, in the standard size of text.

    A title is above every page, and the option with the longest name has to fit below it, with a box before it
    and the buttons at the bottom. In the review it is in a cell. Raises KeyError for a character without a glyph.
    """
    screen = panel(name)
    for language in LANGUAGES:
        title = named = contest.title[language] + (f" ({contest.colour[language]})" if contest.colour else "")
        if contest.votes_allowed > 1:
            title += " · " + _words("at_most")[LANGUAGES.index(language)].format(contest.votes_allowed)
        if screen.room(title) < screen.target:
            yield None, language, f"takes {_lines(screen.title_rows(title))} on the screen, which leaves no room"
            continue
        needed, room = screen.cell_rows(named, marked=False), _review_room(screen, language)
        if needed > room:
            reason = f"takes {_cell_lines(needed)} in the review; there is room for {_cell_lines(room)}"
            yield None, language, reason
        for number, option in enumerate(contest.options):
            needed, room = screen.cell_rows(option.names[language], marked=True), screen.room(title)
            if needed > room:
                reason = f"takes {_cell_lines(needed)} on the screen; below the title there is room for"
                yield number, language, f"{reason} {_cell_lines(room)}"


def _review_room(screen: Panel, language: str) -> int:
    return screen.room(_words("review")[LANGUAGES.index(language)])


@cache
def _words(name: str) -> list[str]:
    """The booth's words of an id, in the order of LANGUAGES."""
    lines = (DEVICE / "text" / "booth.tsv").read_text("utf-8").splitlines()
    return next(line.split("\t")[1:] for line in lines if line.startswith(name + "\t"))


def _lines(rows: int) -> str:
    count = rows // font().height
    return f"{count} line" + "s" * (count != 1)


def _cell_lines(rows: int) -> str:
    """Of a cell so high, frame included."""
    numbers = layout()
    return _lines(rows - 2 * (numbers["GAP"] + numbers["FRAME"]))
