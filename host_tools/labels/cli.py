"""`tamga labels`: issue, print, spoil, revoke, reissue, and see where the work stands."""

from __future__ import annotations

import datetime
import os
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from nacl.signing import SigningKey
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from host_tools.console import expected, say
from host_tools.formats.label import label_is_valid
from host_tools.keys import files
from host_tools.labels import issuing, printing, register_check
from host_tools.labels.escpos import Roll
from host_tools.labels.index import LabelIndex
from host_tools.labels.read_back import ReadBackTrouble
from host_tools.labels.register import LabelRegister, LabelTrouble
from host_tools.labels.stock import StockTrouble, read_stock
from host_tools.privacy import key_files
from host_tools.privacy.access_journal import AccessJournal, ReasonMissing
from host_tools.privacy.chained_journal import JournalError
from host_tools.privacy.working_files import WorkingFileError
from host_tools.rolls.voter_list import ListTrouble, VoterList, read_list

app = typer.Typer(help="Bar-code labels for ID cards.", no_args_is_help=True)
_TROUBLE = (
    JournalError,
    LabelTrouble,
    ListTrouble,
    OSError,
    ReadBackTrouble,
    ReasonMissing,
    StockTrouble,
    WorkingFileError,
    files.KeyFileError,
    key_files.KeyFileError,
)
_NUMBER_TYPE = "IIN"

RegisterPath = Annotated[Path, typer.Option("--register", help="The register of labels.")]
RegisterKey = Annotated[Path, typer.Option("--key", help="Key file of the register (tamga privacy key).")]
ListKey = Annotated[Path | None, typer.Option("--list-key", help="Key file of a sealed list (.tmwf).")]
Signer = Annotated[Path | None, typer.Option("--signing-key", help="Signs the head of the register's journal.")]
Who = Annotated[str, typer.Option("--who", help="Your name.")]
Why = Annotated[str, typer.Option("--why", help="The reason.")]
Journal = Annotated[Path, typer.Option("--journal", help="The access journal.")]
JOURNAL = Path("access.journal")


@contextmanager
def _opened(path: Path, key: Path) -> Iterator[LabelRegister]:
    register = LabelRegister(path, key_files.read_key_file(key))
    try:
        yield register
    finally:
        register.close()


def _list(path: Path, key: Path | None, act: str, who: str, why: str, journal: Path) -> VoterList:
    AccessJournal(journal).note(who, act, str(path), why)
    return read_list(path, key_files.read_key_file(key) if key else None)


def _signer(path: Path | None) -> SigningKey | None:
    return files.load(path) if path else None


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
    """Give a label to every citizen of full age who never had one. All of them or, at any trouble, none."""
    with expected(*_TROUBLE, ValueError), _opened(register, key) as opened:
        read = _list(voters, list_key, "open", who, why, journal)
        districts = issuing.read_districts(precincts)
        with Progress(transient=True) as progress:
            task = progress.add_task("issuing", total=len(read.frame))
            update = lambda done: progress.update(task, completed=done)  # noqa: E731
            counts = issuing.issue(opened, read, datetime.date.fromisoformat(day), districts, who, why, update)
        if dry_run:
            opened.roll_back()
        else:
            opened.commit(_signer(signing_key))
    say(f"{'would issue' if dry_run else 'issued'}: {counts.issued} labels to {counts.people} people, run {counts.run}")
    say(f"had one: {counts.had_one}; spoiled or revoked, decide on reissue: {counts.needs_reissue}")
    say(f"under 18 on the day: {counts.under_age}; without a 12-digit number: {counts.without_number}")


@app.command()
def sheets(
    voters: Path,
    register: RegisterPath,
    key: RegisterKey,
    out: Annotated[Path, typer.Option(help="Folder for the PDFs, one a precinct.")],
    who: Who,
    why: Why,
    stock: Annotated[Path | None, typer.Option(help="Label stock (TOML); A4, 3 by 8 without it.")] = None,
    run: Annotated[int | None, typer.Option(help="Only labels of this issuing run.")] = None,
    workers: Annotated[int, typer.Option(min=1)] = os.cpu_count() or 1,
    list_key: ListKey = None,
    journal: Journal = JOURNAL,
) -> None:
    """Print labels as PDF sheets; a sample of every rendered sheet is read back, and a mismatch fails the command."""
    with expected(*_TROUBLE):
        chosen = read_stock(stock)
        seed = int.from_bytes(os.urandom(4), "big")  # an unforeseeable sample
        sources = _Sources(_list(voters, list_key, "print", who, why, journal), register, key, run)
        _print(sources, out, workers, lambda folder: printing.SheetPrinter(chosen, folder, seed))


