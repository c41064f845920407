"""Join the three registers by number and say of every entry what is true of it (classes.py).

An entry is a row: `key`, each register's columns with the prefix p_, i_ or n_ (population, interior, pension; null
where the register does not have the number), `flags`, `fields`, `pension_fields`, `precinct` and `outcome`.
"""

from __future__ import annotations

import datetime as dt

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
        parts.append(rows.lazy().select(pl.col("key"), *(pl.col(name).alias(prefix + name) for name in rows.columns if name != "key")))
    entries, interior, pension = parts
    entries = entries.join(interior, on="key", how="full", coalesce=True)
    return entries.join(pension, on="key", how="full", coalesce=True).collect(engine="streaming")


def classify(entries: pl.DataFrame, splits: dict[str, Split], books: dict[str, NameBook], precincts: pl.DataFrame,
             day: dt.date) -> pl.DataFrame:
    """Add flags, conflicting fields, precinct and the outcome that holds without any decision.

    precincts: address_code, precinct (u32). The list goes by the population register; a number known only to the
    interior register is compared and placed by that, but held.
    """
    in_p, in_i, in_n = (pl.col(f"{prefix}record").is_not_null() for prefix in PREFIX.values())

    for prefix in PREFIX.values():  # names as match numbers, for comparing only
        entries = entries.with_columns(
            pl.Series(book.match).gather(entries[prefix + field]).alias(f"m_{prefix}{field}") for field, book in books.items()
        )

    def differs(one: str, other: str, field: str) -> pl.Expr:
        marker = "m_" if field in books else ""
        return pl.col(f"{marker}{one}{field}").ne_missing(pl.col(f"{marker}{other}{field}"))

    def mask(one: str, other: str, names: tuple[str, ...], both: pl.Expr) -> pl.Expr:
        bits = [differs(one, other, name).cast(pl.UInt8) * FIELD[name] for name in names]
        return pl.when(both).then(pl.sum_horizontal(bits)).otherwise(0).cast(pl.UInt8)

    address = pl.when(in_p).then(pl.col("p_address_code")).otherwise(pl.col("i_address_code"))
    entries = entries.with_columns(
        mask("p_", "i_", CONFLICT_FIELDS, in_p & in_i).alias("fields"),
        pl.when(in_p)
        .then(mask("p_", "n_", PENSION_FIELDS, in_p & in_n))
        .otherwise(mask("i_", "n_", PENSION_FIELDS, in_i & in_n))
        .alias("pension_fields"),
        address.alias("address_code"),
    ).drop([f"m_{prefix}{field}" for prefix in PREFIX.values() for field in books])
    entries = entries.join(precincts.select("address_code", "precinct"), on="address_code", how="left").drop("address_code")
    birth = pl.coalesce("p_birth_date", "i_birth_date", "n_birth_date")
    died = [pl.col(f"{prefix}died_on") <= day for prefix in PREFIX.values()]
    repeated = pl.concat([splits[register].repeated for register in ("population", "interior", "pension")])
    agree = repeated.group_by("key").agg(pl.col("agree").all())
    disagreeing = agree.filter(~pl.col("agree"))["key"]

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
            flag("duplicate", pl.col("key").is_in(agree["key"].implode())),
            flag("conflict", pl.col("fields") != 0),
            flag("only_interior", in_i & ~in_p),
            flag("only_population", in_p & ~in_i),
            flag("pension_conflict", pl.col("pension_fields") != 0),
        ).cast(pl.UInt16).alias("flags")
    )
    aside = died[0].fill_null(False) | has("under_18") | has("only_pension")
    held = has("deceased") | has("without_precinct") | has("only_interior")
    held = held | pl.col("key").is_in(disagreeing.implode())
    return entries.with_columns(
        pl.when(aside).then(ASIDE_CODE).when(held).then(HELD_CODE).otherwise(LISTED_CODE).cast(pl.UInt8).alias("outcome")
    )
