"""`tamga plan`: how far the plan of compiling the lists is, in the terminal and for the wall."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from host_tools.console import MISMATCH, expected, say
from host_tools.keys.files import load_public
from host_tools.privacy.options import JOURNAL, Journal, WorkingKey
from host_tools.privacy.vault import Vault
from host_tools.registers.cli_common import day_of
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.planning import poster, state
from host_tools.registers.planning.plan import LANGUAGES, read
from host_tools.registers.reading.trust import Trusted
from host_tools.whole_files import atomic_file

_STYLES = {state.DONE: "green", state.WRONG: "red", state.LATE: "red", state.DUE: "yellow", state.AHEAD: ""}


def plan(
    file: Annotated[Path, typer.Argument(help="the plan, TOML (docs/plan.md)")],
    registers: Annotated[Path, typer.Option(help="folder of the registers and their manifests")] = Path("registers"),
    result: Annotated[Path, typer.Option(help="result of tamga registers compile")] = Path("list"),
    approvals: Annotated[Path, typer.Option(help="folder of approvals")] = Path("approvals"),
    packages: Annotated[Path, typer.Option(help="folder of tamga roll pack")] = Path("packages"),
    trust: Annotated[list[Path], typer.Option("--trust", help="file of trusted public keys")] = [],  # noqa: B006
    authority: Annotated[Path | None, typer.Option(help="public key of the election authority, for packages")] = None,
    journal: Journal = JOURNAL,
    key: WorkingKey = None,
    pdf: Annotated[Path | None, typer.Option(help="write it for the wall, too")] = None,
    language: Annotated[str, typer.Option(help="kk, ru or en")] = "en",
    today: Annotated[str | None, typer.Option(help="YYYY-MM-DD, in place of the clock's day")] = None,
) -> None:
    """Show the plan and its state. Exit status 1 when a step is late or wrong."""
    with expected():
        if language not in LANGUAGES:
            raise VoterRegisterError(f"--language {language}: is one of {', '.join(LANGUAGES)}")
        planned = read(file)
        place = state.Place(
            registers,
            result,
            approvals,
            packages,
            journal,
            Trusted.of_files(trust),
            Vault.to_read(key, journal),
            load_public(authority) if authority else None,
        )
        day = day_of(today) if today else dt.date.today()
        steps = state.standing(planned, place, day)
        wrong_clock = None if today else state.behind(place, dt.datetime.now(dt.UTC))
        if pdf:
            with atomic_file(pdf) as stream:
                poster.write(stream, planned, steps, language, day)
    table = Table(
        "step", "due", "responsible", "deputy", "authority", "state", title=f"election day {planned.election_day}"
    )
    for step, standing, words, _ in steps:
        cells = (step.titled(language), str(step.due), step.responsible, step.deputy, step.authority)
        table.add_row(*map(escape, cells), f"{standing}: {escape(words)}", style=_STYLES[standing])
    Console().print(table)
    if wrong_clock:
        say(wrong_clock)
    if any(standing in (state.LATE, state.WRONG) for _, standing, *_ in steps):
        raise typer.Exit(MISMATCH)
