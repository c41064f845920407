"""A photograph that somebody drops onto the page: the codes that can be read on it."""

from __future__ import annotations

from pyzbar.pyzbar import ZBarSymbol, decode

from host_tools.picture_files import MOST_DOTS, PictureFileError, pages_of
from simulator.people.saying import said

MOST_BYTES = 12 << 20
LONGEST_SIDE_DOTS = 3000
SYMBOLS = [ZBarSymbol.QRCODE, ZBarSymbol.CODE128]


class PictureError(ValueError):
    """It cannot be read as a picture. The message says why."""


def codes_in(data: bytes) -> list[str]:
    """The texts of all QR codes and Code 128 labels on a picture file, page by page, top to bottom, each once."""
    try:
        pages = pages_of(data, "photograph")  # the reader of the commands: kinds, pages and dots have limits
    except PictureFileError as error:
        raise PictureError(said(f"photo_{error.kind}", MOST_DOTS // 1_000_000)) from error
    found = []
    for page in pages:
        page.thumbnail((LONGEST_SIDE_DOTS, LONGEST_SIDE_DOTS))
        found += sorted(decode(page, symbols=SYMBOLS), key=lambda code: code.rect.top)
    return list(dict.fromkeys(code.data.decode("utf-8", "replace") for code in found))
