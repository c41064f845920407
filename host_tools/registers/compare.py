"""Join the three registers by number and say of every entry what is true of it (classes.py).

An entry is a row: `key`, each register's columns with the prefix p_, i_ or n_ (population, interior, pension; null
where the register does not have the number), `flags`, `fields`, `pension_fields`, `precinct` and `outcome`.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from host_tools.registers.classes import CONFLICT_FIELDS, FIELD, FLAG, LISTED, OUTCOMES, PENSION_FIELDS
from host_tools.registers.duplicates import Split
from host_tools.registers.normalise import NameBook

PREFIX = {"population": "p_", "interior": "i_", "pension": "n_"}
LISTED_CODE, HELD_CODE, ASIDE_CODE = range(len(OUTCOMES))  # OUTCOMES by number, as stored in entries
FULL_AGE_YEARS = 18  # Constitution art. 33
assert OUTCOMES[LISTED_CODE] == LISTED


def youngest_birth(day: dt.date) -> dt.date:
    """Latest birth date of somebody who is 18 on `day`; born on 29 February counts from 1 March."""
    try:
        return day.replace(year=day.year - FULL_AGE_YEARS)
    except ValueError:
        return dt.date(day.year - FULL_AGE_YEARS, 2, 28)


def join(splits: dict[str, Split]) -> pl.DataFrame:
    """One row a number, with every register's columns beside each other."""
    parts: list[pl.LazyFrame] = []
    for register, prefix in PREFIX.items():
        rows = splits[register].first
        parts.append(
            rows.lazy().select(
                pl.col("key"), *(pl.col(name).alias(prefix + name) for name in rows.columns if name != "key")
            )
        )
    entries, interior, pension = parts
    entries = entries.join(interior, on="key", how="full", coalesce=True)
    return entries.join(pension, on="key", how="full", coalesce=True).collect(engine="streaming")


def _differing(
    entries: pl.DataFrame, one: str, other: str, names: tuple[str, ...], books: dict[str, NameBook]
) -> pl.Series:
    """Mask of the fields that differ between two registers (u8); 0 where one of them does not have the number.

    Names with the same number in list order are the same text; only where the numbers differ are match numbers needed.
    """
    result = np.zeros(len(entries), np.uint8)
    both = (entries[f"{one}record"].is_not_null() & entries[f"{other}record"].is_not_null()).to_numpy()
    for name in names:
        left, right = entries[one + name], entries[other + name]
        places = np.flatnonzero(left.ne_missing(right).to_numpy() & both)
        if name in books:
            match = pl.Series(books[name].match)
            same = match.gather(left.gather(places)).eq_missing(match.gather(right.gather(places)))
            places = places[~same.to_numpy()]
        result[places] |= FIELD[name]
    return pl.Series(one[0] + "_" + other[0], result)


def classify(
    entries: pl.DataFrame, splits: dict[str, Split], books: dict[str, NameBook], precincts: pl.DataFrame, day: dt.date
) -> pl.DataFrame:
    """Add flags, conflicting fields, precinct and the outcome that holds without any decision.

    precincts: address_code, precinct (u32). The list goes by the population register; a number known only to the
    interior register is compared and placed by that, but held.
    """
    in_p, in_i = (pl.col(f"{prefix}record").is_not_null() for prefix in ("p_", "i_"))

    entries = entries.with_columns(
        _differing(entries, "p_", "i_", CONFLICT_FIELDS, books),
        _differing(entries, "p_", "n_", PENSION_FIELDS, books).alias("p_n"),
        _differing(entries, "i_", "n_", PENSION_FIELDS, books).alias("i_n"),
    )
    address = pl.when(in_p).then(pl.col("p_address_code")).otherwise(pl.col("i_address_code"))
    entries = entries.with_columns(
        pl.col("p_i").alias("fields"),
        pl.when(in_p).then("p_n").otherwise("i_n").alias("pension_fields"),
        address.alias("address_code"),
    ).drop("p_i", "p_n", "i_n")
    entries = entries.join(precincts.select("address_code", "precinct"), on="address_code", how="left").drop(
        "address_code"
    )
    birth = pl.coalesce("p_birth_date", "i_birth_date", "n_birth_date")
    died = [pl.col(f"{prefix}died_on") <= day for prefix in PREFIX.values()]
    repeated = pl.concat([splits[register].repeated for register in PREFIX]).group_by("key").agg(pl.len())["key"]
    # What the pension register repeats is told, but only the registers that lists are made from can hold a voter back.
    disagreeing = pl.concat([splits[register].repeated for register in ("population", "interior")])
    undecided = disagreeing.filter(~pl.col("agree"))["key"].unique()

    def flag(name: str, condition: pl.Expr) -> pl.Expr:
        return condition.fill_null(False).cast(pl.UInt16) * FLAG[name]

    def has(name: str) -> pl.Expr:
        return (pl.col("flags") & FLAG[name]) != 0

    entries = entries.with_columns(
        pl.sum_horizontal(
            flag("deceased", pl.any_horizontal(died)),
            flag("under_18", birth > youngest_birth(day)),
            flag("only_pension", ~in_p & ~in_i),
            flag("without_precinct", (in_p | in_i) & pl.col("precinct").is_null()),
            flag("duplicate", pl.col("key").is_in(repeated.implode())),
            flag("conflict", pl.col("fields") != 0),
            flag("only_interior", in_i & ~in_p),
            flag("only_population", in_p & ~in_i),
            flag("pension_conflict", pl.col("pension_fields") != 0),
        )
        .cast(pl.UInt16)
        .alias("flags")
    )
    aside = died[0].fill_null(False) | has("under_18") | has("only_pension")
    held = has("deceased") | has("without_precinct") | has("only_interior")
    held = held | pl.col("key").is_in(undecided.implode())
    return entries.with_columns(
        pl.when(aside)
        .then(ASIDE_CODE)
        .when(held)
        .then(HELD_CODE)
        .otherwise(LISTED_CODE)
        .cast(pl.UInt8)
        .alias("outcome")
    )
