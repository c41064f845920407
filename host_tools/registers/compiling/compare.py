"""Join the three registers by number and say of every entry what is true of it (classes.py).

An entry is a row: `key`, each register's columns with the prefix p_, i_ or n_ (population, interior, pension; null
where the register does not have the number), `flags`, `fields`, `pension_fields`, `precinct` and `outcome`.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from host_tools.registers.classes import (
    ASIDE_CODE,
    CONFLICT_FIELDS,
    FIELD,
    FLAG,
    HELD_CODE,
    LISTED_CODE,
    PENSION_FIELDS,
    PREFIX,
    REGISTERS,
)
from host_tools.registers.compiling.duplicates import Split
from host_tools.registers.names.normalise import NameBook

FULL_AGE_YEARS = 18  # Constitution art. 33


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
    entries: pl.DataFrame, splits: dict[str, Split], books: dict[str, NameBook], addresses: pl.DataFrame, day: dt.date
) -> pl.DataFrame:
    """Add flags, conflicting fields, precinct and the outcome that holds without any decision.

    addresses: address_code, precinct (u32). The list goes by the population register; a number known only to the
    interior register is compared and placed by that, but held.
    """
    entries = _placed(_compared(entries, books), addresses)
    repeated = pl.concat([splits[register].repeated for register in REGISTERS])["key"].unique()
    entries = entries.with_columns(_flags(day, repeated))
    # What the pension register repeats is reported, but only the registers that lists are made from hold a voter back.
    disagreeing = pl.concat([splits[register].repeated for register in ("population", "interior")])
    return entries.with_columns(_outcome(day, disagreeing.filter(~pl.col("agree"))["key"].unique()))


def _compared(entries: pl.DataFrame, books: dict[str, NameBook]) -> pl.DataFrame:
    """Add the fields in which the registers differ; the pension register is compared with the side that is listed."""
    in_population = pl.col("p_record").is_not_null()
    entries = entries.with_columns(
        _differing(entries, "p_", "i_", CONFLICT_FIELDS, books).alias("fields"),
        _differing(entries, "p_", "n_", PENSION_FIELDS, books),
        _differing(entries, "i_", "n_", PENSION_FIELDS, books),
    )
    pension_fields = pl.when(in_population).then("p_n").otherwise("i_n").alias("pension_fields")
    return entries.with_columns(pension_fields).drop("p_n", "i_n")


def _placed(entries: pl.DataFrame, addresses: pl.DataFrame) -> pl.DataFrame:
    """Add the precinct of the listed address."""
    address = pl.when(pl.col("p_record").is_not_null()).then("p_address_code").otherwise("i_address_code")
    entries = entries.with_columns(address.alias("address_code"))
    found = entries.join(addresses.select("address_code", "precinct"), on="address_code", how="left")
    return found.drop("address_code")


def _flags(day: dt.date, repeated: pl.Series) -> pl.Expr:
    """What is true of an entry. repeated: keys that a register has more than once."""
    in_population, in_interior = pl.col("p_record").is_not_null(), pl.col("i_record").is_not_null()
    birth = pl.coalesce("p_birth_date", "i_birth_date", "n_birth_date")
    holds = {
        "deceased": pl.any_horizontal(pl.col(f"{prefix}died_on") <= day for prefix in PREFIX.values()),
        "under_18": birth > youngest_birth(day),
        "only_pension": ~in_population & ~in_interior,
        "without_precinct": (in_population | in_interior) & pl.col("precinct").is_null(),
        "duplicate": pl.col("key").is_in(repeated.implode()),
        "conflict": pl.col("fields") != 0,
        "only_interior": in_interior & ~in_population,
        "only_population": in_population & ~in_interior,
        "pension_conflict": pl.col("pension_fields") != 0,
    }
    bits = [condition.fill_null(False).cast(pl.UInt16) * FLAG[name] for name, condition in holds.items()]
    return pl.sum_horizontal(bits).cast(pl.UInt16).alias("flags")


def _has(*names: str) -> pl.Expr:
    return (pl.col("flags") & sum(FLAG[name] for name in names)) != 0


def _outcome(day: dt.date, undecided: pl.Series) -> pl.Expr:
    """What becomes of an entry without a decision. undecided: keys whose records in one register disagree."""
    died = (pl.col("p_died_on") <= day).fill_null(False)
    aside = died | _has("under_18", "only_pension")
    held = _has("deceased", "without_precinct", "only_interior") | pl.col("key").is_in(undecided.implode())
    code = pl.when(aside).then(ASIDE_CODE).when(held).then(HELD_CODE).otherwise(LISTED_CODE)
    return code.cast(pl.UInt8).alias("outcome")
