"""How well doubles are found, beside Splink in the same run: `python -m host_tools.registers.made_up.bench_doubles`.

Both get the same made-up people with labelled errors, and twins; precision, recall and seconds of both are printed.
Splink (https://moj-analytical-services.github.io/splink) is trained on them as its guide says: u by random pairs, m by
expectation maximisation. Without it (dependency group `bench`) the run says so and shows this project's figures alone.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import logging
import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from host_tools.registers.classes import NAME_FIELDS
from host_tools.registers.compiling import doubles
from host_tools.registers.made_up.labelled_doubles import Labelled, draw
from host_tools.registers.names.normalise import NameBook

SPLINK_THRESHOLDS = (0.95, 0.999)  # the usual one, and one at which twins fall out
_console = Console()
Pairs = set[tuple[int, int]]
T = TypeVar("T")


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


def splinks(people: pl.DataFrame) -> dict[float, Pairs]:
    """Pairs of numbers that Splink takes for one person, by threshold."""
    import duckdb
    import splink
    import splink.comparison_library as cl

    logging.getLogger("splink").setLevel(logging.ERROR)
    blocks = [
        ("surname", "given_name", "birth_date"), ("given_name", "patronymic", "birth_date"),
        ("surname", "given_name", "patronymic"), ("surname", "patronymic", "birth_date"),
        ("surname", "birth_date", "address_code"),
    ]  # fmt: skip
    settings = splink.SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="number",
        comparisons=[
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("patronymic").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("birth_date", input_is_string=False),
            cl.ExactMatch("address_code"),
        ],
        blocking_rules_to_generate_predictions=[splink.block_on(*block) for block in blocks],
    )
    table = people.with_columns(pl.col("address_code").cast(pl.String)).to_arrow()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        api = splink.DuckDBAPI(connection=duckdb.connect())
        linker = splink.Linker(api.register(table), settings)
        linker.training.estimate_probability_two_random_records_match(
            [splink.block_on("surname", "given_name", "birth_date")], recall=0.5
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
        for block in (("surname", "birth_date"), ("given_name", "patronymic")):
            linker.training.estimate_parameters_using_expectation_maximisation(splink.block_on(*block))
        found = linker.inference.predict(threshold_match_probability=min(SPLINK_THRESHOLDS))
        rows = found.as_record_list()
    pairs: dict[float, Pairs] = {threshold: set() for threshold in SPLINK_THRESHOLDS}
    for row in rows:
        numbers = int(row["number_l"]), int(row["number_r"])
        for threshold in SPLINK_THRESHOLDS:
            if row["match_probability"] >= threshold:
                pairs[threshold].add((min(numbers), max(numbers)))
    return pairs


def measured(finder: Callable[[pl.DataFrame], T], people: pl.DataFrame) -> tuple[T, float, float]:
    """What a finder found, with seconds of wall clock and CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = finder(people)
    return found, time.perf_counter() - wall, time.process_time() - cpu


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
    arguments = parser.parse_args()
    labelled = draw(arguments.people)
    pairs, *seconds = measured(ours, labelled.people)
    found = [Quality("Tamga", pairs, *seconds)]
    if importlib.util.find_spec("splink"):
        by_threshold, *seconds = measured(splinks, labelled.people)
        found += [Quality(f"Splink, from {limit:.1%}", one, *seconds) for limit, one in by_threshold.items()]
    else:
        _console.print("Splink is not installed (pip install --group bench): nothing stands beside")
    show(labelled, found)


if __name__ == "__main__":
    main()
