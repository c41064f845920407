"""Open a register's file, CSV or Parquet, delivered or accepted, with its columns as the profile has them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from host_tools.privacy.working_files import clear_name
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.profiles import Profile
from host_tools.registers.reading import accepted, records
from host_tools.registers.reading.header import explained
from host_tools.registers.reading.typed import wrong_types

HEADER_BYTES = 1 << 16


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn every error of Polars about a file into one sentence of ours."""
    try:
        yield
    except pl.exceptions.PolarsError:
        reason = "cannot be read: it is cut short, damaged, or not the table that its manifest says"
        no_lines = clear_name(path).suffix == ".parquet"
        way_out = "ask the source for it again" if no_lines else "`tamga registers check` names the lines"
        raise VoterRegisterError(f"{path}: {reason}; {way_out}") from None


def scan(path: Path, profile: Profile, data: Path | None = None) -> pl.LazyFrame:
    """Rows of a UTF-8 CSV or Parquet file, lazily; of an accepted file with its two more columns.

    data: where its clear content is, if the file itself is sealed. Raises VoterRegisterError, also for a CSV whose
    quotes a check cuts otherwise than Polars would: its records would be other ones.
    """
    data = data or path
    if clear_name(path).suffix == ".parquet":
        return _parquet(path, profile, data)
    with open(data, "rb") as stream:
        if reason := explained(stream.readline(HEADER_BYTES), profile, "utf-8"):
            raise VoterRegisterError(f"{path}: line 1: {reason}")
        if fault := records.first_fault(stream, first_line=2):
            raise VoterRegisterError(f"{path}: line {fault[0]}: {fault[1]}; `tamga registers check` names every fault")
    return pl.scan_csv(data, schema=dict.fromkeys(profile.header, pl.String))


def _parquet(path: Path, profile: Profile, data: Path) -> pl.LazyFrame:
    with readable(path):
        rows = pl.scan_parquet(data)
        schema = rows.collect_schema()
    if list(schema) not in (profile.header, accepted.columns(profile)):
        raise VoterRegisterError(
            f"{path}: columns are {', '.join(schema)}; profile {profile.name} has {', '.join(profile.header)}"
        )
    if wrong := [*wrong_types(profile, schema), *accepted.wrong_types(schema)]:
        raise VoterRegisterError(f"{path}: {'; '.join(wrong)}")
    return rows
