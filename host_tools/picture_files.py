"""Pictures that strangers bring, opened as an adversary's: kinds that we name, sizes bounded before decoding.

Pages come as grey pictures on white, as a camera or scanner meant them: 16 bits become 8, what is transparent is paper,
a photograph is turned as its camera was held. PDF is drawn page by page.
"""

from __future__ import annotations

import io
import math
import struct
import zlib
from collections.abc import Iterator

import pypdfium2
from PIL import Image, ImageOps

from host_tools.errors import TamgaError

KINDS = ("PNG", "JPEG", "BMP", "TIFF", "WEBP")  # Pillow opens 40 more, some by starting other programs
MOST_BYTES = 64 << 20
MOST_DOTS = 40_000_000  # of a page: a photograph of 39 megapixels, a slip of 13,000 rows ten times over
MOST_PAGES = 20
LONGEST_SIDE_DOTS = 40_000
_PDF_DOTS_PER_POINT = 200 / 72
DOTS, PAGES, DAMAGED = "dots", "pages", "damaged"
_SMALLER = "take a smaller picture"
_TRANSPARENT = ("RGBA", "LA", "PA", "RGBa", "La")
# What Pillow, zlib and pdfium raise for damaged files, all of which mean the same to the user.
_DAMAGED = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, EOFError, MemoryError,
    RuntimeError, struct.error, zlib.error, Image.DecompressionBombError, pypdfium2.PdfiumError,
)  # fmt: skip


class PictureFileError(TamgaError):
    """A file that cannot be opened as a picture. The message names the file and the way out; kind: why, in a word."""

    def __init__(self, text: str, kind: str) -> None:
        self.kind = kind
        super().__init__(text)


def pages_of(data: bytes, name: object) -> list[Image.Image]:
    """The pages of a picture file in grey (mode L), each of at most MOST_DOTS.

    data: the whole file.
    name: for messages.
    PictureFileError: of another kind, too large, too many pages, damaged.
    """
    if len(data) > MOST_BYTES:
        raise PictureFileError(f"{name}: has more than {MOST_BYTES >> 20} MB; {_SMALLER}", DOTS)
    try:
        return list(_pdf_pages(data, name) if data.startswith(b"%PDF") else _picture_pages(data, name))
    except PictureFileError:
        raise
    except Image.DecompressionBombError:
        raise PictureFileError(
            f"{name}: has more dots than {MOST_DOTS // 1_000_000} million; {_SMALLER}", DOTS
        ) from None
    except _DAMAGED:
        words = f"is no picture that can be read ({', '.join(KINDS)} or PDF)"
        raise PictureFileError(f"{name}: {words}; take it again as PNG or JPG", DAMAGED) from None


def turned_dots(width: int, height: int, degrees: float) -> int:
    """Dots of the upright rectangle around a picture that is turned: far more than its own if it is long and thin."""
    sine, cosine = abs(math.sin(math.radians(degrees))), abs(math.cos(math.radians(degrees)))
    return round((width * cosine + height * sine) * (width * sine + height * cosine))


def _picture_pages(data: bytes, name: object) -> Iterator[Image.Image]:
    with Image.open(io.BytesIO(data), formats=KINDS) as picture:
        count = getattr(picture, "n_frames", 1)
        _refuse_pages(count, name)
        for number in range(count):
            picture.seek(number)
            _refuse_size(picture.width, picture.height, name)
            yield ImageOps.exif_transpose(_grey(picture))


def _pdf_pages(data: bytes, name: object) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(data)
    try:
        _refuse_pages(len(document), name)
        for page in document:
            width, height = (side * _PDF_DOTS_PER_POINT for side in page.get_size())
            _refuse_size(math.ceil(width), math.ceil(height), name)
            yield page.render(scale=_PDF_DOTS_PER_POINT, grayscale=True).to_pil().convert("L")
    finally:
        document.close()


def _refuse_pages(count: int, name: object) -> None:
    if count > MOST_PAGES:
        raise PictureFileError(f"{name}: has {count} pages, more than {MOST_PAGES}; give them in several files", PAGES)


def _refuse_size(width: int, height: int, name: object) -> None:
    if width * height > MOST_DOTS or max(width, height) > LONGEST_SIDE_DOTS:
        most = f"{MOST_DOTS // 1_000_000} million or {LONGEST_SIDE_DOTS} per side"
        words = f"has more dots than {most}: {width} x {height}"
        raise PictureFileError(f"{name}: {words}; {_SMALLER}", DOTS)


def _grey(picture: Image.Image) -> Image.Image:
    """8-bit grey on white paper, with the picture's EXIF data."""
    exif = picture.getexif()
    if picture.mode.startswith("I;16"):
        grey = picture.convert("I").point(lambda value: value / 256).convert("L")
    elif picture.mode in ("I", "F"):
        low, high = picture.getextrema()
        scale = 255 / (high - low) if high > low else 0  # type: ignore[operator]
        grey = picture.point(lambda value: value * scale - low * scale).convert("L")  # type: ignore[operator]
    elif picture.mode in _TRANSPARENT or "transparency" in picture.info:
        sheet = Image.new("RGBA", picture.size, "white")
        sheet.alpha_composite(picture.convert("RGBA"))
        grey = sheet.convert("L")
    else:
        grey = picture.convert("L")
    grey.getexif().update(exif)
    return grey
