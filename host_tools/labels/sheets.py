"""Sheets of labels as PDF: bars as filled rectangles, so that a printer's own dots decide their edges."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import BinaryIO, NamedTuple

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from host_tools.labels import code128
from host_tools.labels.errors import StockError
from host_tools.labels.stock import KAZAKH_LETTERS, Stock

_DIGITS_FONT = "Helvetica"  # every PDF reader has it; the digits need no other
_NAME_FONT = "label-name"
_FOOT_POINTS = 6
_GROUPS = ((0, 2), (2, 8), (8, 14), (14, 22), (22, 24))  # version, number in two halves, serial, check digits
LONGEST_NAME = 60


class Label(NamedTuple):
    """What one label shows. digits: 24; name: shown where the stock says so."""

    digits: str
    name: str = ""


def write_sheets(target: BinaryIO, labels: Sequence[Label], stock: Stock, title: str) -> int:
    """Write a PDF of all labels in order, `title` and the sheet number at the foot. Returns the number of sheets."""
    canvas = Canvas(target, pagesize=(stock.page_width_mm * mm, stock.page_height_mm * mm), pageCompression=1)
    canvas.setTitle(title)
    if stock.names:
        _load_font(stock.font_path)
        _refuse_undrawn(labels, stock.font_path)
    per_sheet = stock.labels_per_sheet
    sheets = max(1, -(-len(labels) // per_sheet))
    for sheet in range(sheets):
        _draw_sheet(canvas, labels[sheet * per_sheet : (sheet + 1) * per_sheet], stock)
        canvas.setFont(_DIGITS_FONT, _FOOT_POINTS)
        canvas.drawString(10 * mm, 1.5 * mm, f"{title} - sheet {sheet + 1} of {sheets}")
        canvas.showPage()
    canvas.save()
    return sheets


def grouped(digits: str) -> str:
    """The digits as people read them: version, number, serial, check digits apart."""
    return " ".join(digits[start:end] for start, end in _GROUPS)


def _draw_sheet(canvas: Canvas, labels: Sequence[Label], stock: Stock) -> None:
    height = stock.page_height_mm
    bars = []
    for place, label in enumerate(labels):
        left, top = stock.bars_mm(place)
        bars.append(_bars(label.digits, left, height - top - stock.bar_height_mm, stock))
    canvas.addLiteral("\n".join(bars))
    texts = canvas.beginText()
    texts.setFont(_DIGITS_FONT, stock.text_points)
    line_mm = stock.text_points * 1.2 / mm
    middles = []
    for place, label in enumerate(labels):
        left, top = stock.corner_mm(place)
        middle, base = left + stock.label_width_mm / 2, height - top - stock.bar_top_mm - stock.bar_height_mm - line_mm
        middles.append((middle, base - line_mm, label.name))
        texts.setTextOrigin(middle * mm - _digits_width(stock.text_points) / 2, base * mm)
        texts.textOut(grouped(label.digits))
    if stock.names:
        texts.setFont(_NAME_FONT, stock.text_points)
        for middle, base, name in middles:
            name, width = _fitted(name, stock.label_width_mm * mm * 0.95, stock.text_points)
            texts.setTextOrigin(middle * mm - width / 2, base * mm)
            texts.textOut(name)
    canvas.drawText(texts)


def _bars(digits: str, left_mm: float, bottom_mm: float, stock: Stock) -> str:
    """PDF operators of one symbol in its own units: a module wide, a bar high (PDF 32000-1 8.3.4, 8.5.2.1)."""
    left = (left_mm + code128.QUIET_MODULES * stock.module_mm) * mm
    matrix = f"q {stock.module_mm * mm:.4f} 0 0 {stock.bar_height_mm * mm:.3f} {left:.3f} {bottom_mm * mm:.3f} cm "
    values = code128.characters(digits)
    bars = " ".join(_rectangles(place, value) for place, value in enumerate(values))
    return f"{matrix}{bars} {_stop_rectangles(len(values))} f Q"


@cache
def _rectangles(place: int, value: int) -> str:
    return _as_rectangles(place * code128.CHARACTER_MODULES, code128.PATTERNS[value])


@cache
def _stop_rectangles(place: int) -> str:
    return _as_rectangles(place * code128.CHARACTER_MODULES, code128.STOP_PATTERN)


def _as_rectangles(at: int, pattern: str) -> str:
    rectangles = []
    for index, width in enumerate(pattern):
        if index % 2 == 0:
            rectangles.append(f"{at} 0 {width} 1 re")
        at += int(width)
    return " ".join(rectangles)


@cache
def _digits_width(points: float) -> float:
    return float(pdfmetrics.stringWidth(grouped("0" * 24), _DIGITS_FONT, points))  # all digits are equally wide


def _fitted(name: str, width: float, points: float) -> tuple[str, float]:
    """A name, shortened with an ellipsis if necessary, and its width in points."""
    name = name[:LONGEST_NAME]
    taken = pdfmetrics.stringWidth(name, _NAME_FONT, points)
    while taken > width and len(name) > 1:
        name = name[:-2] + "…"
        taken = pdfmetrics.stringWidth(name, _NAME_FONT, points)
    return name, taken


def _refuse_undrawn(labels: Sequence[Label], font_path: str) -> None:
    """StockError: a name with a letter that its font does not have; the label would show another name."""
    drawn = pdfmetrics.getFont(_NAME_FONT).face.charToGlyph
    if missing := sorted({letter for label in labels for letter in label.name if ord(letter) not in drawn}):
        place = next(at for at, label in enumerate(labels, 1) if missing[0] in label.name)
        letters = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in missing)
        raise StockError(f"font_path: {font_path}: has no {letters}, first on label {place}; name a font that has them")


@cache
def _load_font(path: str) -> None:
    """Register the font for names; a font without a Kazakh letter is refused, because it would change names."""
    if not Path(path).is_file():
        raise StockError(f"font_path: {path}: no such file")
    try:
        font = TTFont(_NAME_FONT, path)
    except TTFError:
        raise StockError(f"font_path: {path}: is no whole TrueType font; name a file such as NotoSans.ttf") from None
    missing = [letter for letter in KAZAKH_LETTERS if ord(letter) not in font.face.charToGlyph]
    if missing:
        raise StockError(f"font_path: {path}: has no {' '.join(missing)}; another letter would change names")
    pdfmetrics.registerFont(font)
