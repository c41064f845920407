"""Give every name its number in list order over all three registers, and every old code its key."""

from __future__ import annotations

import numpy as np
import polars as pl

from host_tools.registers.classes import NAME_FIELDS
from host_tools.registers.entry_keys import FIRST_OLD_CODE_KEY
from host_tools.registers.names.normalise import NameBook
from host_tools.registers.reading.intake import Intake


def number_names(intakes: dict[str, Intake]) -> dict[str, NameBook]:
    """Replace category numbers in all intakes by numbers of one NameBook per name field; give the books."""
    books = {}
    for field in NAME_FIELDS:
        used = pl.concat([intake.rows[field].drop_nulls().unique() for intake in intakes.values()]).unique()
        book, numbers = NameBook.from_texts(used.cast(pl.String))
        categories = used.to_physical()
        table = np.zeros(int(categories.to_numpy().max(initial=0)) + 1, np.uint32)
        table[categories.to_numpy()] = numbers
        mapping = pl.Series(table)
        for intake in intakes.values():
            intake.rows = intake.rows.with_columns(mapping.gather(intake.rows[field].to_physical()).alias(field))
        books[field] = book
    return books


def number_old_codes(intakes: dict[str, Intake]) -> pl.Series:
    """Give rows of other id types their key; the series holds "TYPE:VALUE" in the order of those keys."""
    texts = pl.concat([intake.rows["id_text"].drop_nulls().unique() for intake in intakes.values()]).unique().sort()
    codes = pl.DataFrame({"id_text": texts}).with_columns(
        (pl.int_range(len(texts), dtype=pl.UInt64) + FIRST_OLD_CODE_KEY).alias("old_key")
    )
    for intake in intakes.values():
        rows = intake.rows
        if rows["id_text"].null_count() < len(rows):
            old = (
                rows.select("record", "id_text")
                .drop_nulls()
                .join(codes, on="id_text", how="left", maintain_order="left")
            )
            places = np.flatnonzero(rows["id_text"].is_not_null().to_numpy())
            key = rows["key"].scatter(places, old["old_key"])
            rows = rows.with_columns(key.alias("key"))
        intake.rows = rows.drop("id_text")
    return texts
