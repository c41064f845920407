"""How much room words take on a terminal's screen: its fonts, its panels, its layout, without a terminal.

The layout's numbers are the firmware's own, device/screens/layout.py; how pages use them is in sheet.py, cells.py
and flow.py beside it.
"""

from __future__ import annotations

import runpy
import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DEVICE = Path(__file__).parents[2] / "device"
STANDARD, LARGE = "font.bin", "font_large.bin"
_HEADER_SIZE, _ENTRY_SIZE = 10, 9
_MARK = "☑ "


@cache
def layout() -> dict[str, Any]:
    """The firmware's numbers and functions of where things stand."""
    return runpy.run_path(str(DEVICE / "screens" / "layout.py"))


@dataclass(frozen=True)
class Font:
    """Widths of one font file, in dots."""

    height: int
    advances: dict[str, int]

    def width(self, text: str, bold: bool = False) -> int:
        """Raises KeyError for a character without a glyph."""
        return sum(self.advances[character] + bold for character in text)

    def lines(self, text: str, width: int, bold: bool = False) -> int:
        """How many lines a text takes.

        text: broken at spaces, and after hyphens or anywhere in a word that is too long.
        width: of a line, in dots.
        bold: whether letters are one dot wider.
        """
        count, used = 1, 0
        for word in text.split():
            for piece, joined in _pieces(self, word, width, bold):
                needed = self.width(piece, bold)
                space = 0 if joined or not used else self.width(" ", bold)
                if used and (joined or used + space + needed > width):
                    count, used = count + 1, 0
                    space = 0
                used += space + needed
        return count


def _pieces(font: Font, word: str, width: int, bold: bool) -> list[tuple[str, bool]]:
    """A word in pieces that fit, and whether a piece goes on with the one before."""
    pieces: list[tuple[str, bool]] = []
    while font.width(word, bold) > width and len(word) > 1:
        fitting = 1
        while font.width(word[: fitting + 1], bold) <= width:
            fitting += 1
        fitting = word.rfind("-", 0, fitting) + 1 or fitting
        pieces.append((word[:fitting], bool(pieces)))
        word = word[fitting:]
    return [*pieces, (word, bool(pieces))]


@cache
def font(name: str = STANDARD) -> Font:
    """A font file of the firmware."""
    data = (DEVICE / "text" / name).read_bytes()
    (count,) = struct.unpack_from("<H", data, 8)
    entries = [struct.unpack_from("<HHB", data, _HEADER_SIZE + i * _ENTRY_SIZE) for i in range(count)]
    return Font(data[5], {chr(code): advance for code, _, advance in entries})


@dataclass(frozen=True)
class Panel:
    """A panel as mounted, in dots."""

    name: str
    width: int
    height: int
    target: int

    @property
    def text_width(self) -> int:
        """Of a line on the page and in the title bar."""
        margin: int = layout()["MARGIN"]
        return self.width - 2 * margin

    @property
    def cell_width(self) -> int:
        """Of a line in a cell."""
        numbers = layout()
        edges: int = 2 * numbers["EDGE"] + numbers["CELL_TEXT"] + numbers["CELL_RIGHT"]
        return self.width - edges

    def title_rows(self, text: str) -> int:
        """Rows of dots that a title takes in the standard size."""
        return font().height * font().lines(text, self.text_width, bold=True)

    def cell_rows(self, text: str, marked: bool) -> int:
        """Rows of dots that a cell takes in the standard size; marked: with a box before its words."""
        lines = font().lines(_MARK * marked + text, self.cell_width)
        rows: int = layout()["target_height"](lines, font().height, self.target)
        return rows

    def room(self, title: str) -> int:
        """Rows of dots between the title and the buttons."""
        return self.height - self.title_rows(title) - self.target

    def button_rows(self, *words: str) -> int:
        """Rows of the bar that buttons with these words take in the standard size."""
        numbers = layout()
        widths = [font().width(word) + 2 * numbers["BUTTON_TEXT"] for word in words]
        return len(numbers["bar_rows"](widths, self.width - 2 * numbers["EDGE"], self.target))


def panel(profile: str) -> Panel:
    """The panel of a display profile, by its name in device/drivers/display_profiles.py."""
    data = runpy.run_path(str(DEVICE / "drivers" / "display_profiles.py"))["DISPLAYS"][profile]
    return Panel(profile, data["width"], data["height"], data["target_dots"])
