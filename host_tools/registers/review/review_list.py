"""The review list: every entry that a person should look at, with all sides in full.

On it are entries that are held, and others about which registers or letters leave a doubt. `review.parquet` has them in
the order of their numbers: item ("TYPE:VALUE"), class, also, fields, pension_fields, precinct, outcome without a
decision, every register's values with the prefixes p_, i_ and n_, faults of their records, perhaps ("TYPE:VALUE" of the
entry that may be the same person, or has this one's number) with the evidence, and the decision that holds.
"""

from __future__ import annotations

import hashlib

import polars as pl

from host_tools.registers.classes import (
    CONFLICT_FIELDS,
    HELD_CODE,
    LISTED_CODE,
    OUTCOMES,
    PREFIX,
    field_names,
    mask_of,
)
from host_tools.registers.entry_keys import id_columns
from host_tools.registers.names.normalise import NameBook
from host_tools.registers.report.summary import class_columns

SIDE_COLUMNS = [
    f"{prefix}{name}"
    for prefix in PREFIX.values()
    for name in ("record", *CONFLICT_FIELDS, "died_on")
    if not (prefix == "n_" and name == "address_code")
]


# Flags that put an entry before a person, whatever its outcome is.
_ASKED = mask_of("faulty", "swapped_numbers", "other_person", "age_conflict", "perhaps_same", "doubtful_name")


def waiting(entries: pl.DataFrame, decided_on: pl.Series, dead_before: pl.Series) -> pl.DataFrame:
    """Entries on the list, in the order of their numbers, whatever has been decided about them.

    decided_on: keys that a decision names; they are on the list even if nothing about them leaves a doubt.
    dead_before: keys of which an older record has a date of death; who is listed by a newer one is looked at.
    """
    differing = (pl.col("fields") != 0) | (pl.col("pension_fields") != 0)
    if len(dead_before):
        differing |= pl.col("key").is_in(dead_before.implode())
    asked = (pl.col("flags") & _ASKED) != 0
    on_list = (pl.col("outcome") == HELD_CODE) | ((pl.col("outcome") == LISTED_CODE) & differing) | asked
    if len(decided_on):
        on_list |= pl.col("key").is_in(decided_on.implode())
    return entries.filter(on_list).sort("key")


def items(entries: pl.DataFrame, books: dict[str, NameBook], old_codes: pl.Series) -> pl.DataFrame:
    """Rows of the review list for entries of `waiting`, as text."""
    id_type, id_value = id_columns(entries["key"], old_codes)
    masks = pl.Series([" ".join(field_names(mask)) for mask in range(1 << len(CONFLICT_FIELDS))])
    columns: list[pl.Series] = [
        (id_type + ":" + id_value).alias("item"),
        *class_columns(entries["flags"]),
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


def faults_of(entries: pl.DataFrame, faults: dict[str, pl.DataFrame]) -> pl.Series:
    """In words, the faults of every entry's records: "population birth_date: not a date …"."""
    found = pl.repeat("", len(entries), dtype=pl.String, eager=True)
    for register, prefix in PREFIX.items():
        if faults[register].is_empty():
            continue
        text = pl.lit(register + " ") + pl.col("field") + ": " + pl.col("reason")
        words = faults[register].group_by("record", maintain_order=True).agg(text.str.join("; ").alias("words"))
        asked = entries.select(pl.col(f"{prefix}record").alias("record"))
        mine = asked.join(words, on="record", how="left", maintain_order="left")["words"].fill_null("")
        found = pl.select(pl.concat_str([found, mine], separator="; ").str.strip_chars("; ")).to_series()
    return found.alias("faults")
