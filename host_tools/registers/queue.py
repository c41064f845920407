"""The review queue: every entry that a person should look at, with all sides in full.

Queued are entries that are held, and listed ones whose registers disagree. `queue.parquet` has them in the order of
their numbers: item ("TYPE:VALUE"), class, also, fields, pension_fields, precinct, outcome without a decision, every
register's values with the prefixes p_, i_ and n_, perhaps (see namesakes.py), and the decision that holds.
"""

from __future__ import annotations

import hashlib

import polars as pl

from host_tools.registers.classes import CONFLICT_FIELDS, OUTCOMES, field_names
from host_tools.registers.compare import HELD_CODE, LISTED_CODE, PREFIX
from host_tools.registers.names import id_columns
from host_tools.registers.normalise import NameBook

SIDE_COLUMNS = [
    f"{prefix}{name}"
    for prefix in PREFIX.values()
    for name in ("record", *CONFLICT_FIELDS, "died_on")
    if not (prefix == "n_" and name == "address_code")
]


def queued(entries: pl.DataFrame) -> pl.DataFrame:
    """Entries that belong in the queue, whatever has been decided about them, in the order of their numbers."""
    differing = (pl.col("fields") != 0) | (pl.col("pension_fields") != 0)
    return entries.filter((pl.col("outcome") == HELD_CODE) | ((pl.col("outcome") == LISTED_CODE) & differing)).sort(
        "key"
    )


def items(
    entries: pl.DataFrame, books: dict[str, NameBook], old_codes: pl.Series, class_texts: dict[str, pl.Series]
) -> pl.DataFrame:
    """Queue rows of queued entries, as text."""
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
