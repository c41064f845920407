"""Write: the files of a result, all but the report (compile.py names them)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from host_tools.privacy.vault import Vault
from host_tools.registers.classes import LISTED_CODE, NAME_FIELDS, OUTCOMES, PREFIX, REGISTERS
from host_tools.registers.compiling.decide import Decided
from host_tools.registers.compiling.order import VoterList
from host_tools.registers.compiling.prepare import Prepared
from host_tools.registers.entry_keys import id_columns
from host_tools.registers.progress import Progress
from host_tools.registers.reading.typed import CATEGORY
from host_tools.registers.report.summary import class_columns

ROW_GROUP_ROWS = 4_000_000  # each has dictionaries of its own, so few are quicker
_OUTCOME = pl.Enum(OUTCOMES)
_ID_TYPE = pl.Categorical(pl.Categories("tamga_id_type"))
_LISTED_OF = ("precinct", *NAME_FIELDS, "birth_date", "key", "p_record", "i_record", "n_record", "decision")


def write_files(
    folder: Path, vault: Vault, prepared: Prepared, decided: Decided, listed: VoterList, progress: Progress
) -> None:
    """Write review list, entries aside, rows aside and voter list. Of `decided` no entries are left: they are many."""
    others = decided.entries.filter(pl.col("outcome") != LISTED_CODE)
    settled = {name: decided.entries[name] for name in _LISTED_OF}
    decided.entries = decided.entries.clear()
    # The writer numbers a dictionary by what comes first, so the same list has the same bytes.
    books = {field: book.categories(CATEGORY[field]) for field, book in prepared.books.items()}
    frames: dict[str, Callable[[], pl.DataFrame]] = {
        "review": lambda: decided.review,
        "aside": lambda: aside(others, prepared, books),
        "rows_aside": lambda: rows_aside(prepared, books),
        "voters": lambda: voters(settled, listed, prepared, books),
    }

    def write(name: str) -> None:
        with vault.writing(vault.named(folder / f"{name}.parquet"), synced_later=True) as stream:
            frame = frames[name]()
            frame.write_parquet(stream, compression="lz4", statistics=False, row_group_size=ROW_GROUP_ROWS)

    progress("write", 0, len(frames))
    with ThreadPoolExecutor(1) as beside:  # the list is most of the work, and its writer keeps one processor busy
        voters_written = beside.submit(write, "voters")
        for done, name in enumerate(("review", "aside", "rows_aside"), 1):
            write(name)
            progress("write", done, len(frames))
        voters_written.result()
    progress("write", len(frames), len(frames))


def voters(
    settled: dict[str, pl.Series], listed: VoterList, prepared: Prepared, books: dict[str, pl.Series]
) -> pl.DataFrame:
    """The list: one row per voter, in list order. settled: columns of all entries (`_LISTED_OF`); it is emptied."""
    found = {name: settled.pop(name).gather(listed.order) for name in _LISTED_OF}
    columns = [found.pop("precinct"), listed.number]
    columns += [books[field].gather(found.pop(field)).alias(field) for field in NAME_FIELDS]
    address = prepared.address.gather(found["p_record"] - 1)
    columns += [found["birth_date"], address.cast(CATEGORY["address"]).alias("address")]
    id_type, id_value = id_columns(found.pop("key"), prepared.old_codes)
    columns += [id_type.cast(_ID_TYPE), id_value, *class_columns(listed.flags.gather(listed.order))]
    columns += [found[f"{prefix}record"].alias(f"{name}_record") for name, prefix in PREFIX.items()]
    return pl.DataFrame([*columns, found["decision"]])


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
            *(entries[f"{prefix}record"].alias(f"{name}_record") for name, prefix in PREFIX.items()),
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
