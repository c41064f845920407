"""Write: the files of a result, all but the report (compile.py names them)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import polars as pl

from host_tools.privacy.vault import Vault
from host_tools.registers.classes import LISTED_CODE, NAME_FIELDS, OUTCOMES, PREFIX, REGISTERS
from host_tools.registers.compiling.decide import Decided
from host_tools.registers.compiling.order import VoterList
from host_tools.registers.compiling.prepare import Prepared
from host_tools.registers.entry_keys import id_columns
from host_tools.registers.names.normalise import NameBook
from host_tools.registers.progress import Progress
from host_tools.registers.report.summary import class_columns

ROW_GROUP_ROWS = 4_000_000  # each has dictionaries of its own, so few are quicker
_OUTCOME = pl.Enum(OUTCOMES)


def write_files(
    folder: Path, vault: Vault, prepared: Prepared, decided: Decided, listed: VoterList, progress: Progress
) -> None:
    """Write review list, voter list, entries aside and rows aside."""
    others = decided.entries.filter(pl.col("outcome") != LISTED_CODE)
    books = {field: _dictionary(book) for field, book in prepared.books.items()}
    progress("write", 0, 4)
    frames: tuple[tuple[str, Callable[[], pl.DataFrame]], ...] = (
        ("review", lambda: decided.review),
        ("voters", lambda: voters(listed, prepared, books)),
        ("aside", lambda: aside(others, prepared, books)),
        ("rows_aside", lambda: rows_aside(prepared, books)),
    )
    for done, (name, frame) in enumerate(frames, 1):
        with vault.writing(vault.named(folder / f"{name}.parquet")) as stream:
            frame().write_parquet(stream, compression="lz4", statistics=False, row_group_size=ROW_GROUP_ROWS)
        progress("write", done, 4)


def _dictionary(book: NameBook) -> pl.Series:
    """Names by number, as a dictionary of their own in the order of the book: the same list has the same bytes."""
    name = hashlib.sha256("\n".join(book.display.to_list()).encode()).hexdigest()
    return book.display.cast(pl.Categorical(pl.Categories(f"tamga_{name}")))


def voters(listed: VoterList, prepared: Prepared, books: dict[str, pl.Series]) -> pl.DataFrame:
    """The list: one row per voter, in list order."""
    rows = listed.voters[listed.order]
    return pl.DataFrame(
        [
            rows["precinct"],
            pl.Series("number", listed.number),
            *(books[field].gather(rows[field]).alias(field) for field in NAME_FIELDS),
            rows["birth_date"],
            prepared.address.gather(rows["p_record"] - 1).alias("address"),
            *id_columns(rows["key"], prepared.old_codes),
            *class_columns(rows["flags"]),
            *_records(rows),
            rows["decision"],
        ]
    )


def _records(rows: pl.DataFrame) -> list[pl.Series]:
    return [rows[f"{prefix}record"].alias(f"{name}_record") for name, prefix in PREFIX.items()]


def aside(entries: pl.DataFrame, prepared: Prepared, books: dict[str, pl.Series]) -> pl.DataFrame:
    """Entries that are not on the list, in the order of their numbers."""
    entries = entries.sort("key")
    coalesced = {
        field: pl.select(pl.coalesce(entries[field], entries[f"n_{field}"])).to_series()
        for field in (*NAME_FIELDS, "birth_date")
    }
    return pl.DataFrame(
        [
            *id_columns(entries["key"], prepared.old_codes),
            pl.Series(OUTCOMES, dtype=_OUTCOME).gather(entries["outcome"]).alias("outcome"),
            *class_columns(entries["flags"]),
            *(books[field].gather(coalesced[field]).alias(field) for field in NAME_FIELDS),
            coalesced["birth_date"].alias("birth_date"),
            entries["precinct"],
            *_records(entries),
            entries["decision"],
        ]
    )


def rows_aside(prepared: Prepared, books: dict[str, pl.Series]) -> pl.DataFrame:
    """Records that another one of the same number stands for, with what they say; and the faults of all records."""
    parts = []
    for name in REGISTERS:
        faults, further = prepared.faults[name], prepared.splits[name].further
        parts.append(
            faults.select(pl.lit(name).alias("register"), "record", pl.lit("faulty").alias("why"), "field", "reason")
        )
        id_type, id_value = id_columns(further["key"], prepared.old_codes)
        said = [
            further[field]
            for field in ("birth_date", "address_code", "died_on", "changed_on")
            if field in further.columns
        ]
        names = [books[field].gather(further[field]).cast(pl.String).alias(field) for field in NAME_FIELDS]
        rows = pl.DataFrame([further["record"], id_type, id_value, *names, *said])
        parts.append(rows.with_columns(pl.lit(name).alias("register"), pl.lit("repeated number").alias("why")))
    return pl.concat(parts, how="diagonal").select(ROWS_ASIDE)


ROWS_ASIDE = ("register", "record", "why", "field", "reason", "id_type", "id_value", *NAME_FIELDS,
              "birth_date", "address_code", "died_on", "changed_on")  # fmt: skip
