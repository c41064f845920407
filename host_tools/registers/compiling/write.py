"""Write: the files of a result, all but the report (compile.py names them)."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import polars as pl

from host_tools.privacy.vault import Vault
from host_tools.registers.classes import LISTED_CODE, NAME_FIELDS, OUTCOMES, PREFIX, REGISTERS
from host_tools.registers.compiling.decide import Decided
from host_tools.registers.compiling.order import VoterList
from host_tools.registers.compiling.prepare import Prepared
from host_tools.registers.entry_keys import id_columns
from host_tools.registers.names.normalise import NameBook
from host_tools.registers.progress import Progress
from host_tools.registers.report.summary import class_texts

SLICE_ROWS = 500_000  # text of this many voters is in memory at once


def write_files(
    folder: Path, vault: Vault, prepared: Prepared, decided: Decided, listed: VoterList, progress: Progress
) -> None:
    """Write review list, voter list, entries aside and rows aside."""
    texts = class_texts() | {"address": prepared.address}
    with vault.writing(vault.named(folder / "queue.parquet")) as stream:
        decided.review.write_parquet(stream, compression="lz4")
    with vault.writing(vault.named(folder / "voters.csv")) as stream:
        write_voters(stream, listed, prepared, texts, progress)
    with vault.writing(vault.named(folder / "aside.csv")) as stream:
        write_aside(stream, decided.entries.filter(pl.col("outcome") != LISTED_CODE), prepared, texts)
    with vault.writing(vault.named(folder / "rows_aside.csv")) as stream:
        write_rows_aside(stream, prepared)


def write_voters(
    stream: BinaryIO, listed: VoterList, prepared: Prepared, texts: dict[str, pl.Series], progress: Progress
) -> None:
    """Write the list as CSV, slice by slice."""
    count = len(listed.voters)
    for start in range(0, max(count, 1), SLICE_ROWS):
        stop = min(start + SLICE_ROWS, count)
        part = entry_texts(listed.rows(start, stop), prepared.books, prepared.old_codes, texts)
        part.write_csv(stream, include_header=start == 0)
        progress("write", stop, count)


def entry_texts(
    entries: pl.DataFrame, books: dict[str, NameBook], old_codes: pl.Series, texts: dict[str, pl.Series]
) -> pl.DataFrame:
    """Entries as the columns of a list.

    texts: for "class" and "also" the text of each flags value, "address" by population record, "decision" by number.
    """
    return pl.DataFrame(
        [
            entries["precinct"],
            entries["number"],
            *(books[field].display.gather(entries[field]).alias(field) for field in NAME_FIELDS),
            entries["birth_date"],
            texts["address"].gather(entries["p_record"] - 1).alias("address"),
            *id_columns(entries["key"], old_codes),
            texts["class"].gather(entries["flags"]).alias("class"),
            texts["also"].gather(entries["flags"]).alias("also"),
            entries["p_record"].alias("population_record"),
            entries["i_record"].alias("interior_record"),
            entries["n_record"].alias("pension_record"),
            entries["decision"],
        ]
    )


def write_aside(stream: BinaryIO, entries: pl.DataFrame, prepared: Prepared, texts: dict[str, pl.Series]) -> None:
    """Entries that are not on the list, in the order of their numbers."""
    entries = entries.sort("key")
    coalesced = {
        field: pl.select(pl.coalesce(entries[field], entries[f"n_{field}"])).to_series()
        for field in (*prepared.books, "birth_date")
    }
    frame = pl.DataFrame(
        [
            *id_columns(entries["key"], prepared.old_codes),
            pl.Series(OUTCOMES).gather(entries["outcome"]).alias("outcome"),
            texts["class"].gather(entries["flags"]).alias("class"),
            texts["also"].gather(entries["flags"]).alias("also"),
            *(book.display.gather(coalesced[field]).alias(field) for field, book in prepared.books.items()),
            coalesced["birth_date"].alias("birth_date"),
            entries["precinct"],
            *(entries[f"{prefix}record"].alias(f"{name}_record") for name, prefix in PREFIX.items()),
            entries["decision"],
        ]
    )
    frame.write_csv(stream)


def write_rows_aside(stream: BinaryIO, prepared: Prepared) -> None:
    """Records behind no entry of their own: further records of a repeated number, and faulty rows."""
    columns = ("register", "record", "why", "field", "reason", "id_type", "id_value", *prepared.books, "birth_date")
    stream.write((",".join(columns) + "\n").encode())
    for name in REGISTERS:
        faulty = prepared.faulty[name]
        empty = pl.lit("").alias
        faulty.select(
            pl.lit(name).alias("register"),
            "record",
            pl.lit("faulty").alias("why"),
            "field",
            "reason",
            *(empty(column) for column in columns[5:]),
        ).write_csv(stream, include_header=False)
        further = prepared.splits[name].further
        pl.DataFrame(
            [
                pl.Series("register", [name]).new_from_index(0, len(further)),
                further["record"],
                pl.Series("why", ["repeated number"]).new_from_index(0, len(further)),
                pl.Series("field", [""]).new_from_index(0, len(further)),
                pl.Series("reason", [""]).new_from_index(0, len(further)),
                *id_columns(further["key"], prepared.old_codes),
                *(book.display.gather(further[field]).alias(field) for field, book in prepared.books.items()),
                further["birth_date"],
            ]
        ).write_csv(stream, include_header=False)
