"""Accepted files: a delivery as Parquet with the profile's columns typed, and more behind them.

    number   u64   the personal number; `id_type` and `id_value` are null where it is there
    record   u32   number of the record in the delivered file, from 1
    fault    str   what is wrong with it, "field: reason; field: reason"; null for a good one

Names and addresses are dictionaries, dates are dates, codes are numbers, so a list is compiled from it without reading
text. A faulty record stays in it, with what of it could be read, so that nobody is taken for absent whose record has a
fault.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from host_tools.privacy.vault import Vault
from host_tools.registers import personal_number
from host_tools.registers.profiles import Profile
from host_tools.registers.reading.typed import CATEGORY

NUMBER, RECORD, FAULT = "number", "record", "fault"
ROW_GROUP_ROWS = (
    4_000_000  # large, because every row group has dictionaries of its own, which reading must bring together
)


def columns(profile: Profile) -> list[str]:
    """Columns of an accepted file, in order."""
    return [*profile.header, *([NUMBER] if profile.identified else []), RECORD, FAULT]


_TYPES = {NUMBER: pl.UInt64, RECORD: pl.UInt32, FAULT: pl.String}
_NOT_OURS = "write the file with `tamga registers check --accept`"
_MOST_UNREAD = 3  # times as many records as are there; of which more could not be read, that is no register
_FEW = 1_000_000


def wrong_types(schema: pl.Schema) -> list[str]:
    """In words, every column of an accepted file that no check writes so; none for a file that is as delivered."""
    wrong = [name for name, kind in _TYPES.items() if name in schema and schema[name] != kind]
    return [f"column {name} is {schema[name]}, not {_TYPES[name]}; {_NOT_OURS}" for name in wrong]


def wrong_records(records: pl.Series) -> str | None:
    """Why the numbers of an accepted file's records cannot be right; None if they can: ascending, from 1."""
    number = records.fill_null(0).to_numpy()
    if number[0] < 1 or (number[1:] <= number[:-1]).any():
        return f"column {RECORD} does not number its rows, each once and in order; {_NOT_OURS}"
    if records[-1] > (1 + _MOST_UNREAD) * len(records) + _FEW:
        return f"column {RECORD} goes to {records[-1]} for {len(records)} rows; {_NOT_OURS}"
    return None


def part(
    frame: pl.DataFrame, typed: pl.DataFrame, fault: pl.Series, profile: Profile, record: pl.Series
) -> pl.DataFrame:
    """Some records for an accepted file. frame: as delivered; typed: as read; fault: null for good ones."""
    found = []
    for column in profile.columns:
        kept = column.name in typed.columns
        values = typed[column.name] if kept else frame[column.name].cast(pl.String)
        found.append(values.cast(CATEGORY[column.name]) if column.name in CATEGORY else values)
    if profile.identified:
        found.append(typed[NUMBER])
    return pl.DataFrame([*found, record.alias(RECORD), fault.alias(FAULT)])


def with_identifiers(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Rows with `id_type` and `id_value` filled in from the numbers, and without these."""
    numbers = pl.col(NUMBER).cast(pl.String).str.zfill(personal_number.DIGITS)
    numbered = pl.col(NUMBER).is_not_null()
    return rows.with_columns(
        pl.when(numbered).then(pl.lit("IIN")).otherwise("id_type").alias("id_type"),
        pl.when(numbered).then(numbers).otherwise("id_value").alias("id_value"),
    ).drop(NUMBER)


def write(path: Path, parts: list[pl.DataFrame], vault: Vault) -> None:
    """Write an accepted file."""
    with vault.writing(path) as stream:
        pl.concat(parts).write_parquet(stream, compression="lz4", statistics=False, row_group_size=ROW_GROUP_ROWS)
