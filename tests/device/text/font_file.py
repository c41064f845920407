"""A font file read without any of our code, by the format's description."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[3] / "device" / "text"


@dataclass
class Glyph:
    advance: int
    left: int
    top: int
    ink: np.ndarray  # bool, rows x columns


@dataclass
class FontFile:
    size_bytes: int
    height: int
    ascent: int
    capital_height: int
    glyphs: dict[str, Glyph]

    def width(self, text: str, bold: bool = False) -> int:
        return sum(self.glyphs.get(character, self.glyphs["□"]).advance + bold for character in text)

    def picture(self, text: str, columns: int, x: int = 0, bold: bool = False) -> np.ndarray:
        """`height` rows of dots with one line of text."""
        picture = np.zeros((self.height, columns + 200), bool)
        for character in text:
            glyph = self.glyphs.get(character, self.glyphs["□"])
            rows, width = glyph.ink.shape
            for shift in (0, 1)[: 1 + bold]:
                left = x + glyph.left + shift
                picture[glyph.top : glyph.top + rows, left : left + width] |= glyph.ink
            x += glyph.advance + bold
        return picture[:, :columns]


def load(name: str) -> FontFile:
    """Read one of the font files of the firmware."""
    data = (FOLDER / name).read_bytes()
    magic, version, height, ascent, capital_height, count = struct.unpack_from("<4sBBBBH", data)
    assert (magic, version) == (b"TMGF", 1)
    glyphs = {}
    for i in range(count):
        code, offset, advance, left, width, top, rows = struct.unpack_from("<HHBBBBB", data, 10 + 9 * i)
        stride, start = (width + 7) // 8, 10 + 9 * count + offset
        packed = np.frombuffer(data, np.uint8, stride * rows, start).reshape(rows, stride)
        ink = np.unpackbits(packed, axis=1)[:, :width].astype(bool) if rows else np.zeros((0, 0), bool)
        glyphs[chr(code)] = Glyph(advance, left, top, ink)
    return FontFile(len(data), height, ascent, capital_height, glyphs)
