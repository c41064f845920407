"""QR codes in photographs and scans: zbar and then ZXing at four sizes, then zbar on the picture cleaned and turned.

Other sizes give more than a second reader does: a photographed code has as many pixels per module as it happens to.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import zxingcpp
from PIL import Image, ImageFilter, ImageOps
from pyzbar import pyzbar

from host_tools.errors import VerifyingError
from host_tools.formats import codes
from host_tools.picture_files import PictureFileError, pages_of, turned_dots

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp", ".pdf")
# Larger pictures are scaled down: zbar's time grows with the area and codes get no clearer. By area, not by the longest
# side: a protocol slip is 432 dots wide and more than 13,000 long.
MOST_DOTS = 16_000_000
_MOST_TURNED_DOTS = 4 * MOST_DOTS
_ANGLES_DEGREES = (8, -8, 20, -20, 45)
SIZES = (1, 1.5, 0.75, 2)
_LONGEST_SIDE = 65_535  # ZXing refuses a longer one
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


class PictureError(VerifyingError):
    """A picture that cannot be opened. The message names the file and the way out."""


def _area(picture: Image.Image) -> int:
    return picture.width * picture.height


def _scaled(picture: Image.Image, factor: float) -> Image.Image:
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _turned(degrees: float) -> Callable[[Image.Image], Image.Image]:
    def turn(picture: Image.Image) -> Image.Image:
        if turned_dots(picture.width, picture.height, degrees) > _MOST_TURNED_DOTS:
            return picture  # long and thin: upright it would fill the memory
        return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)

    return turn


_CLEANED: tuple[Callable[[Image.Image], Image.Image], ...] = (
    lambda picture: ImageOps.autocontrast(picture, cutoff=2),
    lambda picture: picture.filter(ImageFilter.MedianFilter(3)),
    lambda picture: picture.filter(ImageFilter.GaussianBlur(1.2)),
    lambda picture: _scaled(picture, 0.5),
    lambda picture: picture.filter(ImageFilter.UnsharpMask(4, 200, 0)),
    *(_turned(degrees) for degrees in _ANGLES_DEGREES),
    ImageOps.invert,  # light on dark, as a negative or a dark screen shows it
    lambda picture: ImageOps.autocontrast(ImageOps.invert(picture), cutoff=2),
)


def _by_zbar(picture: Image.Image) -> list[str]:
    found = pyzbar.decode(picture, symbols=[pyzbar.ZBarSymbol.QRCODE])
    return [symbol.data.decode("utf-8", "replace") for symbol in found]


def _by_zxing(picture: Image.Image) -> list[str]:
    if max(picture.size) > _LONGEST_SIDE:
        return []
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=_QR)]


def attempts(picture: Image.Image) -> Iterator[list[str]]:
    """What each attempt finds, the cheapest first."""
    for reader in (_by_zbar, _by_zxing):
        for size in SIZES:
            if _area(picture) * size * size <= MOST_DOTS:
                yield reader(picture if size == 1 else _scaled(picture, size))
    for clean in _CLEANED:
        yield _by_zbar(clean(picture))


def open_pages(path: Path) -> list[Image.Image]:
    """The pages of a picture file in grey, as their camera held them. PictureError: it cannot be opened."""
    try:
        pages = pages_of(path.read_bytes(), path)
    except PictureFileError as error:
        raise PictureError(str(error)) from None
    except OSError as error:
        raise PictureError(f"{path}: cannot be read; check the name") from error
    return [_scaled(page, math.sqrt(MOST_DOTS / _area(page))) if _area(page) > MOST_DOTS else page for page in pages]


def read_texts(picture: Image.Image, thorough: bool = False) -> list[str]:
    """The texts of the QR codes in a grey picture, each once. thorough: go on trying when some were found."""
    found: dict[str, None] = {}
    for texts in attempts(picture):
        found |= dict.fromkeys(texts)
        if found and not thorough:
            break
    return list(found)


def read_codes(paths: Iterable[Path]) -> tuple[codes.Joined, list[str]]:
    """(what all our codes in some pictures make, texts that are not ours and pictures without any code)."""
    pictures = {path: open_pages(path) for path in paths}
    joined, problems = _join(pictures, thorough=False)
    return _join(pictures, thorough=True) if joined.missing else (joined, problems)


def _join(pictures: dict[Path, list[Image.Image]], thorough: bool) -> tuple[codes.Joined, list[str]]:
    found, problems = [], []
    for path, pages in pictures.items():
        texts = list(dict.fromkeys(text for page in pages for text in read_texts(page, thorough)))
        if not texts:
            way_out = "photograph it closer, straight from above, without shadow"
            problems.append(f"{path}: no QR code found (a ballot has none by design); {way_out}")
        for text in texts:
            try:
                found.append(codes.parse(text))
            except codes.CodeError as error:
                problems.append(f"{path}: {error}")
    return codes.join(found), problems
