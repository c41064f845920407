"""Decide: what waits for a person, and what the decisions so far make of the entries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from host_tools.registers.compiling.doubles import Doubles
from host_tools.registers.compiling.prepare import Prepared
from host_tools.registers.entry_keys import id_columns, keys_of
from host_tools.registers.review import apply, review_list
from host_tools.registers.review.decisions import Decision


@dataclass
class Decided:
    """Entries with outcome, precinct and values settled; the review list; decisions without effect as (seq, why)."""

    entries: pl.DataFrame
    review: pl.DataFrame
    refused: list[tuple[int, str]]


def decide(
    entries: pl.DataFrame,
    doubles: Doubles,
    prepared: Prepared,
    decisions: list[Decision],
    precincts: pl.DataFrame,
    day: dt.date,
) -> Decided:
    """Settle classified entries. precincts: precinct, district, voter_limit. day: of the election."""
    decided_on = keys_of([one.item for one in decisions if one.item], prepared.old_codes)
    further = pl.concat([split.further.select("key", "died_on") for split in prepared.splits.values()])
    waiting = review_list.waiting(entries, decided_on, further.filter(pl.col("died_on").is_not_null())["key"])
    items = review_list.items(waiting, prepared.books, prepared.old_codes)
    items = items.with_columns(
        review_list.faults_of(waiting, prepared.faults), *_other_number(waiting, doubles, prepared.old_codes)
    )
    entries, names = apply.with_new_names(entries, prepared.books, decisions)
    prepared.books = names
    applied = apply.apply(
        entries,
        waiting["key"],
        items,
        decisions,
        prepared.splits["population"].further,
        precincts["precinct"],
        names,
        day,
    )
    made = applied.entries.filter(pl.col("decision").is_not_null()).select("key", "decision")
    beside = waiting.select("key").join(made, on="key", how="left", maintain_order="left")
    return Decided(applied.entries, items.with_columns(beside["decision"]), applied.refused)


def _other_number(waiting: pl.DataFrame, doubles: Doubles, old_codes: pl.Series) -> list[pl.Series]:
    """`perhaps` and `evidence`: who else an entry may be, beside what says so."""
    columns = ("key", "other", "evidence")
    pairs = pl.concat([doubles.swapped.select(columns), doubles.same.select(columns)]).unique(
        "key", keep="first", maintain_order=True
    )
    found = waiting.select("key").join(pairs, on="key", how="left", maintain_order="left")
    id_type, id_value = id_columns(found["other"].fill_null(0), old_codes)
    perhaps = pl.select(pl.when(found["other"].is_not_null()).then(id_type + ":" + id_value)).to_series()
    return [perhaps.alias("perhaps"), found["evidence"].alias("evidence")]
