"""Reads labels back from what will be printed, as a scanner would: the rendered sheet, not the data it was made from.

pyzbar is limited to Code 128: with every symbology allowed it may see another code where there is none.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image
from pyzbar import pyzbar

from host_tools.labels.errors import ReadBackError
from host_tools.labels.sheets import Label
from host_tools.labels.stock import Stock

_POINTS_PER_MM = 72 / 25.4
_BAND = 0.4  # of the bars' height: a decoder needs some rows, and every row costs


def read(image: Image.Image) -> str | None:
    """The digits of the one Code 128 symbol in a picture, or None."""
    found = pyzbar.decode(image, symbols=[pyzbar.ZBarSymbol.CODE128])
    return found[0].data.decode("ascii", "replace") if len(found) == 1 else None


def check_sheets(pdf: Path | bytes, name: str, labels: Sequence[Label], stock: Stock, choose: random.Random) -> int:
    """Render a sample of each sheet of a PDF and read it. Returns how many labels were read.

    pdf: a file or its bytes; name: how messages call it. choose: draws the sample; the first label of a sheet is always
    in it.
    ReadBackError at the first that reads otherwise or not at all.
    """
    count = 0
    document = pypdfium2.PdfDocument(pdf)
    try:
        per_sheet = stock.labels_per_sheet
        if len(document) != max(1, -(-len(labels) // per_sheet)):
            raise ReadBackError(f"{name}: has {len(document)} sheets, which is not the number that was drawn")
        for sheet in range(len(document)):
            on_sheet = labels[sheet * per_sheet : (sheet + 1) * per_sheet]
            page = document[sheet]
            for place in _sample(len(on_sheet), stock.samples_per_sheet, choose):
                if read(_bars_picture(page, place, stock)) != on_sheet[place].digits:
                    raise ReadBackError(
                        f"{name}: sheet {sheet + 1}: label {place + 1} does not read back as what it should be; "
                        "print none of this file"
                    )
                count += 1
            page.close()
    finally:
        document.close()
    return count


def _sample(labels: int, samples: int, choose: random.Random) -> list[int]:
    if labels <= samples:
        return list(range(labels))
    return [0, *choose.sample(range(1, labels), samples - 1)]


def _bars_picture(page: pypdfium2.PdfPage, place: int, stock: Stock) -> Image.Image:
    """A band through the bars of one label, quiet zones included, rendered alone."""
    left, top = stock.bars_mm(place)
    band = stock.bar_height_mm * _BAND
    above = top + (stock.bar_height_mm - band) / 2
    crop_mm = (
        left,
        stock.page_height_mm - above - band,
        stock.page_width_mm - left - stock.symbol_width_mm,
        above,
    )
    bitmap = page.render(
        scale=stock.read_back_dpi / 72,
        crop=tuple(side * _POINTS_PER_MM for side in crop_mm),
        grayscale=True,
        may_draw_forms=False,
    )
    picture: Image.Image = bitmap.to_pil()
    return picture