@app.command()
def escpos(
    voters: Path,
    register: RegisterPath,
    key: RegisterKey,
    out: Annotated[Path, typer.Option(help="Folder for the print jobs, one a precinct.")],
    roll: Annotated[Path, typer.Option(help="Label roll (TOML): font_path and whatever differs from 58 mm.")],
    who: Who,
    why: Why,
    run: Annotated[int | None, typer.Option(help="Only labels of this issuing run.")] = None,
    workers: Annotated[int, typer.Option(min=1)] = os.cpu_count() or 1,
    list_key: ListKey = None,
    journal: Journal = JOURNAL,
) -> None:
    """Print labels as ESC/POS jobs for a label printer, a sample read back from the bytes."""
    with expected(*_TROUBLE, tomllib.TOMLDecodeError, ValidationError):
        chosen = Roll.model_validate(tomllib.loads(roll.read_text("utf-8")))
        sources = _Sources(_list(voters, list_key, "print", who, why, journal), register, key, run)
        _print(sources, out, workers, lambda folder: printing.RollPrinter(chosen, folder))


class _Sources(NamedTuple):
    voters: VoterList
    register: Path
    key: Path
    run: int | None


def _print(sources: _Sources, out: Path, workers: int, printer: Callable[[Path], printing.Printer]) -> None:
    register_key = key_files.read_key_file(sources.key)
    with _opened(sources.register, sources.key) as opened:
        index = LabelIndex.of(opened, sources.run)
    if not len(index.serials):
        raise LabelTrouble("there is no label to print: issue some")
    started = time.perf_counter()
    with Progress(transient=True) as progress:
        task = progress.add_task("printing", total=len(index.serials))
        update = lambda done: progress.update(task, completed=done)  # noqa: E731
        printed = printing.print_labels(sources.voters, index, register_key, out, printer, workers, update)
    count, taken = sum(one.labels for one in printed), time.perf_counter() - started
    say(f"{out}: {count} labels on {sum(one.sheets for one in printed)} sheets in {len(printed)} files")
    say(f"read back: {sum(one.read for one in printed)}, all right; {count / taken:,.0f} labels/s")


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
    id_type: Annotated[str, typer.Option()] = _NUMBER_TYPE,
    signing_key: Signer = None,
) -> None:
    """Give a new label for an old one, which is void from then on. Rolls that are packed need a supplement."""
    with expected(*_TROUBLE), _opened(register, key) as opened:
        opened.reissue(opened.person(id_type, _read(number)), who, why)
        run = opened.next_run() - 1
        opened.commit(_signer(signing_key))
    say(f"reissued: print it with: tamga labels sheets … --run {run}; make a supplement where the roll is packed")


@app.command()
def status(number: str, register: RegisterPath, key: RegisterKey, id_type: str = _NUMBER_TYPE) -> None:
    """What labels a person had and what became of them (serials only)."""
    with expected(*_TROUBLE), _opened(register, key) as opened:
        labels = opened.labels_of(opened.person(id_type, _read(number)))
    for serial, state in labels:
        say(f"{serial:08d} {state}")
    if not labels:
        say("never had one")


@app.command()
def progress(register: RegisterPath, key: RegisterKey) -> None:
    """Labels by district: how many citizens should have one, and what became of those issued."""
    with expected(*_TROUBLE), _opened(register, key) as opened:
        rows = register_check.progress(opened)
    table = Table("district", "citizens", "labels", "%", "spoiled", "revoked", "reissued")
    for row in rows:
        counts = (row.eligible, row.issued, f"{row.percent:.1f}", row.spoiled, row.revoked, row.reissued)
        table.add_row(row.district, *map(str, counts))
    Console().print(table)


@app.command()
def check(
    register: RegisterPath,
    key: RegisterKey,
    authority: Annotated[Path | None, typer.Option(help="Public key that signed the heads.")] = None,
) -> None:
    """Check the register from its journal. Exit status 1 when anything does not hold."""
    with expected(*_TROUBLE), _opened(register, key) as opened:
        faults = register_check.faults(opened, files.load_public(authority) if authority else None)
    for fault in faults:
        say(fault)
    if faults:
        raise typer.Exit(1)
    say("the register holds")


def _end(act: str, label: str, path: Path, key: Path, who: str, why: str, signing_key: Path | None) -> None:
    with expected(*_TROUBLE), _opened(path, key) as opened:
        digits = _read(label)
        if not label_is_valid(digits):
            raise LabelTrouble("this is not a label: 24 digits with the right check digits; compare with the card")
        person, serial = opened.person(_NUMBER_TYPE, digits[2:14]), int(digits[14:22])
        opened.end(act, person, serial, who, why)
        opened.commit(_signer(signing_key))
    say("noted; make a supplement where the roll is packed")


def _read(text: str) -> str:
    return (typer.prompt("digits", hide_input=True) if text == "-" else text).strip()
