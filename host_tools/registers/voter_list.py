"""Put listed entries in list order and write them: precinct, then the Kazakh alphabet, then birth date, then number.

The order is total, so the bytes depend on the registers and the decisions alone, not on threads or joins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.registers.intake import NAME_FIELDS
from host_tools.registers.names import id_columns
from host_tools.registers.normalise import NameBook

SLICE_ROWS = 500_000  # text of this many voters is in memory at once
_NO_NAME = 0  # an absent name sorts before every name; numbers in order start at 1
_SURNAME_BITS, _GIVEN_BITS = 24, 24  # with 16 bits of precinct rank they fill one 64-bit sort key
_MAXIMUM_PRECINCTS = 1 << (64 - _SURNAME_BITS - _GIVEN_BITS)


def list_order(voters: pl.DataFrame, books: dict[str, NameBook], precincts: pl.Series) -> npt.NDArray[np.int64]:
    """Places of rows in list order. voters: precinct, surname, given_name, patronymic, birth_date, key.

    precincts: the codes of all precincts, in any order.
    """
    order = {field: _orders(voters[field], books[field]) for field in NAME_FIELDS}
    precinct = np.searchsorted(precincts.sort().to_numpy(), voters["precinct"].to_numpy()).astype(np.uint64)
    widest = (len(precincts), *(len(books[field].display) for field in ("surname", "given_name")))
    if any(
        count >= limit
        for count, limit in zip(widest, (_MAXIMUM_PRECINCTS, 1 << _SURNAME_BITS, 1 << _GIVEN_BITS), strict=True)
    ):
        raise AssertionError("more precincts or names than the sort key has bits for")
    first = (precinct << np.uint64(48)) | (order["surname"] << np.uint64(_GIVEN_BITS)) | order["given_name"]
    places = pl.Series(first).arg_sort().to_numpy().astype(np.int64)
    ordered = first[places]
    same = ordered[1:] == ordered[:-1]
    tied = np.flatnonzero(np.r_[False, same] | np.r_[same, False])
    rows = places[tied]
    rest = pl.DataFrame(
        {
            "first": first[rows],
            "patronymic": order["patronymic"][rows],
            "birth_date": voters["birth_date"].gather(rows),
            "key": voters["key"].gather(rows),
            "row": rows,
        }
    )
    places[tied] = rest.sort("first", "patronymic", "birth_date", "key")["row"].to_numpy()
    return places


def _orders(column: pl.Series, book: NameBook) -> npt.NDArray[np.uint64]:
    return pl.Series(book.order).gather(column).fill_null(_NO_NAME).cast(pl.UInt64).to_numpy()


def positions(precincts: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Number within the precinct, from 1, of voters that are in list order."""
    if not len(precincts):
        return np.zeros(0, np.uint32)
    starts = np.flatnonzero(np.r_[True, precincts[1:] != precincts[:-1]])
    lengths = np.diff(np.r_[starts, len(precincts)])
    return (np.arange(len(precincts)) - np.repeat(starts, lengths) + 1).astype(np.uint32)


def entry_texts(
    entries: pl.DataFrame, books: dict[str, NameBook], old_codes: pl.Series, texts: dict[str, pl.Series]
) -> pl.DataFrame:
    """Entries as the columns of a list.

    texts: for "class" and "also" the text of each flags value, "address" by population record, "decision" by number.
    """
    return pl.DataFrame(
        [
            entries["precinct"],
            entries["number"],
            *(books[field].display.gather(entries[field]).alias(field) for field in NAME_FIELDS),
            entries["birth_date"],
            texts["address"].gather(entries["p_record"] - 1).alias("address"),
            *id_columns(entries["key"], old_codes),
            texts["class"].gather(entries["flags"]).alias("class"),
            texts["also"].gather(entries["flags"]).alias("also"),
            entries["p_record"].alias("population_record"),
            entries["i_record"].alias("interior_record"),
            entries["n_record"].alias("pension_record"),
            entries["decision"],
        ]
    )


def write(
    stream: BinaryIO, count: int, slice_of: Callable[[int, int], pl.DataFrame], progress: Callable[[int], None]
) -> None:
    """Write `count` rows of text, slice by slice, as CSV. slice_of(start, stop) gives the columns of a run of rows."""
    if not count:
        slice_of(0, 0).write_csv(stream)
    for start in range(0, count, SLICE_ROWS):
        stop = min(start + SLICE_ROWS, count)
        slice_of(start, stop).write_csv(stream, include_header=start == 0)
        progress(stop)
