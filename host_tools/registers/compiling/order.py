"""Order: listed entries by precinct, then the Kazakh alphabet, then birth date, then number.

The order is total, so the bytes depend on the registers and the decisions alone, not on threads or joins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.registers.classes import FLAG, LISTED_CODE, NAME_FIELDS
from host_tools.registers.names.normalise import NameBook

_NO_NAME = 0  # an absent name sorts before every name; numbers in order start at 1
_SURNAME_BITS, _GIVEN_BITS = 24, 24  # with 16 bits of precinct rank they fill one 64-bit sort key
_MAXIMUM_PRECINCTS = 1 << (64 - _SURNAME_BITS - _GIVEN_BITS)
_ORDERED_BY = ("precinct", *NAME_FIELDS, "birth_date", "key")


@dataclass
class VoterList:
    """Which entries are listed, and how.

    order: places of the listed among all entries, in list order (u32). number: in the precinct, in that order (u32).
    flags: of all entries, with that of the voters behind their precinct's limit. over_limit: precinct, count of these.
    """

    order: pl.Series
    number: pl.Series
    flags: pl.Series
    over_limit: pl.DataFrame


def put_in_order(entries: pl.DataFrame, books: dict[str, NameBook], precincts: pl.DataFrame) -> VoterList:
    """The listed of decided entries as a list. precincts: precinct, voter_limit."""
    listed = (entries["outcome"] == LISTED_CODE).arg_true()
    voters = entries.select(pl.col(_ORDERED_BY).gather(listed))
    order = list_order(voters, books, precincts["precinct"])
    in_order = voters["precinct"].gather(order)
    number = positions(in_order.to_numpy())
    behind = np.flatnonzero(number > _limits(in_order, precincts))
    places = listed.gather(order)
    flags = entries["flags"].to_numpy().copy()
    flags[places.gather(behind).to_numpy()] |= FLAG["over_limit"]
    over_limit = in_order.gather(behind).value_counts().sort("precinct")
    return VoterList(places, pl.Series("number", number), pl.Series("flags", flags), over_limit)


def _limits(in_order: pl.Series, precincts: pl.DataFrame) -> npt.NDArray[np.uint32]:
    """Voter limit of the precinct of every voter."""
    table = precincts.sort("precinct")
    return table["voter_limit"].to_numpy()[np.searchsorted(table["precinct"].to_numpy(), in_order.to_numpy())]


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
    places = np.argsort(first)
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
