"""Read the text of a screen back from its dots, as a person with good eyes would.

So that people and tests can say "expect screen ..." while the firmware offers no way in but its panel. Letters that
look the same in the font (Latin A, Cyrillic А) cannot be told apart on a screen; `fold` brings both sides of a
comparison to one.
"""

from __future__ import annotations

import runpy
import struct
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

DEVICE = Path(__file__).parent.parent / "device"
LAYOUT = runpy.run_path(str(DEVICE / "screens" / "layout.py"))
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_MORE_ABOVE, _MORE_BELOW = "▴", "▾"
_SELECTED_BAR = slice(LAYOUT["BAR_LEFT"], LAYOUT["BAR_LEFT"] + LAYOUT["BAR_WIDTH"])


@dataclass(frozen=True)
class Screen:
    """What stands on a screen, strip by strip.

    lines: folded text of every strip with something on it, top to bottom. selected: which of them are reversed and
    carry the bar (a wrapped line has several). title_lines: how many at the top belong to the title bar. more_above,
    more_below: the small triangles that say so.
    """

    lines: list[str] = field(default_factory=list)
    selected: list[int] = field(default_factory=list)
    title_lines: int = 0
    more_above: bool = False
    more_below: bool = False

    @property
    def title(self) -> str:
        return " ".join(self.lines[: self.title_lines])

    @property
    def selection(self) -> str:
        """The selected line in one piece."""
        return " ".join(self.lines[i] for i in self.selected)

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
    title_lines, in_title, marks = 0, True, ""
    for slot in range(LAYOUT["SLOTS"]):
        strip = light[LAYOUT["slot_top"](slot) : LAYOUT["slot_top"](slot + 1)]
        dark_ground = not strip[5, 0]
        text, marks_here = _read_strip(strip.shape[0], np.packbits(strip == dark_ground).tobytes())
        has_bar = dark_ground and bool(strip[10:-10, _SELECTED_BAR].all())
        in_title = in_title and dark_ground and not has_bar
        marks += marks_here
        if not text:
            continue
        if has_bar:
            selected.append(len(lines))
        title_lines += in_title
        lines.append(text)
    return Screen(lines, selected, title_lines, _MORE_ABOVE in marks, _MORE_BELOW in marks)


def fold(text: str) -> str:
    """`text` with every look-alike as the one that comes first in Unicode, and single spaces."""
    alike = _font().alike
    return " ".join("".join(alike.get(character, character) for character in text).split())


@dataclass(frozen=True)
class _Font:
    height: int
    space: int  # advance
    by_first_column: dict[bool, dict[int, list[_Glyph]]]  # bold or not -> first column of ink -> glyphs, widest first
    alike: dict[str, str]


@cache
def _font() -> _Font:
    data = (DEVICE / "text" / "font.bin").read_bytes()
    height, _, _, count = struct.unpack_from("<BBBH", data, 5)
    by_column: dict[bool, dict[int, list[_Glyph]]] = {False: {}, True: {}}
    first_with: dict[tuple[int, int, tuple[int, ...]], str] = {}
    alike: dict[str, str] = {}
    space = 0
    for i in range(count):
        code, offset, advance, left, width, top, rows = struct.unpack_from("<HHBBBBB", data, 10 + 9 * i)
        stride, start = (width + 7) // 8, 10 + 9 * count + offset
        packed = np.frombuffer(data, np.uint8, stride * rows, start).reshape(rows, stride)
        ink = np.unpackbits(packed, axis=1)[:, :width].astype(object)
        columns = tuple(sum(int(ink[y, x]) << (y + top) for y in range(rows)) for x in range(width))
        text = first_with.setdefault((advance, left, columns), chr(code))
        if text != chr(code):
            alike[chr(code)] = text
        elif text == " ":
            space = advance
        else:
            bold = tuple(a | b for a, b in zip((*columns, 0), (0, *columns), strict=True))
            by_column[False].setdefault(columns[0], []).append(_Glyph(text, advance, left, columns))
            by_column[True].setdefault(bold[0], []).append(_Glyph(text, advance + 1, left, bold))
    for glyphs in (*by_column[False].values(), *by_column[True].values()):
        glyphs.sort(key=lambda glyph: -len(glyph.columns))
    return _Font(height, space, by_column, alike)


@lru_cache(4096)
def _read_strip(rows: int, packed: bytes) -> tuple[str, str]:
    """Text and marks of one strip, given as packed bits of ink. Kept: most strips are the same as the last time."""
    height = _font().height
    ink = np.unpackbits(np.frombuffer(packed, np.uint8)).reshape(rows, -1).astype(np.uint64)
    if ink[10:-10, _SELECTED_BAR].all():
        ink[:, _SELECTED_BAR] = 0
    ink[ink.all(axis=1)] = 0  # a rule, not text
    weights = np.left_shift(np.uint64(1), np.arange(height, dtype=np.uint64))
    text_end = ink.shape[1] - LAYOUT["MARK_WIDTH"]
    best = None
    for top in _tops(rows, height):
        columns = [int(value) for value in weights @ ink[top : top + height]]
        for bold in (False, True):
            found = _read_columns(columns[:text_end], bold), _read_columns(columns[text_end:], bold)
            if UNREADABLE not in found[0] + found[1]:
                return fold(found[0]), found[1]
            best = best or (fold(found[0]), found[1])
    return best or ("", "")


def _tops(rows: int, height: int) -> list[int]:
    """Where a line of text may start in a strip, likeliest first."""
    middle = (rows - height + 1) // 2
    return [middle, *(top for top in range(rows - height + 1) if top != middle)]


def _read_columns(columns: list[int], bold: bool) -> str:
    """Glyphs from left to right; where the ink starts must agree with where the pen is."""
    font = _font()
    space = font.space + bold
    text, pen, x = "", -1, 0
    while x < len(columns):
        if not columns[x]:
            x += 1
            continue
        candidates = font.by_first_column[bold].get(columns[x], ())
        fits = [glyph for glyph in candidates if tuple(columns[x : x + len(glyph.columns)]) == glyph.columns]
        if not fits:
            text += UNREADABLE
            while x < len(columns) and columns[x]:
                x += 1
            pen = -1
            continue
        on_pen = [glyph for glyph in fits if pen >= 0 and x - glyph.left >= pen and (x - glyph.left - pen) % space == 0]
        glyph = (on_pen or fits)[0]
        gap = x - glyph.left - pen if pen >= 0 else 0
        text += " " * (gap // space if on_pen else gap > 0) + glyph.text
        pen = x - glyph.left + glyph.advance
        x += len(glyph.columns)
    return text
