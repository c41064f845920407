"""Cut the terminal's bitmap fonts from DejaVu Sans Condensed: `python -m host_tools.fonts.cut`.

Font file, little endian:

    offset  size  what
    0       4     magic "TMGF"
    4       1     version, 1
    5       1     height: rows of a line of text, accents and descenders included
    6       1     ascent: rows from the top of the line down to the baseline
    7       1     capital height in rows
    8       2     n, number of glyphs
    10      9 n   index, ascending by code point:
                    u16 code point, u16 offset of the bitmap behind the index, u8 advance, u8 left, u8 width,
                    u8 top (first row of ink, counted from the top of the line), u8 rows
    10+9n         bitmaps: `rows` rows of (width + 7) // 8 bytes, most significant bit left, 1 is ink

Every glyph's ink is inside its own advance (left + width <= advance), so neighbours never touch the same column and a
picture of text can be read back without doubt. Empty rows and columns around the ink are not stored.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import freetype
import numpy as np

SOURCE = Path("/usr/share/fonts/truetype/dejavu/DejaVuSansCondensed.ttf")  # Debian package fonts-dejavu-extra
OUTPUT = Path(__file__).parents[2] / "device" / "text"
# File -> capital height in dots; 8 dots a millimetre on paper. The small one is for protocols, never for voters.
SIZES = {"font_small.bin": 20, "font.bin": 28, "font_large.bin": 42}

LATIN = "".join(map(chr, range(0x20, 0x7F)))
RUSSIAN = "".join(map(chr, range(0x410, 0x450))) + "Ёё"
KAZAKH = "ӘҒҚҢӨҰҮҺІәғқңөұүһі"
SIGNS = "\u00a0«»№§°±·×÷©–—‘’‚“”„•…‹›₸−≈≠≤≥␣"
SHAPES = "←↑→↓↵✓✗▲▶▼◀▸▴▾◂■□●○☐☑☒⚠"
CHARACTERS = "".join(sorted(set(LATIN + RUSSIAN + KAZAKH + SIGNS + SHAPES)))

HINTED_DOTS = freetype.FT_LOAD_RENDER | freetype.FT_LOAD_TARGET_MONO


@dataclass
class Glyph:
    code: int
    advance: int
    left: int
    above_baseline: int
    ink: np.ndarray  # bool, rows x width, no empty edge


def cut(source: Path, capital_height: int, characters: str = CHARACTERS) -> bytes:
    """The bytes of a font file.

    source: an outline font.
    capital_height: of capital letters, in dots.
    characters: each in the Basic Multilingual Plane.
    ValueError: the source has no such glyph, or no size that gives this capital height.
    """
    face = freetype.Face(str(source))
    _set_capital_height(face, capital_height)
    glyphs = [_glyph(face, character) for character in characters]
    ascent = max(glyph.above_baseline for glyph in glyphs)
    height = ascent + max(glyph.ink.shape[0] - glyph.above_baseline for glyph in glyphs)
    index, bitmaps = bytearray(), bytearray()
    for glyph in glyphs:
        rows, width = glyph.ink.shape
        top = ascent - glyph.above_baseline if rows else 0
        index += struct.pack("<HHBBBBB", glyph.code, len(bitmaps), glyph.advance, glyph.left, width, top, rows)
        bitmaps += np.packbits(glyph.ink, axis=1).tobytes()
    return struct.pack("<4sBBBBH", b"TMGF", 1, height, ascent, capital_height, len(glyphs)) + index + bitmaps


def _set_capital_height(face: freetype.Face, capital_height: int) -> None:
    for size in range(capital_height, 2 * capital_height):
        face.set_pixel_sizes(0, size)
        face.load_char("H", HINTED_DOTS)
        if face.glyph.bitmap.rows == capital_height:
            return
    raise ValueError(f"no size of this font has capitals of {capital_height} dots")


def _glyph(face: freetype.Face, character: str) -> Glyph:
    if not face.get_char_index(character):
        raise ValueError(f"the font has no {character!r}")
    face.load_char(character, HINTED_DOTS)
    bitmap = face.glyph.bitmap
    packed = np.array(bitmap.buffer, np.uint8).reshape(bitmap.rows, bitmap.pitch)
    ink = np.unpackbits(packed, axis=1)[:, : bitmap.width].astype(bool)
    left, above_baseline = face.glyph.bitmap_left, face.glyph.bitmap_top
    if ink.any():
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        above_baseline -= int(rows[0])
        left += int(columns[0])
    else:
        ink, left, above_baseline = np.zeros((0, 0), bool), 0, 0
    left = max(left, 0)
    advance = max(face.glyph.advance.x >> 6, left + ink.shape[1])
    return Glyph(ord(character), advance, left, above_baseline, ink)


def main() -> None:
    for name, capital_height in SIZES.items():
        data = cut(SOURCE, capital_height)
        (OUTPUT / name).write_bytes(data)
        height, ascent, _, count = struct.unpack_from("<BBBH", data, 5)
        print(f"{name}: {count} glyphs, lines of {height} rows, baseline at {ascent}, {len(data)} bytes")


if __name__ == "__main__":
    main()
