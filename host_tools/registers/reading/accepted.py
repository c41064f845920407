"""Accepted files: a delivery as Parquet with the profile's columns typed, and two more behind them.

    record   u32   number of the record in the delivered file, from 1
    fault    str   what is wrong with it, "field: reason; field: reason"; null for a good one

Names are dictionaries, dates are dates, codes are numbers, so a list is compiled from it without reading text. A faulty
record stays in it, with what of it could be read, so that nobody is taken for absent whose record has a fault.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from host_tools.privacy.vault import Vault
from host_tools.registers.profiles import Profile

RECORD, FAULT = "record", "fault"
ROW_GROUP_ROWS = (
    4_000_000  # large, because every row group has dictionaries of its own, which reading must bring together
)
_ID_TYPES = pl.Categorical(pl.Categories("tamga_id_type"))


def columns(profile: Profile) -> list[str]:
    """Columns of an accepted file, in order."""
    return [*profile.header, RECORD, FAULT]


def part(
    frame: pl.DataFrame, typed: pl.DataFrame, fault: pl.Series, profile: Profile, record: pl.Series
) -> pl.DataFrame:
    """Some records for an accepted file. frame: as delivered; typed: as read; fault: null for good ones."""
    found = []
    for column in profile.columns:
        if column.kind == "id_type":
            found.append(frame[column.name].cast(pl.String).cast(_ID_TYPES))
        elif column.name in typed.columns and column.kind != "id_value":
            found.append(typed[column.name])
        else:
            found.append(frame[column.name].cast(pl.String))
    return pl.DataFrame([*found, record.alias(RECORD), fault.alias(FAULT)])


def write(path: Path, parts: list[pl.DataFrame], vault: Vault) -> None:
    """Write an accepted file."""
    with vault.writing(path) as stream:
        pl.concat(parts).write_parquet(stream, compression="lz4", statistics=False, row_group_size=ROW_GROUP_ROWS)
