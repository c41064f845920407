"""The reconciliation report as PDF, A4, same content as the HTML; the same summary gives the same bytes."""

from __future__ import annotations

from typing import BinaryIO

from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import LongTable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from host_tools.paper import REGULAR, PaperError, brought, use_fonts
from host_tools.registers.classes import OUTCOMES
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.report.content import COLOURS, Content, Table

BAR_WIDTH, BAR_HEIGHT = 42 * mm, 2.4 * mm
_TEXT = ParagraphStyle("text", fontName="DejaVu", fontSize=7.5, leading=10)
_HEADING = ParagraphStyle("heading", fontName="DejaVu", fontSize=10, leading=14, spaceBefore=5)
_TITLE = ParagraphStyle("title", fontName="DejaVu", fontSize=15, leading=20)


def _bar(values: list[int], widest: int) -> Drawing:
    drawing, place = Drawing(BAR_WIDTH, BAR_HEIGHT), 0.0
    for outcome, value in zip(OUTCOMES, values, strict=True):
        width = value / widest * BAR_WIDTH
        if value:
            drawing.add(
                Rect(
                    place,
                    0,
                    max(width, 0.5),
                    BAR_HEIGHT,
                    strokeWidth=0,
                    strokeColor=None,
                    fillColor=colors.HexColor(COLOURS[outcome]),
                )
            )
        place += width
    return drawing


def _legend() -> Paragraph:
    return Paragraph(
        "Bars: " + " ".join(f'<font color="{colour}">■</font> {outcome}' for outcome, colour in COLOURS.items()), _TEXT
    )


def _table(table: Table) -> list[object]:
    widest = table.scale
    rows: list[list[object]] = [[*table.columns, *([""] if table.bars else [])]]
    for place, row in enumerate(table.rows):
        values = table.bars[place] if table.bars else []
        rows.append([*row, *([_bar(values, widest) if values and sum(values) <= widest else ""] if table.bars else [])])
    style = TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), "DejaVu", 7.5),
            ("LEADING", (0, 0), (-1, -1), 9),
            ("ALIGN", (1, 0), (len(table.columns) - 1, -1), "RIGHT"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.HexColor("#c8ccd0")),
            ("LINEBELOW", (0, 0), (-1, 0), 0.75, colors.black),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ]
    )
    return [Paragraph(table.heading, _HEADING), LongTable(rows, repeatRows=1, hAlign="LEFT", style=style)]


def write(stream: BinaryIO, content: Content) -> None:
    """Write the report. Raises VoterRegisterError if the font is not installed."""
    try:
        use_fonts([REGULAR])
    except PaperError as error:
        raise VoterRegisterError(str(error)) from None
    story: list[object] = [
        Paragraph(content.title, _TITLE),
        *(Paragraph(brought(line, (REGULAR,)), _TEXT) for line in content.lines),
        _legend(),
        Spacer(1, 3 * mm),
    ]
    for table in content.first_page:
        story += _table(table)
    story.append(PageBreak())
    for table in content.others:
        story += _table(table)
    margin = 15 * mm
    SimpleDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin,
        bottomMargin=margin,
        title=content.title,
        invariant=1,
    ).build(story)
