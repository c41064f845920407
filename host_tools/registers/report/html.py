"""The reconciliation report as one HTML file: no script, no link, charts as inline SVG."""

from __future__ import annotations

from html import escape

from host_tools.registers.classes import OUTCOMES
from host_tools.registers.report.content import COLOURS, Content, Table

BAR_WIDTH_PX, BAR_HEIGHT_PX = 220, 12
_STYLE = """body{font:15px/1.4 system-ui,sans-serif;max-width:72em;margin:2em auto;padding:0 1em;color:#1b1f23}
table{border-collapse:collapse;margin:.5em 0 1.5em}
th,td{padding:.2em .7em;border-bottom:1px solid #d6d9dd;text-align:right}
th:first-child,td:first-child{text-align:left}tr:last-child td{font-weight:600}.plain tr:last-child td{font-weight:400}
.first{page-break-after:always}"""


def bar(values: list[int], widest: int) -> str:
    """Stacked bar of listed, held and aside; every part that is not zero is at least a pixel wide."""
    if not values:
        return ""
    place, parts = 0.0, []
    for outcome, value in zip(OUTCOMES, values, strict=True):
        width = max(1.0, value / widest * BAR_WIDTH_PX) if value else 0.0
        if value:
            parts.append(
                f'<rect x="{place:.1f}" width="{width:.1f}" height="{BAR_HEIGHT_PX}" fill="{COLOURS[outcome]}">'
                f"<title>{outcome} {value}</title></rect>"
            )
        place += width
    label = escape(" ".join(map(str, values)))
    start = f'<svg width="{BAR_WIDTH_PX + 6}" height="{BAR_HEIGHT_PX}" role="img" aria-label="{label}">'
    return f"{start}{''.join(parts)}</svg>"


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(title)}</th>" for title in table.columns) + ("<th></th>" if table.bars else "")
    widest = table.scale
    rows = []
    for place, row in enumerate(table.rows):
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in row)
        if table.bars:
            values = table.bars[place]
            cells += f"<td>{bar(values, widest) if sum(values) <= widest else 'wider than the scale'}</td>"
        rows.append(f"<tr>{cells}</tr>")
    kind = "" if table.bars else ' class="plain"'
    return f"<h2>{escape(table.heading)}</h2><table{kind}><tr>{head}</tr>{''.join(rows)}</table>"


def html(content: Content) -> str:
    """The whole page."""
    legend = " ".join(f'<span style="color:{colour}">■</span> {outcome}' for outcome, colour in COLOURS.items())
    lines = "".join(f"<li>{escape(line)}</li>" for line in content.lines)
    head = f'<meta charset="utf-8"><title>{escape(content.title)}</title><style>{_STYLE}</style>'
    first = f"<h1>{escape(content.title)}</h1><ul>{lines}</ul><p>{legend}</p>{''.join(map(_table, content.first_page))}"
    others = "".join(map(_table, content.others))
    return f'<!doctype html><html lang="en">{head}<div class="first">{first}</div>{others}</html>\n'
