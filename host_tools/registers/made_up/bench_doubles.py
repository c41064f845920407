"""How well doubles are found, beside Splink in the same run.

    python -m host_tools.registers.made_up.bench_doubles --splink build/splink/bin/python

Both get the same made-up people with labelled errors, twins and namesakes; precision, recall and seconds of both are
printed. Splink (https://moj-analytical-services.github.io/splink) runs in an environment of its own, which
`make bench-registers` installs; only with --alone does nothing stand beside.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from host_tools.registers.classes import NAME_FIELDS
from host_tools.registers.compiling import doubles
from host_tools.registers.made_up.labelled_doubles import Labelled, draw
from host_tools.registers.names.normalise import NameBook

SPLINK_THRESHOLDS = (0.95, 0.999)  # the usual one, and one for the cautious
SPLINK = Path(__file__).with_name("splink_doubles.py")
_console = Console()
Pairs = set[tuple[int, int]]


class Quality(NamedTuple):
    """What one finder found."""

    title: str
    pairs: Pairs
    wall_s: float
    cpu_s: float


def ours(people: pl.DataFrame) -> Pairs:
    """Pairs of numbers that this project takes for one person."""
    entries, books = _entries(people)
    found = doubles.find(entries, books).same
    return {(min(pair), max(pair)) for pair in found.select("key", "other").iter_rows()}


def _entries(people: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, NameBook]]:
    """The people as compared entries of the population register."""
    books, columns = {}, [people["number"].alias("key")]
    for field in NAME_FIELDS:
        distinct = people[field].drop_nulls().unique()
        book, numbers = NameBook.from_texts(distinct)
        books[field] = book
        number = people[field].replace_strict(distinct, pl.Series(numbers), return_dtype=pl.UInt32)
        columns += [
            number.alias(f"p_{field}"),
            pl.repeat(None, len(people), dtype=pl.UInt32, eager=True).alias(f"i_{field}"),
        ]
    record = people["number"].cast(pl.UInt32)
    columns += [
        record.alias("p_record"), pl.repeat(None, len(people), dtype=pl.UInt32, eager=True).alias("i_record"),
        people["birth_date"].alias("p_birth_date"),
        pl.repeat(None, len(people), dtype=pl.Date, eager=True).alias("i_birth_date"),
        people["address_code"], pl.Series("fields", np.zeros(len(people), np.uint8)),
    ]  # fmt: skip
    return pl.DataFrame(columns), books


def splinks(python: Path, people: pl.DataFrame) -> list[Quality]:
    """What Splink makes of the same people, by threshold. python: one that has it."""
    with tempfile.NamedTemporaryFile(suffix=".parquet") as table:
        people.write_parquet(table.name)
        command = [str(python), str(SPLINK), table.name, json.dumps(doubles.BLOCKS), *map(str, SPLINK_THRESHOLDS)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    said = json.loads(done.stdout)
    return [
        Quality(
            f"Splink {said['version']}, from {threshold:.1%}",
            {(left, right) for left, right in said["pairs"][str(threshold)]},
            said["wall_s"],
            said["cpu_s"],
        )
        for threshold in SPLINK_THRESHOLDS
    ]


def measured(people: pl.DataFrame) -> Quality:
    """What this project makes of them."""
    wall, cpu = time.perf_counter(), time.process_time()
    pairs = ours(people)
    return Quality("Tamga", pairs, time.perf_counter() - wall, time.process_time() - cpu)


def show(labelled: Labelled, found: list[Quality]) -> None:
    """Print quality, and the share found of every kind of error."""
    kinds = {(left, right): kind for left, right, kind in labelled.truth.iter_rows()}
    title = f"{len(labelled.people):,} people, {len(kinds):,} doubles"
    table = Table("finder", "found", "right", "precision", "recall", "wall s", "CPU s", title=title)
    by_kind = Table("taken for one person", *(one.title for one in found))
    for one in found:
        right = len(one.pairs & kinds.keys())
        shares = (right / max(len(one.pairs), 1), right / max(len(kinds), 1))
        table.add_row(one.title, str(len(one.pairs)), str(right), *(f"{share:.4f}" for share in shares),
                      f"{one.wall_s:.2f}", f"{one.cpu_s:.2f}")  # fmt: skip
    for pairs in (labelled.truth, labelled.others):
        for kind in pairs["kind"].unique(maintain_order=True):
            labels = set(pairs.filter(pl.col("kind") == kind).select("left", "right").iter_rows())
            by_kind.add_row(kind, *(f"{len(labels & one.pairs)} of {len(labels)}" for one in found))
        by_kind.add_section()
    _console.print(table)
    _console.print(by_kind)


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50_000)
    beside = parser.add_mutually_exclusive_group(required=True)
    beside.add_argument("--splink", type=Path, help="a Python that has Splink (installing/splink.lock)")
    beside.add_argument("--alone", action="store_true", help="nothing stands beside")
    arguments = parser.parse_args()
    labelled = draw(arguments.people)
    found = [measured(labelled.people)]
    if not arguments.alone:
        found += splinks(arguments.splink, labelled.people)
    show(labelled, found)


if __name__ == "__main__":
    main()
