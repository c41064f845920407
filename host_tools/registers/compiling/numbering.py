"""Give every name its number in list order over all three registers, and every old code its key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import polars as pl

from host_tools.registers.classes import NAME_FIELDS
from host_tools.registers.entry_keys import FIRST_OLD_CODE_KEY
from host_tools.registers.names.normalise import NameBook, repair_marks
from host_tools.registers.reading.intake import Intake
from host_tools.registers.reading.judged_names import Judged, JudgedNames
from host_tools.registers.reading.typed import CATEGORY


class _Numbers(NamedTuple):
    """One name field: its book; by number of a category, the number in the book and the marks of repair."""

    book: NameBook
    number_of: pl.Series
    marks_of: pl.Series


def number_names(intakes: dict[str, Intake], names: JudgedNames) -> dict[str, NameBook]:
    """Replace category numbers in all intakes by numbers of one NameBook per name field; give the books.

    names: those of all intakes, judged.

    Adds `repair` (u8): the marks of all names of a row (`repair_marks`).
    """
    with ThreadPoolExecutor(2) as fields:
        found = dict(zip(NAME_FIELDS, fields.map(lambda field: _numbers(field, names), NAME_FIELDS), strict=True))
    for intake in intakes.values():
        repair = np.zeros(len(intake.rows), np.uint8)
        columns = []
        for field, (_, number_of, marks_of) in found.items():
            codes = intake.rows[field].to_physical()
            if marks_of.max():
                repair |= marks_of.gather(codes).fill_null(0).to_numpy()
            columns.append(number_of.gather(codes))
        intake.rows = intake.rows.with_columns(*columns, pl.Series("repair", repair))
    return {field: one.book for field, one in found.items()}


def _numbers(field: str, names: JudgedNames) -> _Numbers:
    every = names.all_of(field) or Judged.nothing(CATEGORY[field])
    book, numbers = NameBook.from_texts(every.texts, every.plain)
    size = int(every.codes.max(initial=-1)) + 1
    table, marks = np.zeros(size, np.uint32), np.zeros(size, np.uint8)
    table[every.codes] = numbers
    marks[every.codes] = repair_marks(every.texts.cast(pl.String), book.display.gather(numbers), every.plain)
    return _Numbers(book, pl.Series(field, table), pl.Series(marks))


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
