"""`tamga provision --table`: all precincts of a nation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer
from nacl.signing import SigningKey
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from host_tools.console import MISMATCH, say, say_json
from host_tools.errors import TamgaError
from host_tools.folder_lock import alone_in
from host_tools.privacy import key_files
from host_tools.privacy.access_journal import AccessJournal
from host_tools.provisioning.nation import Job, Outcome, State, counted, in_words, plan_for, run, write_summary
from host_tools.provisioning.nation_table import TableRow, read_table
from host_tools.provisioning.new_terminals import TERMINALS
from host_tools.provisioning.plan import PlanError
from host_tools.provisioning.provision import try_second_step
from host_tools.registers.voter_list_file import read_list


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
    _try_first(job, rows)
    with alone_in(job.below):
        outcomes = _with_bar(job, rows, workers)
        summary = write_summary(outcomes, job.below)
    if as_json:
        say_json(_for_programs(outcomes))
    else:
        for line in in_words(outcomes):
            say(line)
        say(f"{summary}: a line per precinct. Run this command again when keys have come; it goes on where it stopped.")
    if any(one.state == State.REFUSED for one in outcomes):
        raise typer.Exit(MISMATCH)


def try_table(job: Job, rows: Sequence[TableRow]) -> None:
    """Plan every precinct and write nothing; the first one is made in memory. Errors name the line of the table."""
    listed = 0
    for row in rows:
        try:
            listed += plan_for(job, row).listed
        except TamgaError as error:
            raise PlanError(f"line {row.line}, precinct {row.number}: {error}") from None
    _try_first(job, rows)
    say(f"Good: {len(rows)} precincts with {listed} voters.")


def _try_first(job: Job, rows: Sequence[TableRow]) -> None:
    """Make the first precinct in memory, unless it was begun: then that was done before."""
    first = rows[0]
    if not (first.folder(job.below) / TERMINALS).exists():
        plan = plan_for(job, first)
        key = SigningKey(job.authority)
        try_second_step(plan, key, job.centre, first.folder(job.below), job.board, job.master)


def _with_bar(job: Job, rows: Sequence[TableRow], workers: int) -> list[Outcome]:
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    )  # fmt: skip
    found = []
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("precincts", total=len(rows))
        for one in run(job, rows, workers):
            found.append(one)
            bars.advance(task)
    return found


def _for_programs(outcomes: Sequence[Outcome]) -> list[Mapping[str, object]]:
    return [
        {
            "precinct": one.row.number, "district": one.row.district, "state": str(one.state),
            "keys_to_come": list(one.keys), "why": one.why,
        }
        for one in sorted(outcomes, key=lambda one: one.row.number)
    ]  # fmt: skip
