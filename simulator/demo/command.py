"""`make demo`: a whole election day in one precinct, with the firmware that ships, and a host that checks all of it."""

from __future__ import annotations

import threading
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from host_tools.elections.problems import InputError
from host_tools.elections.roll import by_turns
from host_tools.errors import os_error_in_words
from host_tools.formats import key_slip, label
from host_tools.formats.definitions import Precinct as Definition
from host_tools.formats.places import MOST_DESKS
from host_tools.provisioning import training
from host_tools.provisioning.plan import PlanError
from host_tools.text_rules import visible
from simulator.demo import outcome
from simulator.demo.day import DemoDay
from simulator.demo.preparing import prepare
from simulator.people.crowd import cards_of, who_comes
from simulator.people.precinct import OFFICIAL, TRAINING
from simulator.people.provisioned import ELECTION, emptied

COMING_VOTERS = 150
TEST_VOTERS = 3
console = Console()


class Mode(StrEnum):
    """What the demonstration shows."""

    OFFICIAL = "official"
    TRAINING = "training"


def main(
    voters: Annotated[int, typer.Option(help="How many voters come.")] = COMING_VOTERS,
    booths: Annotated[int, typer.Option(help="Booths beside the desk.", min=1, max=8)] = 2,
    desks: Annotated[int, typer.Option(help="Desks, each with a part of the roll.", min=1, max=MOST_DESKS)] = 1,
    seed: Annotated[
        int, typer.Option(help="Of everything that chance decides in the people, not in the terminals.")
    ] = 1,
    election: Annotated[Path, typer.Option(help="Election file (docs/election-file.md).")] = ELECTION,
    roll: Annotated[Path | None, typer.Option(help="Roll as CSV; without one, 1,200 fictitious voters.")] = None,
    out: Annotated[Path, typer.Option(help="Where everything goes; emptied first.")] = Path("build/demo"),
    key_here: Annotated[
        bool, typer.Option(help="The host makes the precinct's key, and not its holders at the desk: quicker.")
    ] = False,
    mode: Annotated[Mode, typer.Option(help="The election's day, or a training with invented voters.")] = Mode.OFFICIAL,
) -> None:
    """Run the day; exit status 1 and a plain sentence if anything does not agree."""
    started = time.monotonic()
    try:
        emptied(out)
        day, checks = prepare(voters, booths, desks, seed, election, roll, out, key_here)
    except FileExistsError as error:
        _refuse(os_error_in_words(error), error)
    except (InputError, PlanError) as error:
        _refuse(str(error), error)
    try:
        if mode == Mode.TRAINING:
            _train(day)
        else:
            _run(day, checks, out)
    except AssertionError as error:
        said = escape(visible(f"The day did not go as it must: {error}", lines=True))
        console.print(f"[red]{said}[/red]", highlight=False)
        for terminal in day.precinct.terminals:
            console.print(f"{terminal.name}: {terminal.hands.screen.aloud}", highlight=False, markup=False)
        raise typer.Exit(1) from error
    finally:
        for terminal in day.precinct.terminals:
            terminal.hardware.pull_plug()
    if mode == Mode.TRAINING:
        seconds = time.monotonic() - started
        console.print(f"[green]A training from opening to clearing.[/green] {seconds:.0f} s. Slips: {out / 'slips'}")
        return
    report = outcome.check(day, checks, out)
    outcome.show(console, day, report, out, time.monotonic() - started)
    if not report.ok:
        raise typer.Exit(1)


def _train(day: DemoDay) -> None:
    """Invented voters come, all is counted and cleared, and the cartridges are as blank as they were."""
    invented = by_turns(training.voters(), day.election)
    cards = cards_of(invented, list(training.labels(invented).values()))
    day.rehearse(TRAINING, who_comes(cards, day.election, TEST_VOTERS, 1))
    for terminal in day.precinct.terminals:
        assert all(set(bytes(chip.array)) == {0xFF} for chip in terminal.hardware.chips), "something is left"


def _run(day: DemoDay, checks: outcome.Checks, out: Path) -> None:
    columns = (
        TextColumn("{task.description:<28}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    lock = threading.Lock()
    terminals = len(day.precinct.terminals)
    with Progress(*columns, console=console, transient=False) as progress:
        task = progress.add_task("opening for the test", total=3 * terminals + TEST_VOTERS + 3 + len(day.people) + 3)

        def step(what: str) -> None:
            with lock:
                progress.update(task, advance=1, description=what)

        day.step = step
        day.test(TEST_VOTERS)
        day.open()
        checks.precinct = _with_key(day, checks.precinct, out / "public" / "precinct-official.cbor")
        foreign = label.make_label("000101300009", 99_999_999)
        day.vote(foreign)
        checks.totals = day.close()
        checks.reports = day.precinct.desk_reports
        checks.protocol = day.count(checks.totals)
        checks.signatures = day.precinct.signature_codes
        checks.receipt = day.send(checks.make_receiver)


def _with_key(day: DemoDay, precinct: Definition, definition: Path) -> Definition:
    """The definition with the key that the holders made; its slip is filed beside it, as `tamga precinct key` does."""
    if precinct.key is not None:
        return precinct
    _, slip = day.precinct.key_slips[OFFICIAL]
    data = outcome.object_of(slip)
    key_slip.beside(definition).write_bytes(data)
    return key_slip.with_key(precinct, data)


def _refuse(why: str, error: Exception) -> NoReturn:
    """Say why there is no day, and end with status 2."""
    console.print(f"[red]{escape(visible(why, lines=True))}[/red]", highlight=False)
    raise typer.Exit(2) from error
