"""The picture of a key or role card as an ESC/POS job, read back before it is given out."""

from __future__ import annotations

from PIL import Image

from host_tools.errors import UsbPrintingError
from host_tools.picture_files import PictureFileError, pages_of
from host_tools.verifying.pictures import read_texts

DEFAULT_WIDTH_DOTS = 384  # a 58 mm head; 576 on 80 mm
_BAND_ROWS = 24  # 1152 bytes at 384 dots: cheap printers hold 4 KB, and clones take at most 255 rows
_DARK_BELOW = 128
_RESET = b"\x1b@"
_RASTER = b"\x1dv0\x00"  # GS v 0, normal size
_FINISH = b"\x1bd\x04\x1dVB\x00"  # four lines past the tear bar and a cut, which printers without a cutter ignore


class CardPictureError(UsbPrintingError):
    """A picture that cannot be printed so that it reads. The text says why."""


def card_job(png: bytes, width_dots: int = DEFAULT_WIDTH_DOTS) -> bytes:
    """A print job of a card; its codes are read from the job's own dots and compared with the picture's.

    The picture is reduced by a whole number only: other steps would make modules of unequal width.
    CardPictureError: no picture, no code in it, or too many modules for the head.
    """
    try:
        (card, *more) = pages_of(png, "the card")
    except PictureFileError as error:
        raise CardPictureError(f"{error}, or make the card again") from None
    if more:
        raise CardPictureError("the card has several pages; print one picture at a time")
    texts = sorted(read_texts(card, thorough=True))
    if not texts:
        raise CardPictureError("there is no readable code in the picture")
    small = card.reduce(-(-card.width // width_dots)) if card.width > width_dots else card
    job = _RESET + _bands(small.point(lambda shade: 255 if shade < _DARK_BELOW else 0, "1")) + _FINISH
    if sorted(read_texts(picture(job), thorough=True)) != texts:
        raise CardPictureError(f"the codes are too fine for a head of {width_dots} dots; use a wider printer")
    return job


def picture(job: bytes) -> Image.Image:
    """What the printer draws: all raster bands of a job, one below the other."""
    dots, row_bytes, at = b"", 0, len(_RESET)
    while job.startswith(_RASTER, at):
        at += len(_RASTER)
        row_bytes, rows = (int.from_bytes(job[at + i : at + i + 2], "little") for i in (0, 2))
        dots += job[at + 4 : at + 4 + row_bytes * rows]
        at += 4 + row_bytes * rows
    height = len(dots) // row_bytes
    return Image.frombytes("1", (row_bytes * 8, height), bytes(255 - byte for byte in dots)).convert("L")


def _bands(card: Image.Image) -> bytes:
    row_bytes = (card.width + 7) // 8
    dots = card.tobytes()
    bands = []
    for top in range(0, card.height, _BAND_ROWS):
        rows = min(_BAND_ROWS, card.height - top)
        band = dots[top * row_bytes : (top + rows) * row_bytes]
        bands.append(_RASTER + row_bytes.to_bytes(2, "little") + rows.to_bytes(2, "little") + band)
    return b"".join(bands)
