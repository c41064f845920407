"""A voter's ID card as a picture with its bar-code label, and what a scanner makes of the picture."""

from __future__ import annotations

import numpy as np
import zxingcpp
from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

_DOTS_PER_MODULE = 3
_QUIET_DOTS = 30
_HEIGHT_DOTS = 110
CODE_128 = "]C0"  # AIM identifier of what `read` gives


def picture(label: str) -> Image.Image:
    """The label: Code 128, white around it."""
    bars = np.asarray(zxingcpp.create_barcode(label, zxingcpp.BarcodeFormat.Code128).to_image(scale=1))
    row = np.repeat(bars[bars.shape[0] // 2], _DOTS_PER_MODULE)
    page = np.full((_HEIGHT_DOTS + 2 * _QUIET_DOTS, row.size + 2 * _QUIET_DOTS), 255, np.uint8)
    page[_QUIET_DOTS:-_QUIET_DOTS, _QUIET_DOTS:-_QUIET_DOTS] = row
    return Image.fromarray(page)


def read(card: Image.Image) -> str:
    """The digits on a card's picture; empty where there is no readable bar code."""
    found = decode(card, symbols=[ZBarSymbol.CODE128])
    return found[0].data.decode("ascii") if found else ""
