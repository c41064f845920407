"""`tamga labels`: issue, spoil, revoke, reissue, and see how far the work is. Printing: cli_printing."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from host_tools.console import expected, say
from host_tools.formats.label import label_is_valid
from host_tools.keys import files
from host_tools.labels import cli_printing, issuing, register_check
from host_tools.labels.command_parts import (
    NUMBER_TYPE,
    ListKey,
    RegisterKey,
    RegisterPath,
    Signer,
    app,
    opened_list,
    opened_register,
    signer,
)
from host_tools.labels.errors import LabelError
from host_tools.labels.issuing import read_districts
from host_tools.privacy.options import JOURNAL, Journal, Who, Why

__all__ = ["app", "cli_printing"]


@app.command()
def issue(
    voters: Annotated[Path, typer.Argument(help="A compiled voter list.")],
    register: RegisterPath,
    key: RegisterKey,
    day: Annotated[str, typer.Option(help="Election day, YYYY-MM-DD: who is 18 by then gets a label.")],
    who: Who,
    why: Why,
    precincts: Annotated[Path | None, typer.Option(help="Precincts register, for progress by district.")] = None,
    list_key: ListKey = None,
    signing_key: Signer = None,
    journal: Journal = JOURNAL,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False,
) -> None:
    """Give a label to every citizen of full age who never had one. All of them or, at any error, none."""
    with expected(ValueError):
        election_day, districts, signs = (
            datetime.date.fromisoformat(day),
            read_districts(precincts),
            signer(signing_key),
        )
        read = opened_list(voters, list_key, "open", who, why, journal)
        with (
            opened_register(register, key, begin=True, keep=not dry_run) as opened,
            Progress(transient=True) as progress,
        ):
            task = progress.add_task("issuing", total=len(read.frame))
            update = lambda done: progress.update(task, completed=done)  # noqa: E731
            counts = issuing.issue(opened, read, election_day, districts, who, why, update)
            if dry_run:
                opened.roll_back()
            else:
                opened.commit(signs)
    say(f"{'would issue' if dry_run else 'issued'}: {counts.issued} labels to {counts.people} people, run {counts.run}")
    say(f"had one: {counts.had_one}; spoiled or revoked, decide on reissue: {counts.needs_reissue}")
    say(f"under 18 on the day: {counts.under_age}; without a 12-digit number: {counts.without_number}")


@app.command()
def spoil(label: str, register: RegisterPath, key: RegisterKey, who: Who, why: Why, signing_key: Signer = None) -> None:
    """Note that a label was damaged before it was on a card. LABEL: its 24 digits, or - to read them from a scanner."""
    _end("spoil", label, register, key, who, why, signing_key)


@app.command()
def revoke(
    label: str, register: RegisterPath, key: RegisterKey, who: Who, why: Why, signing_key: Signer = None
) -> None:
    """Make a label invalid. LABEL: its 24 digits, or - to read them from a scanner."""
    _end("revoke", label, register, key, who, why, signing_key)


@app.command()
def reissue(
    number: Annotated[str, typer.Argument(help="Personal number, or - to type it unseen by others.")],
    register: RegisterPath,
    key: RegisterKey,
    who: Who,
    why: Why,
    id_type: Annotated[str, typer.Option()] = NUMBER_TYPE,
    signing_key: Signer = None,
) -> None:
    """Give a new label for an old one, which is void from then on. Rolls that are packed need a supplement."""
    with expected(), opened_register(register, key) as opened:
        opened.reissue(opened.person(id_type, _read(number)), who, why)
        run = opened.next_run() - 1
        opened.commit(signer(signing_key))
    say(f"reissued: print it with: tamga labels sheets … --run {run}; make a supplement where the roll is packed")


@app.command()
def status(number: str, register: RegisterPath, key: RegisterKey, id_type: str = NUMBER_TYPE) -> None:
    """The labels of a person and their states (serials only)."""
    with expected(), opened_register(register, key) as opened:
        labels = opened.labels_of(opened.person(id_type, _read(number)))
    for serial, state in labels:
        say(f"{serial:08d} {state}")
    if not labels:
        say("never had one")


@app.command()
def progress(register: RegisterPath, key: RegisterKey) -> None:
    """Labels by district: how many citizens should have one, and the states of those issued."""
    with expected(), opened_register(register, key) as opened:
        rows = register_check.progress(opened)
    table = Table("district", "citizens", "labels", "%", "spoiled", "revoked", "reissued")
    for row in rows:
        counts = (row.eligible, row.issued, f"{row.percent:.1f}", row.spoiled, row.revoked, row.reissued)
        table.add_row(escape(row.district), *map(str, counts))
    Console().print(table)


@app.command()
def check(
    register: RegisterPath,
    key: RegisterKey,
    authority: Annotated[Path | None, typer.Option(help="Public key that signed the heads.")] = None,
) -> None:
    """Check the register from its journal. Exit status 1 when anything does not hold."""
    with expected(), opened_register(register, key) as opened:
        faults = register_check.faults(opened, files.load_public(authority) if authority else None)
        last, events = register_check.signed_up_to(opened)
    for fault in faults:
        say(fault)
    if faults:
        raise typer.Exit(1)
    say(f"the register holds; its head is signed up to event {last} of {events}")


def _end(act: str, label: str, path: Path, key: Path, who: str, why: str, signing_key: Path | None) -> None:
    digits = _read(label)
    with expected():
        if not label_is_valid(digits):
            raise LabelError("this is not a label: 24 digits with the right check digits; compare with the card")
    with expected(), opened_register(path, key) as opened:
        person, serial = opened.person(NUMBER_TYPE, digits[2:14]), int(digits[14:22])
        opened.end(act, person, serial, who, why)
        opened.commit(signer(signing_key))
    say("noted; make a supplement where the roll is packed")


def _read(text: str) -> str:
    return (typer.prompt("digits", hide_input=True) if text == "-" else text).strip()
