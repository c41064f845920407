"""`tamga provision --table`: all precincts of a nation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import typer
from nacl.signing import SigningKey
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from host_tools.console import MISMATCH, say, say_json
from host_tools.errors import TamgaError
from host_tools.folder_lock import alone_in
from host_tools.privacy import key_files
from host_tools.privacy.access_journal import AccessJournal
from host_tools.provisioning.nation import Outcome, counted, in_words, plan_for, run, run_spares, write_summary
from host_tools.provisioning.nation_job import Job, State
from host_tools.provisioning.nation_spares import Spare, SpareOutcome, spares_in_words, spares_of, write_spares
from host_tools.provisioning.nation_table import TableRow, read_table
from host_tools.provisioning.new_terminals import TERMINALS
from host_tools.provisioning.plan import PlanError
from host_tools.provisioning.provision import try_second_step
from host_tools.provisioning.spare import SpareError
from host_tools.provisioning.spare_places import refuse_too_many
from host_tools.registers.voter_list_file import read_list
from host_tools.rolls.layout import roll_bytes

_Done = TypeVar("_Done")


@dataclass(frozen=True)
class ListReading:
    """How a compiled voter list is opened, to be counted. who, why: for the access journal."""

    path: Path
    key: Path | None
    who: str
    why: str
    journal: Path

    def counts(self) -> dict[int, int]:
        """Voters by precinct; a line in the journal comes first. PlanError: nobody says who counts, and why."""
        if not self.who or not self.why:
            raise PlanError(f"{self.path}: has personal data; say who counts it with --who, and --why")
        journal = AccessJournal(self.journal)
        journal.note(self.who, "open", str(self.path), self.why)
        key = key_files.read_key_file(self.key) if self.key else None
        return {span.precinct: span.size for span in read_list(self.path, key, journal).spans}

    def of(self, precinct: int) -> int:
        """Voters of one precinct. PlanError: it has none."""
        found = self.counts().get(precinct)
        if found is None:
            raise PlanError(f"{self.path}: has no voters of precinct {precinct}; compare the numbers")
        return found


def rows_of_table(table: Path, reading: ListReading | None) -> list[TableRow]:
    """The precincts of a table, their voters counted where there is a list."""
    rows = read_table(table)
    return counted(rows, reading.counts()) if reading else rows


def provision_table(job: Job, rows: Sequence[TableRow], workers: int, as_json: bool) -> None:
    """Bring every precinct on, with a bar; then one summary, in nation.csv too. Status 1 if any was refused.

    What would refuse every second step (no master key, a panel that is too small) is known before the first.
    """
    spares = spares_of(job, rows)
    _try_first(job, rows, spares)
    with alone_in(job.below):
        outcomes = _with_bar("precincts", len(rows), run(job, rows, workers))
        summary = write_summary(outcomes, job.below)
        of_spares = _with_bar("spares", len(spares), run_spares(job, spares, workers))
        if spares:
            write_spares(of_spares, job.below)
    if as_json:
        say_json(_for_programs(outcomes, of_spares))
    else:
        for line in in_words(outcomes) + spares_in_words(of_spares):
            say(line)
        say(f"{summary}: a line per precinct. Run this command again when keys have come; it goes on where it stopped.")
    if State.REFUSED in {one.state for one in outcomes} | {one.state for one in of_spares}:
        raise typer.Exit(MISMATCH)


def try_table(job: Job, rows: Sequence[TableRow]) -> None:
    """Plan every precinct and write nothing; the first one is made in memory. Errors name the line of the table."""
    listed = 0
    for row in rows:
        try:
            listed += plan_for(job, row).listed
        except TamgaError as error:
            raise PlanError(f"line {row.line}, precinct {row.number}: {error}") from None
    spares = spares_of(job, rows)
    _try_first(job, rows, spares)
    said = f" and {len(spares)} spares" if spares else ""
    say(f"Good: {len(rows)} precincts with {listed} voters{said}.")


def _try_first(job: Job, rows: Sequence[TableRow], spares: Sequence[Spare]) -> None:
    """Make the first precinct in memory, unless it was begun: then that was done before.

    PlanError: a spare has no room for the packages of its precincts, each with as many bytes as the first one's, and
    for their rolls.
    """
    first = rows[0]
    if not (first.folder(job.below) / TERMINALS).exists():
        plan = plan_for(job, first)
        key = SigningKey(job.authority)
        made = try_second_step(plan, key, job.centre, first.folder(job.below), job.board, job.master)
        size = sum(len(one.package(plan.booths, key) or b"") for one in made.mode_sets)
        cards = 1 + (plan.election.settings.get("number_cards") is True)
        for spare in spares:
            rolls = 0
            if spare.role == "desk":  # besides what a booth has, the rolls of the day and of the test
                rolls = sum(2 * roll_bytes(plan_for(job, row).listed, cards) for row in spare.rows)
            try:
                refuse_too_many(len(spare.rows), len(spare.rows) * size + rolls, job.board)
            except SpareError as error:
                raise PlanError(f"the spare {spare.serial_number}: {error}") from None


def _with_bar(what: str, count: int, coming: Iterable[_Done]) -> list[_Done]:
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    )  # fmt: skip
    found = []
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(what, total=count)
        for one in coming:
            found.append(one)
            bars.advance(task)
    return found


def _for_programs(outcomes: Sequence[Outcome], spares: Sequence[SpareOutcome]) -> list[Mapping[str, object]]:
    precincts: list[Mapping[str, object]] = [
        {
            "precinct": one.row.number, "district": one.row.district, "state": str(one.state),
            "keys_to_come": list(one.keys), "why": one.why,
        }
        for one in sorted(outcomes, key=lambda one: one.row.number)
    ]  # fmt: skip
    return precincts + [
        {
            f"spare_{one.spare.role}": one.spare.serial_number, "district": one.spare.district, "state": str(one.state),
            "precincts": [row.number for row in one.spare.rows], "why": one.why,
        }
        for one in spares
    ]  # fmt: skip
