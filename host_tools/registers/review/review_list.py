"""The review list: every entry that a person should look at, with all sides in full.

On it are entries that are held, and listed ones whose registers disagree. `queue.parquet` has them in the order of
their numbers: item ("TYPE:VALUE"), class, also, fields, pension_fields, precinct, outcome without a decision, every
register's values with the prefixes p_, i_ and n_, perhaps (see `hints`), and the decision that holds.
"""

from __future__ import annotations

import hashlib

import polars as pl

from host_tools.registers.classes import (
    CONFLICT_FIELDS,
    FLAG,
    HELD_CODE,
    LISTED_CODE,
    NAME_FIELDS,
    OUTCOMES,
    PREFIX,
    field_names,
)
from host_tools.registers.entry_keys import id_columns
from host_tools.registers.names.normalise import NameBook

SIDE_COLUMNS = [
    f"{prefix}{name}"
    for prefix in PREFIX.values()
    for name in ("record", *CONFLICT_FIELDS, "died_on")
    if not (prefix == "n_" and name == "address_code")
]


def waiting(entries: pl.DataFrame) -> pl.DataFrame:
    """Entries that belong on the list, whatever has been decided about them, in the order of their numbers."""
    differing = (pl.col("fields") != 0) | (pl.col("pension_fields") != 0)
    return entries.filter((pl.col("outcome") == HELD_CODE) | ((pl.col("outcome") == LISTED_CODE) & differing)).sort(
        "key"
    )


def items(
    entries: pl.DataFrame, books: dict[str, NameBook], old_codes: pl.Series, class_texts: dict[str, pl.Series]
) -> pl.DataFrame:
    """Rows of the review list for entries of `waiting`, as text."""
    id_type, id_value = id_columns(entries["key"], old_codes)
    masks = pl.Series([" ".join(field_names(mask)) for mask in range(1 << len(CONFLICT_FIELDS))])
    columns: list[pl.Series] = [
        (id_type + ":" + id_value).alias("item"),
        class_texts["class"].gather(entries["flags"]).alias("class"),
        class_texts["also"].gather(entries["flags"]).alias("also"),
        masks.gather(entries["fields"]).alias("fields"),
        masks.gather(entries["pension_fields"]).alias("pension_fields"),
        entries["precinct"],
        pl.Series(OUTCOMES).gather(entries["outcome"]).alias("outcome"),
    ]
    for name in SIDE_COLUMNS:
        field = name[2:]
        columns.append(books[field].display.gather(entries[name]).alias(name) if field in books else entries[name])
    return pl.DataFrame(columns)


def fingerprint(item: dict[str, object]) -> str:
    """Twelve hex digits over everything that the registers say in an item: what a decision was based on."""
    text = "\x1f".join("" if item[name] is None else str(item[name]) for name in ("item", *SIDE_COLUMNS))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _side(entries: pl.DataFrame, flag: str, prefix: str, books: dict[str, NameBook]) -> pl.DataFrame:
    rows = entries.filter((pl.col("flags") & FLAG[flag]) != 0)
    names = [pl.Series(books[name].match).gather(rows[prefix + name]).fill_null(0).alias(name) for name in NAME_FIELDS]
    return pl.DataFrame([rows["key"], *names, rows[f"{prefix}birth_date"].alias("birth_date")])


def hints(entries: pl.DataFrame, books: dict[str, NameBook], old_codes: pl.Series) -> pl.DataFrame:
    """key of entries only in the interior register, and `perhaps`: the "TYPE:VALUE" of the smallest such number.

    A number mistyped in one register looks like two persons, each in one register. Nothing is merged for that: the hint
    stands beside the item, and a person decides. Compared are all names in their match form and the birth date, with
    entries only in the population register.
    """
    population = _side(entries, "only_population", "p_", books).rename({"key": "other"})
    interior = _side(entries, "only_interior", "i_", books)
    pairs = interior.join(population, on=[*NAME_FIELDS, "birth_date"], how="inner")
    first = pairs.group_by("key").agg(pl.col("other").min()).sort("key")
    id_type, id_value = id_columns(first["other"], old_codes)
    return pl.DataFrame([first["key"], (id_type + ":" + id_value).alias("perhaps")])
