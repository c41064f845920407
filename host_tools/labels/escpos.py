"""Labels for a label printer: ESC/POS raster, which is the same on every make and writes every Kazakh letter.

A label is one `GS v 0` image (Epson ESC/POS reference, "Print raster bit image") and a form feed to the next gap.
The printer's own bar-code command is not used: makes differ in it, and no read-back could look at what it draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

from PIL import Image, ImageDraw, ImageFont
from pydantic import BaseModel, ConfigDict, Field

from host_tools.labels import code128
from host_tools.labels.errors import ReadBackError, StockError
from host_tools.labels.read_back import read
from host_tools.labels.sheets import Label, grouped
from host_tools.labels.stock import KAZAKH_LETTERS

_RESET = b"\x1b@"
_RASTER = b"\x1dv0\x00"
_NEXT_LABEL = b"\x0c"


class Roll(BaseModel):
    """One kind of label roll. The head's dots: 8 a millimetre at 203 dpi."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    width_dots: Annotated[int, Field(ge=100, le=1_000)] = 384  # a 58 mm head
    module_dots: Annotated[int, Field(ge=1, le=8)] = 2  # 0.25 mm at 8 dots/mm
    bar_height_dots: Annotated[int, Field(ge=20, le=1_000)] = 96
    text_dots: Annotated[int, Field(ge=12, le=100)] = 20  # the digits in groups fill a 58 mm head at 21
    font_path: str
    names: bool = False
    read_back_every: Annotated[int, Field(ge=1)] = 24


def print_job(labels: Iterable[Label], roll: Roll) -> Iterator[bytes]:
    """The bytes of each label, the first after a reset of the printer.

    Every `read_back_every`-th label, the first included, is decoded from its own bytes before it is given out.
    ReadBackError names the label's place; StockError: bars too wide for the head or a font without letters.
    """
    for place, label in enumerate(labels):
        raster = _raster(label, roll)
        if place % roll.read_back_every == 0 and read(picture(raster)) != label.digits:
            raise ReadBackError(f"label {place + 1}: does not read back as what it should be; print none of this job")
        yield (_RESET if place == 0 else b"") + raster + _NEXT_LABEL


def picture(job: bytes) -> Image.Image:
    """What the printer draws for the first raster image of a job."""
    at = job.index(_RASTER) + len(_RASTER)
    row_bytes, height = int.from_bytes(job[at : at + 2], "little"), int.from_bytes(job[at + 2 : at + 4], "little")
    dots = job[at + 4 : at + 4 + row_bytes * height]
    return Image.frombytes("1", (row_bytes * 8, height), bytes(255 - byte for byte in dots)).convert("L")


def _raster(label: Label, roll: Roll) -> bytes:
    row = code128.module_row(label.digits)
    dots = len(row) * roll.module_dots
    if dots > roll.width_dots:
        raise StockError(f"the bars need {dots} dots and the head has {roll.width_dots}")
    row_bytes = (roll.width_dots + 7) // 8
    line = "".join(module * roll.module_dots for module in row).rjust((dots + roll.width_dots) // 2, "0")
    bars = int(line.ljust(row_bytes * 8, "0"), 2).to_bytes(row_bytes, "big") * roll.bar_height_dots
    image = bars + _text(grouped(label.digits), roll, row_bytes)
    if roll.names:
        image += _text(_fitted(label.name, roll), roll, row_bytes)
    height = len(image) // row_bytes
    return _RASTER + row_bytes.to_bytes(2, "little") + height.to_bytes(2, "little") + image


def _fitted(name: str, roll: Roll) -> str:
    """A name that fits, shortened with an ellipsis if necessary."""
    font = _font(roll.font_path, roll.text_dots)
    while font.getlength(name) > roll.width_dots and len(name) > 1:
        name = name[:-2] + "…"
    return name


def _text(text: str, roll: Roll, row_bytes: int) -> bytes:
    font = _font(roll.font_path, roll.text_dots)
    left = (roll.width_dots - font.getlength(text)) / 2
    if left < 0:
        raise StockError(f"text_dots: {roll.text_dots} is too much for a head of {roll.width_dots} dots")
    picture = Image.new("1", (row_bytes * 8, roll.text_dots + roll.text_dots // 3), 0)
    ImageDraw.Draw(picture).text((left, 0), text, fill=1, font=font)
    return picture.tobytes()


@cache
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    if not Path(path).is_file():
        raise StockError(f"font_path: {path}: no such file")
    font = ImageFont.truetype(path, size)
    missing = font.getmask("\U0010ffff").getbbox(), bytes(font.getmask("\U0010ffff"))
    for letter in KAZAKH_LETTERS:
        if (font.getmask(letter).getbbox(), bytes(font.getmask(letter))) == missing:
            raise StockError(f"font_path: {path}: has no {letter}; another letter would change names")
    return font
