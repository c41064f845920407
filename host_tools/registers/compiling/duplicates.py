"""Numbers that a register has more than once: the first record stands for the entry, the others are kept beside.

The split comes before any join, so a million rows under one number stay a million rows and never multiply.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from host_tools.registers.classes import CONFLICT_FIELDS
from host_tools.registers.names.normalise import NameBook


@dataclass
class Split:
    """First records by number, the further records, and per repeated number whether all its records agree."""

    first: pl.DataFrame
    further: pl.DataFrame
    repeated: pl.DataFrame  # key, agree (bool), count (records under the number)


def matched(rows: pl.DataFrame, books: dict[str, NameBook]) -> list[pl.Series]:
    """Comparable columns of rows: names as match numbers, dates and codes as they are."""
    return [
        pl.Series(books[field].match).gather(rows[field]).alias(field) if field in books else rows[field]
        for field in (*CONFLICT_FIELDS, "died_on")
        if field in rows.columns
    ]


def split(rows: pl.DataFrame, books: dict[str, NameBook]) -> Split:
    """Split a register's rows, which are in record order."""
    is_first = rows["key"].is_first_distinct()
    if is_first.all():
        nothing = pl.DataFrame(schema={"key": pl.UInt64, "agree": pl.Boolean, "count": pl.UInt32})
        return Split(rows, rows.clear(), nothing)
    first, further = rows.filter(is_first), rows.filter(~is_first)
    keys = further["key"].unique()
    originals = first.filter(first["key"].is_in(keys.implode()))
    place = pl.DataFrame({"key": originals["key"]}).with_row_index("place")
    against = originals[
        further.select("key").join(place, on="key", how="left", maintain_order="left")["place"].to_numpy()
    ]
    agree = np.ones(len(further), bool)
    for one, other in zip(matched(further, books), matched(against, books), strict=True):
        agree &= one.eq_missing(other).to_numpy()
    repeated = (
        pl.DataFrame({"key": further["key"], "agree": agree})
        .group_by("key")
        .agg(pl.col("agree").all(), (pl.len() + 1).cast(pl.UInt32).alias("count"))
        .sort("key")
    )
    return Split(first, further, repeated)
