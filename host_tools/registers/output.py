"""Write a compiled list and everything beside it into a folder (compile.py names the files)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.privacy.vault import Vault
from host_tools.registers import (
    apply_decisions,
    namesakes,
    queue,
    report_content,
    report_html,
    report_pdf,
    summary,
    voter_list,
)
from host_tools.registers.classes import FLAG, OUTCOMES, REGISTERS
from host_tools.registers.compare import LISTED_CODE, PREFIX
from host_tools.registers.decisions import Decision
from host_tools.registers.intake import NAME_FIELDS
from host_tools.registers.manifest import Manifest
from host_tools.registers.names import id_columns

if TYPE_CHECKING:
    from host_tools.registers.compile import Prepared

_LIST_NEEDS = ("key", "precinct", *NAME_FIELDS, "birth_date", "flags", "fields", "pension_fields", "outcome",
               "decision",
               "p_record", "i_record", "n_record")  # fmt: skip
Progress = Callable[[str, int, int], None]


def write_all(
    folder: Path,
    vault: Vault,
    prepared: Prepared,
    entries: pl.DataFrame,
    decisions: list[Decision],
    precincts: pl.DataFrame,
    day: dt.date,
    manifests: dict[str, Manifest],
    progress: Progress,
) -> dict[str, Any]:
    """Apply decisions, put the list in order and write all files; give the summary."""
    books, old_codes = prepared.books, prepared.old_codes
    texts = summary.class_texts() | {"address": prepared.address}
    progress("queue", 0, 1)
    waiting = queue.queued(entries)
    items = queue.items(waiting, books, old_codes, texts)
    applied = apply_decisions.apply(
        entries, waiting["key"], items, decisions, prepared.splits["population"].further, precincts
    )
    entries, refused = applied.entries, applied.refused
    decided = entries.filter(pl.col("decision").is_not_null()).select("key", "decision")
    beside = pl.DataFrame({"key": waiting["key"]}).join(decided, on="key", how="left", maintain_order="left")
    beside = beside.join(namesakes.hints(entries, books, old_codes), on="key", how="left", maintain_order="left")
    items = items.with_columns(beside["perhaps"], beside["decision"])
    with vault.writing(vault.named(folder / "queue.parquet")) as stream:
        items.write_parquet(stream, compression="lz4")
    progress("queue", 1, 1)

    members = {name: int(entries[f"{prefix}record"].is_not_null().sum()) for name, prefix in PREFIX.items()}
    progress("sort", 0, 1)
    listed = pl.col("outcome") == LISTED_CODE
    others = entries.filter(~listed)
    voters = entries.filter(listed).select(_LIST_NEEDS)
    del entries, applied
    order = voter_list.list_order(voters, books, precincts["precinct"])
    in_order = voters["precinct"].gather(order)
    number = voter_list.positions(in_order.to_numpy())
    behind = np.flatnonzero(number > _limits(in_order, precincts))
    flags = voters["flags"].to_numpy().copy()
    flags[order[behind]] |= FLAG["over_limit"]
    voters = voters.with_columns(pl.Series("flags", flags))
    over = in_order.gather(behind).value_counts().sort("precinct")
    progress("sort", 1, 1)

    def texts_of(start: int, stop: int) -> pl.DataFrame:
        part = voters[order[start:stop]].with_columns(pl.Series("number", number[start:stop]))
        return voter_list.entry_texts(part, books, old_codes, texts)

    with vault.writing(vault.named(folder / "voters.csv")) as stream:
        voter_list.write(stream, len(voters), texts_of, lambda done: progress("write", done, len(voters)))
    with vault.writing(vault.named(folder / "aside.csv")) as stream:
        write_aside(stream, others, prepared, texts)
    with vault.writing(vault.named(folder / "rows_aside.csv")) as stream:
        write_rows_aside(stream, prepared)

    counted = ["precinct", "flags", "outcome", "fields", "pension_fields"]
    chosen = pl.concat([voters.select(counted), others.select(counted)])
    result = summary.count(chosen, precincts)
    result["day"] = day.isoformat()
    result["memberships"] = members
    result["registers"] = {
        name: {
            "records": prepared.records[name],
            "faulty": prepared.faulty[name]["record"].n_unique(),
            "repeated": len(prepared.splits[name].further),
            "first": prepared.records[name]
            - prepared.faulty[name]["record"].n_unique()
            - len(prepared.splits[name].further),
            "source": manifests[name].source,
            "date": manifests[name].date,
            "responsible_person": manifests[name].responsible_person,
            "sha256": manifests[name].sha256,
        }
        for name in REGISTERS
    }
    result["queue"] = {"items": len(items), "decided": int(items["decision"].is_not_null().sum())}
    result["decisions"] = {"lines": len(decisions), "refused": [list(pair) for pair in refused]}
    result["list_lines"], result["aside_lines"] = len(voters), len(others)
    result["precincts_over_limit"] = {str(precinct): count for precinct, count in over.iter_rows()}
    page = report_content.content(result)
    (folder / "report.html").write_text(report_html.html(page), "utf-8")
    with open(folder / "report.pdf", "wb") as pdf:
        report_pdf.write(pdf, page)
    text = json.dumps(result, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    vault.write(vault.named(folder / "summary.json"), text.encode())
    return result


def _limits(in_order: pl.Series, precincts: pl.DataFrame) -> npt.NDArray[np.uint32]:
    """Voter limit of the precinct of every voter."""
    table = precincts.sort("precinct")
    return table["voter_limit"].to_numpy()[np.searchsorted(table["precinct"].to_numpy(), in_order.to_numpy())]


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
