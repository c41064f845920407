"""PDF papers of the host tools: one font with all Kazakh letters, A4, the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from host_tools.errors import TamgaError
from host_tools.text_rules import unseen, visible

_FONTS = Path("/usr/share/fonts/truetype/dejavu")  # Debian package fonts-dejavu-core
REGULAR, BOLD = "DejaVu", "DejaVu-Bold"
FONT_FILE = _FONTS / "DejaVuSans.ttf"
_FILES = {REGULAR: FONT_FILE, BOLD: _FONTS / "DejaVuSans-Bold.ttf"}
_MARGIN = 18 * mm
TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=9, leading=12.5)
SMALL = ParagraphStyle("small", fontName=REGULAR, fontSize=7.5, leading=10)
HEADING = ParagraphStyle(
    "heading", fontName=BOLD, fontSize=10.5, leading=14, spaceBefore=8, spaceAfter=3, keepWithNext=1
)
OVER_TABLE = ParagraphStyle("over table", parent=HEADING, keepWithNext=0)  # of one that may not fit on a page
TITLE = ParagraphStyle("title", fontName=BOLD, fontSize=14, leading=18, spaceAfter=6)
LINES = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.HexColor("#c8ccd0")),
    ("LINEBELOW", (0, 0), (-1, 0), 0.75, colors.black),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
]


BLANK = "____________________"  # in terms: to be filled in by hand
_BLANK_PT, _SIGNATURE_PT = 15, 40  # room for a hand


class PaperError(TamgaError):
    """A paper cannot be made. The message says what is missing and the way out."""


def use_fonts(names: Iterable[str] = tuple(_FILES)) -> None:
    """Make fonts known to the PDF writer, each once. PaperError if they are not installed."""
    for name in set(names) - set(pdfmetrics.getRegisteredFontNames()):
        path = _FILES[name]
        if not path.exists():
            raise PaperError(f"{path}: missing: install the package fonts-dejavu-core; papers need Kazakh letters")
        pdfmetrics.registerFont(TTFont(name, str(path)))
    if set(_FILES) <= set(pdfmetrics.getRegisteredFontNames()):  # what <b> in a text means
        pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def bold(heads: Iterable[str]) -> list[Any]:
    """Heads of a table's columns."""
    return [f"<b>{head}</b>" if head else "" for head in heads]


def table(rows: list[list[Any]], widths_mm: list[float], style: ParagraphStyle = SMALL) -> LongTable:
    """A table whose first row is repeated on every page; cells are text with markup, or flowables."""
    cells = [[Paragraph(cell, style) if isinstance(cell, str) else cell for cell in row] for row in rows]
    widths = [width * mm for width in widths_mm]
    return LongTable(cells, colWidths=widths, repeatRows=1, hAlign="LEFT", style=TableStyle(LINES))


def brought(text: str, fonts: tuple[str, ...] = tuple(_FILES)) -> str:
    """Markup of a text that people brought. PaperError: a letter that would not be seen as it is.

    fonts: those that the paper has it in.
    """
    if fault := unseen(text.replace("\u00a0", " "), drawn(fonts)):  # a blank in a number of ours
        raise PaperError(f"«{visible(text)}» {fault}; type it anew")
    return escape(text)


@cache
def drawn(fonts: tuple[str, ...] = tuple(_FILES)) -> frozenset[str]:
    """The letters that all of these fonts have."""
    use_fonts(fonts)
    letters = [pdfmetrics.getFont(name).face.charToGlyph for name in fonts]
    return frozenset(map(chr, set(letters[0]).intersection(*letters)))


def cell(text: str) -> Any:
    """Text for a table that people brought, or room to fill it in by hand."""
    return Spacer(1, _BLANK_PT) if text == BLANK else brought(text)


def room_to_sign() -> Any:
    """A cell for a signature, a date and a seal."""
    return Spacer(1, _SIGNATURE_PT)


def write(stream: BinaryIO, title: str, story: list[Any], wide: bool = False) -> None:
    """Write a paper whose pages say how many there are, so that none can be taken out. wide: across."""
    SimpleDocTemplate(
        stream,
        pagesize=landscape(A4) if wide else A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=title,
        invariant=1,
    ).build(story, canvasmaker=partial(_Counted, title))


class _Counted(Canvas):  # type: ignore[misc]  # reportlab has no types
    """A canvas that writes its pages when all are there."""

    def __init__(self, title: str, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._title = title
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        pages = self._pages
        for number, page in enumerate(pages, 1):
            self.__dict__.update(page)
            self.setFont(REGULAR, 7.5)
            self.drawRightString(self._pagesize[0] - _MARGIN, 10 * mm, f"{self._title} · {number} / {len(pages)}")
            super().showPage()
        super().save()
