"""Join the three registers by number and say of every entry what is true of it (classes.py).

An entry is a row: `key`, each register's columns with the prefix p_, i_ or n_ (population, interior, pension; null
where the register does not have the number), `flags`, `fields`, `pension_fields`, `precinct` and `outcome`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import numpy as np
import polars as pl

from host_tools.full_age import youngest_birth
from host_tools.registers.classes import (
    ASIDE_CODE,
    CONFLICT_FIELDS,
    FIELD,
    FLAG,
    HELD_CODE,
    LISTED_CODE,
    LISTING,
    NAME_FIELDS,
    PENSION_FIELDS,
    PREFIX,
    REGISTERS,
    mask_of,
)
from host_tools.registers.compiling.doubles import Doubles, find
from host_tools.registers.compiling.duplicates import Split
from host_tools.registers.names.normalise import ALTERED, DOUBTFUL, NameBook

# Fields that differ together where two people share a number: the date of birth and at least two names.
_OTHER_PERSON = [
    mask
    for mask in range(1 << len(CONFLICT_FIELDS))
    if mask & FIELD["birth_date"] and sum(bool(mask & FIELD[name]) for name in NAME_FIELDS) >= 2
]


def join(splits: dict[str, Split]) -> pl.DataFrame:
    """One row per number, with every register's columns beside each other, as far as a class is made of them."""
    parts: list[pl.LazyFrame] = []
    for register, prefix in PREFIX.items():
        rows = splits[register].first.drop("changed_on", *(() if register in LISTING else ("faulty", "repair")))
        parts.append(
            rows.lazy().select(
                pl.col("key"), *(pl.col(name).alias(prefix + name) for name in rows.columns if name != "key")
            )
        )
    entries, interior, pension = parts
    entries = entries.join(interior, on="key", how="full", coalesce=True)
    return entries.join(pension, on="key", how="full", coalesce=True).collect(engine="streaming")


def _differing(
    entries: pl.DataFrame, pairs: dict[str, tuple[pl.Expr, pl.Expr]], both: pl.Expr, books: dict[str, NameBook]
) -> pl.Series:
    """Mask of the fields that differ (u8). pairs: of fields, the two sides. both: where there are both sides.

    Names with the same number in list order are the same text; only where the numbers differ are match numbers needed.
    """
    result = np.zeros(len(entries), np.uint8)
    marks = entries.select((both & left.ne_missing(right)).alias(name) for name, (left, right) in pairs.items())
    for name, sides in pairs.items():
        places = marks[name].arg_true().to_numpy()
        if name in books and len(places):
            columns = {root for side in sides for root in side.meta.root_names()}
            some = entries.select(columns)[places].select(side.alias(str(at)) for at, side in enumerate(sides))
            match = pl.Series(books[name].match)
            left, right = (match.gather(side) for side in some)
            places = places[left.ne_missing(right).to_numpy()]
        result[places] |= FIELD[name]
    return pl.Series(result)


def classify(
    entries: pl.DataFrame,
    splits: dict[str, Split],
    books: dict[str, NameBook],
    addresses: pl.DataFrame,
    day: dt.date,
    registers: Collection[str] = REGISTERS,
) -> tuple[pl.DataFrame, Doubles]:
    """Add flags, conflicting fields, precinct and the outcome that holds without any decision; give the doubles too.

    entries, splits, books: of `join` and `prepare`.
    addresses: address_code, precinct (u32).
    day: of the election.
    registers: those that there are; nobody is absent from another.

    The list goes by the population register; a number known only to the interior register is compared and placed by
    that, but held.
    """
    entries = _placed(_compared(entries, books), addresses)
    doubles = find(entries, books)
    repeated = pl.concat([splits[register].repeated for register in REGISTERS])["key"].unique()
    entries = entries.with_columns(_flags(day, repeated, doubles, registers))
    # What the pension register repeats is reported, but only the registers that lists are made from hold a voter back.
    twice = pl.concat([splits[register].repeated for register in LISTING])
    undecided = twice.filter(~pl.col("decided"))["key"].unique()
    return entries.drop("address_code").with_columns(_outcome(day, undecided)), doubles


