"""Export for spreadsheets: the same rows, with cells that a spreadsheet would run as formulas made harmless.

A cell that begins with = + - @, tab, carriage return or line feed, or their full-width twins, gets an apostrophe in
front (OWASP, "CSV Injection"). The machine files of a result are not touched: another program must get what was there.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from host_tools.privacy.vault import CLEAR, Vault
from host_tools.privacy.working_files import clear_name
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.reading.accepted import with_identifiers

_DANGEROUS = r"^([\s'\"]*[=+\-@\t\r\n\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}])"
SLICE_ROWS = 200_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # without it spreadsheets read Cyrillic in the wrong code page


def escaped(text: pl.Expr) -> pl.Expr:
    """The cell, with an apostrophe in front where a spreadsheet might see a formula."""
    return text.str.replace(_DANGEROUS, "'$1")


def export(source: Path, target: Path, separator: str = ";", precinct: int | None = None, vault: Vault = CLEAR) -> int:
    """Write a CSV or Parquet file of a result for spreadsheets; give the number of rows. Every value is text.

    Raises VoterRegisterError for a source that is no such file.
    """
    if not source.exists():
        raise VoterRegisterError(f"{source}: there is no such file")
    if target.exists() and target.samefile(source):
        raise VoterRegisterError(f"{target}: is the source itself; name another file")
    with vault.as_file(source) as data:
        try:
            frame = (
                pl.scan_parquet(data).with_columns(pl.all().cast(pl.String))
                if clear_name(source).suffix == ".parquet"
                else pl.scan_csv(data, infer_schema=False)
            )
            if "number" in frame.collect_schema() and "fault" in frame.collect_schema():
                frame = with_identifiers(frame)  # an accepted file
            if precinct is not None and "precinct" not in frame.collect_schema():
                raise VoterRegisterError(f"{source}: has no column precinct; leave --precinct out")
            return _write(frame, target, separator, precinct, vault)
        except pl.exceptions.PolarsError:
            reason = "cannot be read as a list or queue: it is cut short, damaged or another table"
            raise VoterRegisterError(f"{source}: {reason}; give a file of `tamga registers compile`") from None


def _write(frame: pl.LazyFrame, target: Path, separator: str, precinct: int | None, vault: Vault) -> int:
    if precinct is not None:
        frame = frame.filter(pl.col("precinct") == str(precinct))
    rows = 0
    with vault.writing(target) as stream:
        stream.write(BYTE_ORDER_MARK)
        for part in frame.with_columns(escaped(pl.all())).collect_batches(chunk_size=SLICE_ROWS, maintain_order=True):
            part.write_csv(
                stream, include_header=rows == 0, separator=separator, quote_style="always", line_terminator="\r\n"
            )
            rows += len(part)
        if not rows:
            frame.head(0).collect().write_csv(stream, separator=separator, quote_style="always", line_terminator="\r\n")
    return rows
