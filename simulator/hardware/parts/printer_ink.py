"""How a printer draws by itself: letters, QR and Code 128 from its own memory, as arrays of dots (True is black)."""

from __future__ import annotations

from functools import cache

import numpy as np
import segno
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Dots = NDArray[np.bool_]
CELL_WIDTH, CELL_HEIGHT = 12, 24


@cache
def glyph(code: int) -> Dots:
    """One character of the built-in 12x24 font; beyond ASCII come signs of a code page that nobody chose."""
    if not 32 <= code < 127:
        noise = np.random.default_rng(code).random((CELL_HEIGHT // 2, CELL_WIDTH // 2)) < 0.5
        return np.repeat(np.repeat(noise, 2, 0), 2, 1)
    cell = Image.new("1", (CELL_WIDTH // 2, CELL_HEIGHT // 2))
    ImageDraw.Draw(cell).text((0, 0), chr(code), fill=1, font=ImageFont.load_default_imagefont())
    return np.repeat(np.repeat(np.asarray(cell, bool), 2, 0), 2, 1)


def letters(codes: bytes, wide: int, high: int, bold: bool) -> Dots:
    """Characters side by side, each dot `wide` x `high`."""
    line = np.concatenate([glyph(code) for code in codes], axis=1)
    if bold:
        line[:, 1:] |= line[:, :-1].copy()
    return np.repeat(np.repeat(line, high, 0), wide, 1)


def qr(data: bytes, module_dots: int, level: str) -> Dots:
    """A QR code, model 2, without a quiet zone."""
    matrix = np.array([list(row) for row in segno.make_qr(data, error=level, boost_error=False).matrix], bool)
    return np.repeat(np.repeat(matrix, module_dots, 0), module_dots, 1)


def code_128(data: bytes, module_dots: int, height_dots: int) -> Dots:
    """A Code 128 symbol from GS k data with its `{A {B {C {1 {{` marks, without quiet zones."""
    text, digits, at = "", False, 0
    while at < len(data):
        if data[at] == ord("{") and at + 1 < len(data):
            mark = chr(data[at + 1])
            digits = mark == "C" if mark in "ABC" else digits
            text += {"{": "{", "1": "\x1d"}.get(mark, "")
            at += 2
        else:
            text += f"{data[at]:02d}" if digits else chr(data[at])
            at += 1
    picture = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_image(scale=1, add_quiet_zones=False)
    bars = np.asarray(picture)[0] < 128
    return np.repeat(np.repeat(bars[None, :], height_dots, 0), module_dots, 1)


def pack(dots: Dots, width_dots: int, align: int) -> NDArray[np.uint8] | None:
    """Dots on the paper's width (0 left, 1 centre, 2 right) as rows; None if they do not fit."""
    height, width = dots.shape
    if width > width_dots:
        return None
    page = np.zeros((height, width_dots), bool)
    left = (0, (width_dots - width) // 2, width_dots - width)[align]
    page[:, left : left + width] = dots
    return np.packbits(page, axis=1)
