"""Numbers that a register has more than once: the newest record is used for the entry, the others are kept beside it.

The split comes before any join, so a million rows under one number stay a million rows and never multiply.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.registers.classes import CONFLICT_FIELDS
from host_tools.registers.names.normalise import NameBook


@dataclass
class Split:
    """The record that counts of every number, the further ones, and what holds of repeated numbers.

    The newest counts (changed_on; no date is the oldest); of equally new ones the first in the file. repeated: key;
    agree: all records say the same; decided: those that say something else are older; count: records under the number.
    """

    first: pl.DataFrame
    further: pl.DataFrame
    repeated: pl.DataFrame


REPEATED = {"key": pl.UInt64, "agree": pl.Boolean, "decided": pl.Boolean, "count": pl.UInt32}


def matched(rows: pl.DataFrame, books: dict[str, NameBook]) -> list[pl.Series]:
    """Comparable columns of rows: names as match numbers, dates and codes as they are."""
    return [
        pl.Series(books[field].match).gather(rows[field]).alias(field) if field in books else rows[field]
        for field in (*CONFLICT_FIELDS, "died_on")
        if field in rows.columns
    ]


_LOW_BITS = np.uint64((1 << 20) - 1)


def repeated_places(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """Places of values that are there more than once. Sorting numbers takes a tenth of hashing them."""
    ordered = np.sort(values)
    repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(repeated):
        return np.zeros(0, np.int64)
    low = np.zeros(_LOW_BITS + 1, bool)  # few values share their low bits with a repeated one, so few are searched for
    low[repeated & _LOW_BITS] = True
    places: npt.NDArray[np.int64] = np.flatnonzero(low[values & _LOW_BITS])
    at = np.minimum(np.searchsorted(repeated, values[places]), len(repeated) - 1)
    found: npt.NDArray[np.int64] = places[repeated[at] == values[places]]
    return found


def split(rows: pl.DataFrame, books: dict[str, NameBook]) -> Split:
    """Split a register's rows, which are in record order."""
    places = repeated_places(rows["key"].to_numpy())
    if not len(places):
        return Split(rows, rows.clear(), pl.DataFrame(schema=REPEATED))
    twice = rows[places].with_columns(pl.Series("row", places))
    twice = twice.sort("key", "changed_on", "row", descending=[False, True, False], nulls_last=True)
    is_first = twice["key"].is_first_distinct()
    newest, others = twice.filter(is_first), twice.filter(~is_first)
    of_other = newest.select("key", pl.int_range(pl.len()).alias("place"))
    beside = others.select("key").join(of_other, on="key", how="left", maintain_order="left")["place"].to_numpy()
    against = newest[beside]
    agree = np.ones(len(others), bool)
    for one, other in zip(matched(others, books), matched(against, books), strict=True):
        agree &= one.eq_missing(other).to_numpy()
    older = (others["changed_on"] < against["changed_on"]).fill_null(False).to_numpy()
    repeated = (
        pl.DataFrame({"key": others["key"], "agree": agree, "decided": agree | older})
        .group_by("key")
        .agg(pl.col("agree").all(), pl.col("decided").all(), (pl.len() + 1).cast(pl.UInt32).alias("count"))
        .sort("key")
    )
    further = np.zeros(len(rows), bool)
    further[others["row"].to_numpy()] = True
    return Split(rows.filter(pl.Series(~further)), rows.filter(pl.Series(further)), repeated)
