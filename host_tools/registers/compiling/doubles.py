"""Doubles: one person under two numbers, in one register or in two; and two persons whose numbers are crosswise.

Pairs that agree in a few fields are candidates (`BLOCKS`). For each the evidence is weighed as Fellegi and Sunter do
("A Theory for Record Linkage", 1969): agreement on a rare value weighs more than on a common one, log2 of how much
likelier it is for one person than for two. Frequencies are those of the registers at hand. What is left open, how often
one person's records differ, are the constants below. Nothing is merged: a person sees both sides and decides.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import reduce
from math import log2

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.registers.classes import NAME_FIELDS
from host_tools.registers.compiling.duplicates import repeated_places
from host_tools.registers.entry_keys import FIRST_OLD_CODE_KEY
from host_tools.registers.names.normalise import NameBook
from host_tools.registers.names.slips import near_dates, one_slip

FIELDS = (*NAME_FIELDS, "birth_date", "address_code")
# Fields that a pair must share to be compared; each list tolerates an error in the fields it leaves out.
BLOCKS = (
    ("surname", "given_name", "birth_date"),
    ("given_name", "patronymic", "birth_date"),
    ("surname", "given_name", "patronymic"),
    ("surname", "patronymic", "birth_date"),
    ("surname", "birth_date", "address_code"),
)
# A sum of products with odd random factors is equal where all fields are, else by chance about once in 2⁶³ pairs.
_FACTORS = np.array(
    (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03, 0xABC98388FB8FAC03, 0x8CB92BA72F3D8DD7, 0xF1357AEA2E62A9C5), np.uint64
)
_LARGEST_BLOCK = 40  # people who share this much are namesakes; a pair among them weighs little
_SAME = {"surname": 0.90, "given_name": 0.95, "patronymic": 0.90, "birth_date": 0.95, "address_code": 0.50}
_NEAR = {"surname": 6.0, "given_name": 6.0, "patronymic": 6.0, "birth_date": 7.0}  # bits for one slip apart
_DIFFERENT = {"surname": -3.0, "patronymic": -5.0, "address_code": -1.0}  # surnames change with marriage, people move
_NUMBERS_NEAR = 10.0  # bits for personal numbers one slip apart
_OTHER_TYPE = 2.0  # bits: a person may well stand under a new and an old number
_DOUBLES_PER_PERSON = 1 / 2_000  # how many are expected
_MARGIN_BITS = 1.0
_SECOND_DIFFERENCE = 8.0  # bits more where two fields differ plainly: namesakes born on one day do exist
_WORDS = {"birth_date": "birth date", "given_name": "given name", "address_code": "address"}


@dataclass
class Doubles:
    """same: key, other (key), score (bits), evidence (words), for both of a pair. swapped: key, other, evidence."""

    same: pl.DataFrame
    swapped: pl.DataFrame


SCHEMA = {"key": pl.UInt64, "other": pl.UInt64, "score": pl.Float64, "evidence": pl.String}


def find(entries: pl.DataFrame, books: dict[str, NameBook]) -> Doubles:
    """Find them among compared entries, which have address_code of the listed side."""
    people = _people(entries, books)
    weigher = _Weigher(people, books)
    found = []
    for one, other in _candidates(people):
        weighed = weigher.weigh(one, other)
        if weighed is not None:
            score, evidence = weighed
            keys = people["key"][one], people["key"][other]
            found += [(*keys, score, evidence), (*keys[::-1], score, evidence)]
    same = pl.DataFrame(found, schema=SCHEMA, orient="row")
    best = same.sort("key", "score", "other", descending=[False, True, False]).unique(
        "key", keep="first", maintain_order=True
    )
    return Doubles(best, _swapped(entries, books))


def _people(entries: pl.DataFrame, books: dict[str, NameBook]) -> pl.DataFrame:
    """Entries that a list could hold, as it would show them: key, names as match numbers (0: none), birth, address."""
    listed = entries.filter(pl.col("p_record").is_not_null() | pl.col("i_record").is_not_null())
    sides = {name: (f"p_{name}", f"i_{name}") for name in (*NAME_FIELDS, "birth_date")}
    in_population = pl.col("p_record").is_not_null()
    shown = (pl.when(in_population).then(p).otherwise(i).alias(name) for name, (p, i) in sides.items())
    rows = listed.select("key", *shown, "address_code")
    return rows.with_columns(_matched(rows[name], books[name]).alias(name) for name in NAME_FIELDS)


def _matched(column: pl.Series, book: NameBook) -> pl.Series:
    """Match numbers of names, from 1; 0 for no name."""
    return pl.Series(book.match + np.uint32(1)).gather(column).fill_null(0)


def _hashes(columns: list[npt.NDArray[np.uint64]]) -> npt.NDArray[np.uint64]:
    """One number per row that is equal where all columns are; by chance about once in 2⁶⁴ pairs."""
    mixed = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        mixed = (mixed ^ column) * np.uint64(0x9E37_79B9_7F4A_7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _numbers(column: pl.Series) -> npt.NDArray[np.uint64]:
    """A column as numbers, 0 if it has no value."""
    whole = column.to_physical().cast(pl.Int64) if column.dtype == pl.Date else column.cast(pl.Int64)
    lifted = whole + 1_000_000 if column.dtype == pl.Date else whole  # births before 1970 are negative days
    return lifted.fill_null(0).to_numpy().astype(np.uint64)


def _candidates(people: pl.DataFrame) -> list[tuple[int, int]]:
    """Pairs of places that share the fields of a block, each once, in order."""
    columns = {name: _numbers(people[name]) for name in FIELDS}
    absent = {name: column == 0 for name, column in columns.items()}
    for column, factor in zip(columns.values(), _FACTORS, strict=True):
        column *= factor
    pairs: set[tuple[int, int]] = set()
    for block in BLOCKS:
        hashes = reduce(np.add, [columns[name] for name in block])
        present = np.flatnonzero(~np.logical_or.reduce([absent[name] for name in block]))
        hashes = hashes[present] if len(present) < len(hashes) else hashes
        places = repeated_places(hashes)
        groups = pl.DataFrame({"hash": hashes[places], "place": present[places]}).group_by("hash").agg("place")
        for group in groups.filter(pl.col("place").list.len().is_between(2, _LARGEST_BLOCK))["place"].to_list():
            group.sort()
            pairs |= {(one, other) for at, one in enumerate(group) for other in group[at + 1 :]}
    return sorted(pairs)


class _Weigher:
    """Weighs the evidence that two of `people` are one."""

    def __init__(self, people: pl.DataFrame, books: dict[str, NameBook]) -> None:
        self.people, count = people, max(len(people), 1)
        self.books, self.places = books, {name: _places(books[name]) for name in NAME_FIELDS}
        self.share = {name: np.bincount(people[name].to_numpy()) / count for name in NAME_FIELDS}
        births, addresses = _how_many(people["birth_date"]), _how_many(people["address_code"])
        self.same_birth, self.same_address = log2(max(births, 2)), log2(max(addresses, 2))
        self.needed = log2(count) - log2(_DOUBLES_PER_PERSON * 2) + _MARGIN_BITS

    def weigh(self, one: int, other: int) -> tuple[float, str] | None:
        """(bits, evidence in words); None if it is too little, or the given names differ."""
        score, agrees, near, differs = 0.0, [], [], []
        left, right = self.people.row(one, named=True), self.people.row(other, named=True)
        for name in FIELDS:
            mine, theirs, word = left[name], right[name], _WORDS.get(name, name)
            if not mine or not theirs:
                continue
            if mine == theirs:
                score += self._agreeing(name, mine)
                agrees.append(word)
            elif name in _NEAR and self._near(name, mine, theirs):
                score += _NEAR[name]
                near.append(word)
            elif name not in _DIFFERENT:
                return None  # twins share all but the given name; another birth date is another person
            else:
                score += _DIFFERENT[name]
                differs.append(word)
        if left["key"] >= FIRST_OLD_CODE_KEY or right["key"] >= FIRST_OLD_CODE_KEY:
            score += _OTHER_TYPE
        elif one_slip(f"{left['key']:012d}"[:11], f"{right['key']:012d}"[:11]):
            score += _NUMBERS_NEAR
            near.append("number")
        if score < self.needed + _SECOND_DIFFERENCE * (len(differs) > 1):
            return None
        words = [("same", agrees), ("one slip apart", near), ("differs", differs)]
        return score, "; ".join(f"{what}: {', '.join(fields)}" for what, fields in words if fields)

    def _agreeing(self, name: str, value: int) -> float:
        if name in NAME_FIELDS:
            return log2(_SAME[name] / float(self.share[name][value]))
        return log2(_SAME[name]) + (self.same_birth if name == "birth_date" else self.same_address)

    def _near(self, name: str, mine: int | dt.date, theirs: int | dt.date) -> bool:
        if isinstance(mine, dt.date) and isinstance(theirs, dt.date):
            return near_dates(mine, theirs)
        return one_slip(self._text(name, int(mine)), self._text(name, int(theirs)))  # type: ignore[arg-type]

    def _text(self, name: str, match: int) -> str:
        """A text of a match number and one, in capitals."""
        return str(self.books[name].display[int(self.places[name][match])]).upper()


def _how_many(column: pl.Series) -> int:
    """Distinct values, none being one of them. Sorting numbers takes a tenth of hashing them."""
    values = np.sort(column.drop_nulls().to_physical().to_numpy())
    return int(np.count_nonzero(values[1:] != values[:-1])) + bool(len(values)) + bool(column.null_count())


def _places(book: NameBook) -> npt.NDArray[np.int64]:
    """A place in the book for every match number, at the number and one."""
    places = np.zeros(int(book.match.max(initial=0)) + 2, np.int64)
    places[book.match.astype(np.int64) + 1] = np.arange(len(book.match))
    return places


def _swapped(entries: pl.DataFrame, books: dict[str, NameBook]) -> pl.DataFrame:
    """Pairs whose sides are crosswise equal: the interior register has each one's names and birth under the other."""
    both = entries.filter((pl.col("fields") != 0) & pl.col("p_record").is_not_null() & pl.col("i_record").is_not_null())
    sides = []
    for prefix in ("p_", "i_"):
        names = [_matched(both[prefix + name], books[name]) for name in NAME_FIELDS]
        columns = [_numbers(column) for column in (*names, both[f"{prefix}birth_date"])]
        sides.append(pl.Series(prefix, _hashes(columns)))
    frame = pl.DataFrame([both["key"], *sides]).filter(pl.col("p_") != pl.col("i_"))
    pairs = frame.join(frame, left_on=["p_", "i_"], right_on=["i_", "p_"], how="inner", suffix="_other")
    return (
        pairs.select("key", pl.col("key_other").alias("other"), pl.lit("numbers crosswise").alias("evidence"))
        .unique("key", keep="first", maintain_order=True)
        .sort("key")
    )