def _compared(entries: pl.DataFrame, books: dict[str, NameBook]) -> pl.DataFrame:
    """Add the fields in which the registers differ; the pension register is compared with the side that is listed."""
    in_population, in_interior, in_pension = (pl.col(f"{prefix}record").is_not_null() for prefix in PREFIX.values())
    listing = {name: (pl.col(f"p_{name}"), pl.col(f"i_{name}")) for name in CONFLICT_FIELDS}
    listed = {name: pl.when(in_population).then(p).otherwise(i) for name, (p, i) in listing.items()}
    pension = {name: (listed[name], pl.col(f"n_{name}")) for name in PENSION_FIELDS}
    fields = _differing(entries, listing, in_population & in_interior, books)
    pension_fields = _differing(entries, pension, (in_population | in_interior) & in_pension, books)
    return entries.with_columns(fields.alias("fields"), pension_fields.alias("pension_fields"))


def _placed(entries: pl.DataFrame, addresses: pl.DataFrame) -> pl.DataFrame:
    """Add the precinct of the listed address."""
    address = pl.when(pl.col("p_record").is_not_null()).then("p_address_code").otherwise("i_address_code")
    precinct = address.replace_strict(
        addresses["address_code"], addresses["precinct"], default=None, return_dtype=pl.UInt32
    )
    return entries.with_columns(address.alias("address_code"), precinct.alias("precinct"))


def _flags(day: dt.date, repeated: pl.Series, doubles: Doubles, registers: Collection[str]) -> pl.Expr:
    """What is true of an entry. repeated: keys that a register has more than once."""
    in_population, in_interior = pl.col("p_record").is_not_null(), pl.col("i_record").is_not_null()
    youngest = youngest_birth(day)
    young = pl.coalesce("p_birth_date", "i_birth_date", "n_birth_date") > youngest
    ages_differ = (pl.col("p_birth_date") > youngest) != (pl.col("i_birth_date") > youngest)
    listed_repair = pl.when(in_population).then("p_repair").otherwise("i_repair")
    holds = {
        "deceased": pl.any_horizontal(pl.col(f"{prefix}died_on") <= day for prefix in PREFIX.values()),
        "under_18": young & ~ages_differ.fill_null(False),
        "only_pension": ~in_population & ~in_interior,
        "faulty": pl.col("p_faulty").fill_null(False) | pl.col("i_faulty").fill_null(False),
        "swapped_numbers": pl.col("key").is_in(doubles.swapped["key"].implode()),
        "other_person": pl.col("fields").is_in(_OTHER_PERSON),
        "age_conflict": ages_differ,
        "without_precinct": (in_population | in_interior) & pl.col("precinct").is_null(),
        "duplicate": pl.col("key").is_in(repeated.implode()),
        "perhaps_same": pl.col("key").is_in(doubles.same["key"].implode()),
        "conflict": pl.col("fields") != 0,
        "doubtful_name": (listed_repair & DOUBTFUL) != 0,
        "only_interior": in_interior & ~in_population,
        "only_population": in_population & ~in_interior & pl.lit("interior" in registers),
        "pension_conflict": pl.col("pension_fields") != 0,
        "repaired": (listed_repair & ALTERED) != 0,
    }
    bits = [condition.fill_null(False).cast(pl.UInt32) * FLAG[name] for name, condition in holds.items()]
    return pl.sum_horizontal(bits).cast(pl.UInt32).alias("flags")


def _has(*names: str) -> pl.Expr:
    return (pl.col("flags") & mask_of(*names)) != 0


def _outcome(day: dt.date, undecided: pl.Series) -> pl.Expr:
    """What becomes of an entry without a decision. undecided: keys whose newest records in one register disagree."""
    died = (pl.col("p_died_on") <= day).fill_null(False)
    aside = died | _has("under_18", "only_pension")
    held = _has("deceased", "swapped_numbers", "other_person", "age_conflict", "without_precinct", "only_interior")
    held |= pl.col("p_faulty").fill_null(False) | pl.col("key").is_in(undecided.implode())
    code = pl.when(aside).then(ASIDE_CODE).when(held).then(HELD_CODE).otherwise(LISTED_CODE)
    return code.cast(pl.UInt8).alias("outcome")
