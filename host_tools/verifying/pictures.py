"""QR codes in photographs and scans, with zbar; a picture that gives nothing is tried cleaned, scaled and turned."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

from PIL import Image, ImageFilter, ImageOps
from pyzbar import pyzbar

from host_tools.errors import VerifyingError
from host_tools.formats import codes

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp")
# Larger pictures are scaled down: zbar's time grows with the area and codes get no clearer. By area, not by the longest
# side: a protocol slip is 432 dots wide and more than 13,000 long.
MOST_DOTS = 16_000_000
# What Pillow and its decoders raise for damaged files, all of which mean the same to whoever took the picture.
_BAD_PICTURE = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, EOFError, MemoryError,
    RuntimeError, struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip
_ANGLES_DEGREES = (8, -8, 20, -20, 45)


class PictureError(VerifyingError):
    """A picture that cannot be opened. The message names the file and the way out."""


def _area(picture: Image.Image) -> int:
    return picture.width * picture.height


def _scaled(picture: Image.Image, factor: float) -> Image.Image:
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _turned(degrees: float) -> Callable[[Image.Image], Image.Image]:
    return lambda picture: picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


_ATTEMPTS: tuple[Callable[[Image.Image], Image.Image], ...] = (
    lambda picture: picture,
    lambda picture: ImageOps.autocontrast(picture, cutoff=2),
    lambda picture: picture.filter(ImageFilter.MedianFilter(3)),
    lambda picture: picture.filter(ImageFilter.GaussianBlur(1.2)),
    lambda picture: _scaled(picture, 0.5),
    lambda picture: _scaled(picture, 2) if _area(picture) < MOST_DOTS / 4 else picture,
    lambda picture: picture.filter(ImageFilter.UnsharpMask(4, 200, 0)),
    *(_turned(degrees) for degrees in _ANGLES_DEGREES),
)


def open_picture(path: Path) -> Image.Image:
    """A picture in grey, as its camera held it. PictureError when it is none."""
    try:
        picture = ImageOps.exif_transpose(Image.open(path)).convert("L")
    except _BAD_PICTURE as error:
        raise PictureError(f"{path}: cannot be opened as a picture; take it again as PNG or JPG") from error
    return _scaled(picture, math.sqrt(MOST_DOTS / _area(picture))) if _area(picture) > MOST_DOTS else picture


def read_texts(picture: Image.Image, thorough: bool = False) -> list[str]:
    """The texts of the QR codes in a grey picture, each once. thorough: go on trying when some were found."""
    found: dict[str, None] = {}
    for attempt in _ATTEMPTS:
        for symbol in pyzbar.decode(attempt(picture), symbols=[pyzbar.ZBarSymbol.QRCODE]):
            found.setdefault(symbol.data.decode("utf-8", "replace"))
        if found and not thorough:
            break
    return list(found)


def read_codes(paths: Iterable[Path]) -> tuple[codes.Joined, list[str]]:
    """(what all our codes in some pictures make, texts that are not ours and pictures without any code)."""
    pictures = {path: open_picture(path) for path in paths}
    joined, problems = _join(pictures, thorough=False)
    return _join(pictures, thorough=True) if joined.missing else (joined, problems)


def _join(pictures: dict[Path, Image.Image], thorough: bool) -> tuple[codes.Joined, list[str]]:
    found, problems = [], []
    for path, picture in pictures.items():
        texts = read_texts(picture, thorough)
        if not texts:
            problems.append(f"{path}: no QR code found; photograph it closer, straight from above, without shadow")
        for text in texts:
            try:
                found.append(codes.parse(text))
            except codes.CodeError as error:
                problems.append(f"{path}: {error}")
    return codes.join(found), problems
