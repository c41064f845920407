"""The board as one static page, without scripts: it can be printed, mailed, and put on any server."""

from __future__ import annotations

from html import escape

from host_tools.fleet.board import COLUMNS, Row, counts

_STYLE = """
body { font-family: sans-serif; margin: 1.5rem; color: #1f2933; }
table { border-collapse: collapse; font-size: 0.9rem; }
th, td { border: 1px solid #c5ced6; padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; }
th { background: #f4f6f8; }
.good { background: #e3f4e6; } .bad { background: #fbe0dd; } .unknown { background: #fdf3d7; }
.ready, .spare { background: #cdeed3; } .missing { background: #e4e7eb; }
.not-ready { background: #f6b9b2; } .unproven { background: #fbe3a1; }
"""
_MARKS = {"good": "✓", "bad": "✗", "unknown": "?"}


def page_of(rows: list[Row], problems: list[str], made: str) -> str:
    """The page. made: when, in words."""
    found = ", ".join(f"{count} {name}" for name, count in counts(rows).items() if count)
    heads = "".join(f"<th>{name}</th>" for name in ("place", "terminal", "standing", *COLUMNS))
    lines = "\n".join(_line(row) for row in rows)
    troubles = "".join(f"<li>{escape(one)}</li>" for one in problems)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Readiness of the terminals</title>\n'
        f"<style>{_STYLE}</style></head><body>\n<h1>Readiness of the terminals</h1>\n"
        f"<p>{escape(found or 'no terminals')}. Made {escape(made)}.</p>\n"
        f"<table><thead><tr>{heads}</tr></thead><tbody>\n{lines}\n</tbody></table>\n"
        + (f"<h2>Not read</h2><ul>{troubles}</ul>\n" if troubles else "")
        + "</body></html>\n"
    )


def _line(row: Row) -> str:
    cells = [f"<td>{escape(row.place)}</td>", f"<td>{escape(row.serial_number or '—')}</td>"]
    cells.append(f'<td class="{row.standing.replace(" ", "-")}">{escape(row.standing)}</td>')
    for name in COLUMNS:
        cell = row.cells.get(name)
        if cell is None:
            cells.append("<td>—</td>")
        else:
            cells.append(f'<td class="{cell.light}">{_MARKS[cell.light]} {escape(cell.words)}</td>')
    return f"<tr>{''.join(cells)}</tr>"
