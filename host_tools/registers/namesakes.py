"""Hints for one-sided numbers: who with the same name and birth date stands under another number on the other side.

A number mistyped in one register looks like two persons, each in one register. Nothing is merged for that: the hint
stands beside the queued item, and a person decides.
"""

from __future__ import annotations

import polars as pl

from host_tools.registers.classes import FLAG
from host_tools.registers.intake import NAME_FIELDS
from host_tools.registers.names import id_columns
from host_tools.registers.normalise import NameBook


def _side(entries: pl.DataFrame, flag: str, prefix: str, books: dict[str, NameBook]) -> pl.DataFrame:
    rows = entries.filter((pl.col("flags") & FLAG[flag]) != 0)
    names = [pl.Series(books[name].match).gather(rows[prefix + name]).fill_null(0).alias(name) for name in NAME_FIELDS]
    return pl.DataFrame([rows["key"], *names, rows[f"{prefix}birth_date"].alias("birth_date")])


def hints(entries: pl.DataFrame, books: dict[str, NameBook], old_codes: pl.Series) -> pl.DataFrame:
    """key of entries only in the interior register, and `perhaps`: the "TYPE:VALUE" of the smallest such number.

    Compared are all names in their match form and the birth date, with entries only in the population register.
    """
    population = _side(entries, "only_population", "p_", books).rename({"key": "other"})
    interior = _side(entries, "only_interior", "i_", books)
    pairs = interior.join(population, on=[*NAME_FIELDS, "birth_date"], how="inner")
    first = pairs.group_by("key").agg(pl.col("other").min()).sort("key")
    id_type, id_value = id_columns(first["other"], old_codes)
    return pl.DataFrame([first["key"], (id_type + ":" + id_value).alias("perhaps")])
