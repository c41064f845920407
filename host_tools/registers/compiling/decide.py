"""Decide: what waits for a person, and what the decisions so far make of the entries."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from host_tools.registers.compiling.prepare import Prepared
from host_tools.registers.report.summary import class_texts
from host_tools.registers.review import apply, review_list
from host_tools.registers.review.decisions import Decision


@dataclass
class Decided:
    """Entries with outcome, precinct and values settled; the review list; decisions without effect as (seq, why)."""

    entries: pl.DataFrame
    review: pl.DataFrame
    refused: list[tuple[int, str]]


def decide(entries: pl.DataFrame, prepared: Prepared, decisions: list[Decision], precincts: pl.DataFrame) -> Decided:
    """Settle classified entries. precincts: precinct, district, voter_limit."""
    waiting = review_list.waiting(entries)
    items = review_list.items(waiting, prepared.books, prepared.old_codes, class_texts())
    applied = apply.apply(
        entries, waiting["key"], items, decisions, prepared.splits["population"].further, precincts["precinct"]
    )
    beside = pl.DataFrame({"key": waiting["key"]})
    for more in (
        applied.entries.filter(pl.col("decision").is_not_null()).select("key", "decision"),
        review_list.hints(applied.entries, prepared.books, prepared.old_codes),
    ):
        beside = beside.join(more, on="key", how="left", maintain_order="left")
    return Decided(applied.entries, items.with_columns(beside["perhaps"], beside["decision"]), applied.refused)
