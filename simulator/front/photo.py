"""A photograph that somebody drops onto the page: the codes that can be read on it."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError
from pyzbar.pyzbar import ZBarSymbol, decode

MOST_BYTES = 12 << 20
MOST_DOTS = 40_000_000
LONGEST_SIDE_DOTS = 3000
SYMBOLS = [ZBarSymbol.QRCODE, ZBarSymbol.CODE128]


class PictureError(ValueError):
    """It cannot be read as a picture. The message says why."""


def codes_in(data: bytes) -> list[str]:
    """The texts of all QR codes and Code 128 labels on a picture file, top to bottom, each once."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_DOTS:
                raise PictureError("the picture has more than 40 million dots")
            grey = ImageOps.exif_transpose(picture.convert("L"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, PictureError):
            raise
        raise PictureError("this is no picture that can be read; a JPEG or PNG file, please") from error
    grey.thumbnail((LONGEST_SIDE_DOTS, LONGEST_SIDE_DOTS))
    found = sorted(decode(grey, symbols=SYMBOLS), key=lambda code: code.rect.top)
    return list(dict.fromkeys(code.data.decode("utf-8", "replace") for code in found))
