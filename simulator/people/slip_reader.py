"""What a slip is, from its picture alone: by the kind of its codes, or by the last word on it."""

from __future__ import annotations

import struct
from functools import cache

import numpy as np
from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from simulator.people.words import TEXT, words

ACTIVATION, BALLOT, SPOILED, CHALLENGED, ZERO, TOTALS, PROTOCOL, RECEIPT, CODE, OPENING, KEY, KEY_CARD = (
    "activation", "ballot", "spoiled", "challenged", "zero", "totals", "protocol", "receipt", "code", "opening", "key",
    "key_card",
)  # fmt: skip
DESK_REPORT, VOID, OTHER = "desk_report", "void", "other"
KINDS = (
    ACTIVATION, BALLOT, SPOILED, CHALLENGED, ZERO, TOTALS, PROTOCOL, RECEIPT, CODE, OPENING, KEY, KEY_CARD, DESK_REPORT,
    VOID, OTHER,
)  # fmt: skip
_OF_CODE = {
    "A": ACTIVATION, "Z": ZERO, "S": TOTALS, "P": PROTOCOL, "R": RECEIPT, "V": CODE, "O": OPENING, "G": KEY,
    "K": KEY_CARD, "J": DESK_REPORT,
}  # fmt: skip
_LAST_WORDS = {
    VOID: "slip_void",
    BALLOT: "slip_trailer_cast",
    SPOILED: "slip_trailer_spoiled",
    CHALLENGED: "slip_trailer_challenged",
}
_FONT = TEXT / "font.bin"
_HEAD, _ENTRY = struct.Struct("<4sBBBBH"), struct.Struct("<HHBBBBB")


def codes_on(slip: Image.Image) -> list[str]:
    """The texts of all QR codes on a slip, from its picture, top to bottom."""
    page = Image.new("L", (slip.width + 64, slip.height + 64), 255)
    page.paste(slip, (32, 32))
    found = decode(np.asarray(page), symbols=[ZBarSymbol.QRCODE])
    return [code.data.decode("ascii") for code in sorted(found, key=lambda code: code.rect.top)]


def kind_of(slip: Image.Image, codes: list[str] | None = None) -> str:
    """One of KINDS. slip: mode L. codes: what `codes_on` read from it, where that is known."""
    said = white_on_black(slip)
    for kind, name in _LAST_WORDS.items():
        if any(np.array_equal(line, inked(words(name, language))) for line in said for language in ("kk", "ru")):
            return kind
    for code in codes_on(slip) if codes is None else codes:
        return _OF_CODE.get(code.split(":")[1] if code.startswith("TM1:") else "", OTHER)
    return OTHER


def white_on_black(slip: Image.Image) -> list[np.ndarray]:
    """The lines of text in the black bands of a slip, top to bottom: True is ink, white margins cut away."""
    black = np.asarray(slip) < 128
    banded = black[:, :4].all(axis=1) & black[:, -4:].all(axis=1) if black.size else np.zeros(0, bool)
    height = _glyphs()[0]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], banded, [False]]).astype(np.int8)))
    lines = []
    for top, bottom in zip(edges[::2], edges[1::2], strict=True):
        lines += [_trimmed(~black[at : at + height]) for at in range(top, bottom - height + 1, height)]
    return lines


def says(slip: Image.Image, text: str, bold: bool = False) -> bool:
    """Whether these words stand in one line of a slip, black on white."""
    page, wanted = np.asarray(slip) < 128, ink(text, bold)
    columns = np.flatnonzero(wanted.any(axis=0))
    wanted = wanted[:, columns[0] : columns[-1] + 1]
    height, width = wanted.shape
    fullest = int(wanted.sum(axis=1).argmax())
    row = wanted[fullest].tobytes()
    for top in range(len(page) - height + 1):
        dots = page[top + fullest].tobytes()
        left = dots.find(row)
        while left >= 0:
            if np.array_equal(page[top : top + height, left : left + width], wanted):
                return True
            left = dots.find(row, left + 1)
    return False


def inked(text: str) -> np.ndarray:
    """A line of bold text as it is printed, white margins cut away."""
    return _trimmed(ink(text, bold=True))


def ink(text: str, bold: bool = False) -> np.ndarray:
    """A line of text in the terminals' letters, True is ink; what has no letter there is left blank."""
    height, glyphs = _glyphs()
    blank = glyphs[ord(" ")]
    found = [glyphs.get(ord(character), blank) for character in text]
    page = np.zeros((height, sum(glyph[0] + bold for glyph in found) + 2), bool)
    x = 0
    for advance, left, top, dots in found:
        for shift in (0, 1) if bold else (0,):  # bold is the same a second time, one dot to the right
            at = max(0, x + left + shift)
            room = page[top : top + dots.shape[0], at : at + dots.shape[1]]
            room |= dots[:, : room.shape[1]]
        x += advance + bold
    return page


def _trimmed(ink: np.ndarray) -> np.ndarray:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else ink[:0, :0]


@cache
def _glyphs() -> tuple[int, dict[int, tuple[int, int, int, np.ndarray]]]:
    """Line height, and code point -> (advance, left, top, ink). The format is described in host_tools/fonts/cut.py."""
    data = _FONT.read_bytes()
    _, _, height, _, _, count = _HEAD.unpack_from(data)
    glyphs = {}
    for entry in range(count):
        code, offset, advance, left, width, top, rows = _ENTRY.unpack_from(data, _HEAD.size + entry * _ENTRY.size)
        stride = (width + 7) // 8
        start = _HEAD.size + count * _ENTRY.size + offset
        ink = np.unpackbits(np.frombuffer(data, np.uint8, stride * rows, start).reshape(rows, stride), axis=1)
        glyphs[code] = advance, left, top, ink[:, :width].astype(bool)
    return height, glyphs
