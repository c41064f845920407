"""Give every name its number in list order over all three registers, and every old code its key."""

from __future__ import annotations

import numpy as np
import polars as pl

from host_tools.registers.classes import NAME_FIELDS
from host_tools.registers.entry_keys import FIRST_OLD_CODE_KEY
from host_tools.registers.names.normalise import NameBook, repair_marks
from host_tools.registers.reading.intake import Intake


def number_names(intakes: dict[str, Intake]) -> dict[str, NameBook]:
    """Replace category numbers in all intakes by numbers of one NameBook per name field; give the books.

    Adds `repair` (u8): ALTERED where letters of a name were repaired, and DOUBTFUL where one could stand for two.
    """
    books = {}
    repairs = {name: pl.repeat(0, len(intake.rows), dtype=pl.UInt8, eager=True) for name, intake in intakes.items()}
    for field in NAME_FIELDS:
        used = pl.concat([intake.rows[field].drop_nulls().unique() for intake in intakes.values()]).unique()
        texts = used.cast(pl.String)
        book, numbers = NameBook.from_texts(texts)
        codes = used.to_physical().to_numpy()
        table = np.zeros(int(codes.max(initial=0)) + 1, np.uint32)
        table[codes] = numbers
        marks = np.zeros(len(table), np.uint8)
        marks[codes] = repair_marks(texts, book.display.gather(numbers))
        for name, intake in intakes.items():
            category = intake.rows[field].to_physical()
            if marks.any():
                repairs[name] = repairs[name] | pl.Series(marks).gather(category).fill_null(0)
            intake.rows = intake.rows.with_columns(pl.Series(table).gather(category).alias(field))
        books[field] = book
    for name, intake in intakes.items():
        intake.rows = intake.rows.with_columns(repairs[name].alias("repair"))
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
            old = rows.select("id_text").drop_nulls().join(codes, on="id_text", how="left", maintain_order="left")
            places = np.flatnonzero(rows["id_text"].is_not_null().to_numpy())
            key = rows["key"].scatter(places, old["old_key"])
            rows = rows.with_columns(key.alias("key"))
        intake.rows = rows.drop("id_text")
    return texts
