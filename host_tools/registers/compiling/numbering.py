"""Give every name its number in list order over all three registers, and every old code its key."""

from __future__ import annotations

import numpy as np
import polars as pl

from host_tools.registers.classes import NAME_FIELDS
from host_tools.registers.entry_keys import FIRST_OLD_CODE_KEY
from host_tools.registers.names.distinct import distinct
from host_tools.registers.names.normalise import NameBook, repair_marks
from host_tools.registers.reading.intake import Intake


def number_names(intakes: dict[str, Intake]) -> dict[str, NameBook]:
    """Replace category numbers in all intakes by numbers of one NameBook per name field; give the books.

    Adds `repair` (u8): ALTERED where letters of a name were repaired, and DOUBTFUL where one could stand for two.
    """
    books = {}
    repairs = {name: np.zeros(len(intake.rows), np.uint8) for name, intake in intakes.items()}
    for field in NAME_FIELDS:
        columns = {name: distinct(intake.rows[field]) for name, intake in intakes.items()}
        size = max(one.size for one in columns.values())
        known = np.zeros(size, bool)
        codes, parts = [], []
        for one in columns.values():
            new = ~known[one.used]
            known[one.used] = True
            codes.append(one.used[new])
            parts.append(one.values.filter(pl.Series(new)))
        texts, code = pl.concat(parts).cast(pl.String), np.concatenate(codes)
        books[field], numbers = NameBook.from_texts(texts)
        table, marks = np.zeros(size, np.uint32), np.zeros(size, np.uint8)
        table[code] = numbers
        marks[code] = repair_marks(texts, books[field].display.gather(numbers))
        for name, one in columns.items():
            number, mark = pl.Series(field, table[one.number]), marks[one.number]
            absent = intakes[name].rows[field].is_null()
            if absent.any():
                number = number.set(absent, None)
                mark[absent.to_numpy()] = 0
            repairs[name] |= mark
            intakes[name].rows = intakes[name].rows.with_columns(number)
    for name, intake in intakes.items():
        intake.rows = intake.rows.with_columns(pl.Series("repair", repairs[name]))
    return books


def number_old_codes(intakes: dict[str, Intake]) -> pl.Series:
    """Give rows of other id types their key; the series holds "TYPE:VALUE" in the order of those keys."""
    places = {name: np.flatnonzero(one.rows["id_text"].is_not_null().to_numpy()) for name, one in intakes.items()}
    some = {name: one.rows["id_text"].gather(places[name]) for name, one in intakes.items()}
    texts = pl.concat(some.values()).unique().sort()
    codes = pl.DataFrame({"id_text": texts}).with_columns(
        (pl.int_range(len(texts), dtype=pl.UInt64) + FIRST_OLD_CODE_KEY).alias("old_key")
    )
    for name, intake in intakes.items():
        rows = intake.rows.drop("id_text")
        if len(places[name]):
            old = some[name].to_frame().join(codes, on="id_text", how="left", maintain_order="left")
            rows = rows.with_columns(rows["key"].scatter(places[name], old["old_key"]).alias("key"))
        intake.rows = rows
    return texts
