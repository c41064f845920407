"""Read the text of a screen back from its dots, as a person with good eyes would.

So that people and tests can say "expect screen ..." while the firmware offers no way in but its panel. Letters that look
the same in the font (Latin A, Cyrillic А) cannot be told apart on a screen; `fold` brings both sides of a comparison to one.
"""

from __future__ import annotations

import runpy
import struct
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

DEVICE = Path(__file__).parent.parent / "device"
LAYOUT = runpy.run_path(str(DEVICE / "screens" / "layout.py"))
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_SELECTED_BAR = slice(LAYOUT["BAR_LEFT"], LAYOUT["BAR_LEFT"] + LAYOUT["BAR_WIDTH"])


@dataclass(frozen=True)
class Screen:
    """What stands on a screen, strip by strip.

    lines: folded text of every strip with something on it, top to bottom. selected: which of them are reversed and carry the
    bar (a wrapped line has several). title_lines: how many at the top belong to the title bar.
    """

    lines: list[str] = field(default_factory=list)
    selected: list[int] = field(default_factory=list)
    title_lines: int = 0

    @property
    def title(self) -> str:
        return " ".join(self.lines[: self.title_lines])

    @property
    def selection(self) -> str:
        """The selected line in one piece, without the marks of more pages."""
        return " ".join(self.lines[i] for i in self.selected).strip(" ▴▾")

    @property
    def text(self) -> str:
        """Everything in one piece, so that wrapping does not matter."""
        return " ".join(self.lines)

    def shows(self, text: str) -> bool:
        """Whether this text stands somewhere, however it is wrapped."""
        return fold(text) in self.text


@dataclass(frozen=True)
class _Glyph:
    text: str
    advance: int
    left: int
    columns: tuple[int, ...]  # ink of each column, lowest bit is the line's top row


def read(image: np.ndarray) -> Screen:
    """The text of a 320 x 480 x 3 picture of the panel; empty when nothing is lit."""
    if not image.any():
        return Screen()
    light = image[:, :, 1] >= 128
    lines: list[str] = []
    selected: list[int] = []
    title_lines, in_title = 0, True
    for slot in range(LAYOUT["SLOTS"]):
        strip = light[LAYOUT["slot_top"](slot) : LAYOUT["slot_top"](slot + 1)]
        dark_ground = not strip[5, 0]
        text = _read_strip(strip.shape[0], np.packbits(strip == dark_ground).tobytes())
        has_bar = dark_ground and bool(strip[10:-10, _SELECTED_BAR].all())
        in_title = in_title and dark_ground and not has_bar
        if not text:
            continue
        if has_bar:
            selected.append(len(lines))
        title_lines += in_title
        lines.append(text)
    return Screen(lines, selected, title_lines)


def fold(text: str) -> str:
    """`text` with every look-alike as the one that comes first in Unicode, and single spaces."""
    alike = _font()[2]
    return " ".join("".join(alike.get(character, character) for character in text).split())


@cache
def _font() -> tuple[int, dict[bool, dict[int, list[_Glyph]]], dict[str, str]]:
    """Line height; glyphs by their first column, widest first, plain and bold; look-alikes."""
    data = (DEVICE / "text" / "font.bin").read_bytes()
    height, _, _, count = struct.unpack_from("<BBBH", data, 5)
    by_column: dict[bool, dict[int, list[_Glyph]]] = {False: {}, True: {}}
    first_with: dict[tuple[int, int, tuple[int, ...]], str] = {}
    alike: dict[str, str] = {}
    for i in range(count):
        code, offset, advance, left, width, top, rows = struct.unpack_from("<HHBBBBB", data, 10 + 9 * i)
        stride, start = (width + 7) // 8, 10 + 9 * count + offset
        packed = np.frombuffer(data, np.uint8, stride * rows, start).reshape(rows, stride)
        ink = np.unpackbits(packed, axis=1)[:, :width].astype(object)
        columns = tuple(sum(int(ink[y, x]) << (y + top) for y in range(rows)) for x in range(width))
        text = first_with.setdefault((advance, left, columns), chr(code))
        if text != chr(code):
            alike[chr(code)] = text
        elif width:
            bold = tuple(a | b for a, b in zip((*columns, 0), (0, *columns), strict=True))
            by_column[False].setdefault(columns[0], []).append(_Glyph(text, advance, left, columns))
            by_column[True].setdefault(bold[0], []).append(_Glyph(text, advance + 1, left, bold))
    for glyphs in (*by_column[False].values(), *by_column[True].values()):
        glyphs.sort(key=lambda glyph: -len(glyph.columns))
    return height, by_column, alike


@cache
def _space() -> int:
    data = (DEVICE / "text" / "font.bin").read_bytes()
    return data[10 + 4]  # the space is the first glyph


@cache
def _read_strip(rows: int, packed: bytes) -> str:
    """The text of one strip, given as packed bits of ink. Kept: most strips of a screen are the same as the last time."""
    height, _, _ = _font()
    width = len(packed) * 8 // rows
    ink = np.unpackbits(np.frombuffer(packed, np.uint8)).reshape(rows, width).astype(np.uint64)
    ink[:, _SELECTED_BAR] *= not ink[10:-10, _SELECTED_BAR].all()
    best = ""
    for top in _tops(rows, height):
        weights = np.left_shift(np.uint64(1), np.arange(height, dtype=np.uint64))
        lines = ink[top : top + height].copy()
        full = lines.all(axis=1)
        lines[full] = 0  # a rule, not text
        columns = [int(value) for value in weights[: len(lines)] @ lines]
        for bold in (False, True):
            text = _read_columns(columns, bold)
            if UNREADABLE not in text:
                return fold(text)
            best = best or text
    return fold(best)


def _tops(rows: int, height: int) -> list[int]:
    """Where a line of text may start in a strip, likeliest first."""
    middle = (rows - height + 1) // 2
    return [middle] + [top for top in range(rows - height + 1) if top != middle]


def _read_columns(columns: list[int], bold: bool) -> str:
    """Glyphs from left to right; where the ink starts must agree with where the pen is."""
    glyphs = _font()[1][bold]
    space = _space() + bold
    text, pen, x = "", -1, 0
    while x < len(columns):
        if not columns[x]:
            x += 1
            continue
        fits = [glyph for glyph in glyphs.get(columns[x], ()) if tuple(columns[x : x + len(glyph.columns)]) == glyph.columns]
        on_pen = [glyph for glyph in fits if pen >= 0 and x - glyph.left >= pen and (x - glyph.left - pen) % space == 0]
        if not fits:
            text += UNREADABLE
            while x < len(columns) and columns[x]:
                x += 1
            pen = -1
            continue
        glyph = (on_pen or fits)[0]
        gap = x - glyph.left - pen if pen >= 0 else 0
        text += " " * (gap // space if on_pen else gap > 0) + glyph.text
        pen = x - glyph.left + glyph.advance
        x += len(glyph.columns)
    return text
