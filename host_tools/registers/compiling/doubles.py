"""Doubles: one person under two numbers, in one register or in two; and two persons whose numbers are crosswise.

Pairs that agree in a few fields are candidates (`BLOCKS`). For each the evidence is weighed as Fellegi and Sunter do
("A Theory for Record Linkage", 1969): agreement on a rare value weighs more than on a common one, log2 of how much
likelier it is for one person than for two (weighing.py). Nothing is merged: a person sees both sides and decides.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.registers.classes import NAME_FIELDS
from host_tools.registers.compiling.duplicates import repeated_places
from host_tools.registers.compiling.weighing import FIELDS, Weigher, texts_of
from host_tools.registers.names.normalise import NameBook

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


@dataclass
class Doubles:
    """same: key, other (key), score (bits), evidence (words), for both of a pair. swapped: key, other, evidence."""

    same: pl.DataFrame
    swapped: pl.DataFrame


SCHEMA = {"key": pl.UInt64, "other": pl.UInt64, "score": pl.Float64, "evidence": pl.String}


def find(entries: pl.DataFrame, books: dict[str, NameBook]) -> Doubles:
    """Find them among compared entries, which have address_code of the listed side."""
    people = _people(entries, books)
    weigher = Weigher(people, books)
    found = []
    with ThreadPoolExecutor(1) as beside:
        moved = beside.submit(_in_other_fields, people, books)
        pairs = sorted(_candidates(people) | moved.result())
    for one, other in pairs:
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


def _candidates(people: pl.DataFrame) -> set[tuple[int, int]]:
    """Pairs of places that share the fields of a block, the smaller place first."""
    columns = {name: _numbers(people[name]) for name in FIELDS}
    absent = {name: column == 0 for name, column in columns.items()}
    for column, factor in zip(columns.values(), _FACTORS, strict=True):
        column *= factor
    pairs: set[tuple[int, int]] = set()
    for block in BLOCKS:
        hashes = reduce(np.add, [columns[name] for name in block])
        present = np.flatnonzero(~np.logical_or.reduce([absent[name] for name in block]))
        hashes = hashes[present] if len(present) < len(hashes) else hashes
        pairs |= _pairs(hashes, present)
    return pairs


def _pairs(hashes: npt.NDArray[np.uint64], places: npt.NDArray[np.int64]) -> set[tuple[int, int]]:
    """Pairs of `places` whose hashes are equal, the smaller place first; none of a large group."""
    repeated = repeated_places(hashes)
    groups = pl.DataFrame({"hash": hashes[repeated], "place": places[repeated]}).group_by("hash").agg("place")
    pairs: set[tuple[int, int]] = set()
    for group in groups.filter(pl.col("place").list.len().is_between(2, _LARGEST_BLOCK))["place"].to_list():
        group.sort()
        pairs |= {(one, other) for at, one in enumerate(group) for other in group[at + 1 :]}
    return pairs


def _in_other_fields(people: pl.DataFrame, books: dict[str, NameBook]) -> set[tuple[int, int]]:
    """Pairs born on one day with the same names in whatever fields. Only names that two fields have can be so."""
    texts = [texts_of(books[name]).hash().to_numpy() for name in NAME_FIELDS]
    several = np.zeros(sum(map(len, texts)), bool)
    several[repeated_places(np.concatenate(texts))] = True
    born = _numbers(people["birth_date"])
    count, total = np.zeros(len(people), np.uint8), born * _FACTORS[0]
    start = 0
    for name, hashes in zip(NAME_FIELDS, texts, strict=True):
        match = people[name].to_numpy()  # 0: no name
        count += np.r_[False, several[start : start + len(hashes)]][match]
        total += np.r_[np.uint64(0), hashes][match]
        start += len(hashes)
    places = np.flatnonzero((count > 1) & (born > 0))
    return _pairs(total[places], places)


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
