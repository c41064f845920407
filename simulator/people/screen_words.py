"""Lines of words in a piece of a picture, by the terminal's own font files."""

from __future__ import annotations

import runpy
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

DEVICE = Path(__file__).parents[2] / "device"
LAYOUT = runpy.run_path(str(DEVICE / "screens" / "layout.py"))
FONTS = ("font.bin", "font_large.bin")
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_OVERLAP_ROWS = 8  # a line whose place is only guessed may begin so far above the end of the one before
_COLUMN_BYTES = 9  # of a line's column of dots: 72 rows, more than any font's line


@dataclass(frozen=True)
class Glyph:
    """One character of a font. text: the first of those that look like it; advance, left: in dots."""

    text: str
    advance: int
    left: int
    columns: bytes  # _COLUMN_BYTES each; lowest bit is the line's top row


@dataclass(frozen=True)
class Face:
    """One font, bold or not. by_first_column: first column of ink -> glyphs, widest first."""

    height: int
    space: int
    first_rows: list[int]  # where the ink of a line begins, the likeliest first
    by_first_column: dict[bytes, list[Glyph]]


def fold(text: str) -> str:
    """`text` with every look-alike as the one that comes first in Unicode, and single spaces."""
    alike = _font(FONTS[0])[1]
    return " ".join("".join(alike.get(character, character) for character in text).split())


@cache
def _font(name: str) -> tuple[list[Face], dict[str, str]]:
    """Faces (regular, bold) and look-alikes of a font file; its format is described in host_tools/fonts/cut.py."""
    data = (DEVICE / "text" / name).read_bytes()
    height, ascent, capital, count = struct.unpack_from("<BBBH", data, 5)
    faces = [Face(height, 0, [], {}), Face(height, 0, [], {})]
    first_with: dict[tuple[int, int, bytes], str] = {}
    alike: dict[str, str] = {}
    space, tops = 0, [ascent - capital]
    for i in range(count):
        code, offset, advance, left, width, top, rows = struct.unpack_from("<HHBBBBB", data, 10 + 9 * i)
        stride, start = (width + 7) // 8, 10 + 9 * count + offset
        packed = np.frombuffer(data, np.uint8, stride * rows, start).reshape(rows, stride)
        ink = np.zeros((height, width + 1), np.uint8)
        ink[top : top + rows, :width] = np.unpackbits(packed, axis=1)[:, :width]
        columns = _columns(ink[:, :width])
        text = first_with.setdefault((advance, left, columns), chr(code))
        if text != chr(code):
            alike[chr(code)] = text
        elif text == " ":
            space = advance
        elif width:
            ink[:, 1:] |= ink[:, :-1]
            tops.append(top)
            for face, glyph in zip(
                faces,
                (Glyph(text, advance, left, columns), Glyph(text, advance + 1, left, _columns(ink))),
                strict=True,
            ):
                face.by_first_column.setdefault(glyph.columns[:_COLUMN_BYTES], []).append(glyph)
    likely = sorted(set(tops), key=lambda row: (-tops.count(row), row))
    made = []
    for bold, face in enumerate(faces):
        for glyphs in face.by_first_column.values():
            glyphs.sort(key=lambda glyph: -len(glyph.columns))
        made.append(Face(height, space + bold, likely, face.by_first_column))
    return made, alike


def _columns(ink: np.ndarray) -> bytes:
    """The columns of a line of at most 72 rows, _COLUMN_BYTES each, from left to right."""
    full = np.zeros((8 * _COLUMN_BYTES, ink.shape[1]), np.uint8)
    full[: ink.shape[0]] = ink
    return np.packbits(full, axis=0, bitorder="little").T.tobytes()


def lines(ink: np.ndarray, framed: bool) -> list[tuple[int, str]]:
    """(first row of ink, folded words) of every line in a picture of zeros and ones, from the top down.

    framed: the block of lines is in the middle of the picture's height.
    """
    found, at = [], 0
    inked: np.ndarray = np.any(ink, axis=1)
    while inked[at:].any():
        first = at + int(np.argmax(inked[at:]))
        words, at = _line(ink, first, at, framed)
        found.append((first, words))
    return found


def _line(ink: np.ndarray, first: int, least: int, framed: bool) -> tuple[str, int]:
    """The words of the line whose ink begins in row `first`, and the row behind it; it begins at `least` or below."""
    for face, top in _guesses(ink.shape[0], first, least, framed):
        if top + face.height <= first or top < least - _OVERLAP_ROWS:
            continue
        words = _read(ink, top, face)
        if words is not None:
            return fold(words), top + face.height
    blank = np.flatnonzero(~ink[first:].any(axis=1))
    return UNREADABLE, first + (int(blank[0]) if len(blank) else ink.shape[0] - first)


def _guesses(rows: int, first: int, least: int, framed: bool) -> Iterator[tuple[Face, int]]:
    """Faces and tops for a line whose ink begins in row `first`, the likeliest first."""
    faces = [face for name in FONTS for face in _font(name)[0]]
    for face in faces:
        if framed:
            for count in range(1, rows // face.height + 1):
                block = (rows - count * face.height) // 2
                if first >= block:
                    yield face, block + (first - block) // face.height * face.height
        else:
            yield face, least
    for place in range(max(len(face.first_rows) for face in faces)):
        for face in faces:
            if place < len(face.first_rows):
                yield face, first - face.first_rows[place]


def _read(ink: np.ndarray, top: int, face: Face) -> str | None:
    """The words of a line; None if it is not in this face: the ink must begin where the pen is."""
    window = np.zeros((face.height, ink.shape[1]), np.uint8)
    begin, end = max(top, 0), min(top + face.height, ink.shape[0])
    window[begin - top : end - top] = ink[begin:end]
    inked = np.flatnonzero(window.any(axis=0)).tolist()
    data, text, pen, at = _columns(window), "", -1, 0
    while at < len(inked):
        x = inked[at]
        column = data[x * _COLUMN_BYTES : (x + 1) * _COLUMN_BYTES]
        fits = [
            glyph for glyph in face.by_first_column.get(column, ()) if data.startswith(glyph.columns, x * _COLUMN_BYTES)
        ]
        if not fits:
            return None
        on_pen = [
            glyph for glyph in fits if pen >= 0 and x - glyph.left >= pen and (x - glyph.left - pen) % face.space == 0
        ]
        glyph = (on_pen or fits)[0]
        gap = x - glyph.left - pen if pen >= 0 else 0
        text += " " * (gap // face.space if on_pen else gap > 0) + glyph.text
        pen = x - glyph.left + glyph.advance
        behind = x + len(glyph.columns) // _COLUMN_BYTES
        while at < len(inked) and inked[at] < behind:
            at += 1
    return text
