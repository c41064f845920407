"""Export for spreadsheets: the same rows, with cells that a spreadsheet would run as formulas made harmless.

A cell that begins with = + - @, tab, carriage return or line feed, or their full-width twins, gets an apostrophe in
front (OWASP, "CSV Injection"). The machine files of a result are not touched: another program must get what was there.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from host_tools.registers.files import RegisterTrouble, atomic_file

_DANGEROUS = r"^([\s'\"]*[=+\-@\t\r\n\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}])"
SLICE_ROWS = 200_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # without it spreadsheets read Cyrillic in the wrong code page


def escaped(text: pl.Expr) -> pl.Expr:
    """The cell, with an apostrophe in front where a spreadsheet might see a formula."""
    return text.str.replace(_DANGEROUS, "'$1")


def export(source: Path, target: Path, separator: str = ";", precinct: int | None = None) -> int:
    """Write a CSV or Parquet file of a result for spreadsheets; give the number of rows. Every value is text."""
    if not source.exists():
        raise RegisterTrouble(f"{source}: there is no such file")
    frame = (
        pl.scan_parquet(source).with_columns(pl.all().cast(pl.String))
        if source.suffix == ".parquet"
        else pl.scan_csv(source, infer_schema=False)
    )
    if precinct is not None:
        frame = frame.filter(pl.col("precinct") == str(precinct))
    rows = 0
    with atomic_file(target) as stream:
        stream.write(BYTE_ORDER_MARK)
        for part in frame.with_columns(escaped(pl.all())).collect_batches(chunk_size=SLICE_ROWS, maintain_order=True):
            part.write_csv(
                stream, include_header=rows == 0, separator=separator, quote_style="always", line_terminator="\r\n"
            )
            rows += len(part)
        if not rows:
            frame.head(0).collect().write_csv(stream, separator=separator, quote_style="always", line_terminator="\r\n")
    return rows
