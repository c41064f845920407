"""`tamga roll`: pack a voter list into signed packages, supplement them, check them, estimate what guessing costs."""

from __future__ import annotations

import datetime
import os
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from host_tools.console import expected, say, say_json
from host_tools.elections.roll import style_ids
from host_tools.formats.definitions import Election
from host_tools.formats.packages import open_package
from host_tools.keys import files
from host_tools.labels.command_parts import labels_of_number, opened_register
from host_tools.labels.index import LabelIndex
from host_tools.privacy import key_files
from host_tools.privacy.access_journal import AccessJournal
from host_tools.privacy.ending import ended_in_order
from host_tools.privacy.memory_files import memory_folder
from host_tools.privacy.options import JOURNAL, KEY_VARIABLE, Journal, Who, Why, WorkingKey
from host_tools.privacy.vault import Vault
from host_tools.registers.voter_list_file import read_list
from host_tools.rolls import changes_file, check_packages, cost, pack, supplement
from host_tools.rolls.errors import PackError, RollError
from host_tools.rolls.pack_precinct import FolderDefinitions, PackJob
from host_tools.rolls.styles_file import read_styles
from host_tools.whole_files import atomic_file

app = typer.Typer(help="Sealed rolls for the desks.", no_args_is_help=True)
Authority = Annotated[Path, typer.Option("--authority", help="Signing key of the election authority.")]


@app.command("pack")
def pack_command(
    voters: Annotated[Path, typer.Argument(help="A compiled voter list.")],
    election: Annotated[Path, typer.Option(help="election.cbor of a public folder.")],
    definitions: Annotated[Path, typer.Option(help="Folder with precinct-<number>.cbor of every precinct.")],
    authority: Authority,
    master: Annotated[Path, typer.Option(help="Key file that the desks' secrets are derived from.")],
    out: Annotated[Path, typer.Option(help="Folder for the packages; a run that was stopped goes on there.")],
    who: Who,
    why: Why,
    mode: Annotated[int, typer.Option(min=0, max=2, help="0 official, 1 test, 2 training.")] = 0,
    labels: Annotated[Path | None, typer.Option(help="The register of labels.")] = None,
    labels_key: Annotated[Path | None, typer.Option(help="Its key file.")] = None,
    list_key: Annotated[
        Path | None, typer.Option(envvar=KEY_VARIABLE, help="Key file of a sealed list (.tmwf).")
    ] = None,
    plan: Annotated[Path | None, typer.Option(help="The plan: how many must approve the list.")] = None,
    approvals: Annotated[Path, typer.Option(help="Folder of approvals.")] = Path("approvals"),
    unapproved: Annotated[
        bool, typer.Option("--unapproved", help="Pack a list that nobody approved; the journal notes it.")
    ] = False,
    table: Annotated[
        Path | None, typer.Option(help="Table of the precincts: in its column style the ballot style of each.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1)] = os.cpu_count() or 1,
    journal: Journal = JOURNAL,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Seal a voter list into one signed package per desk; of several desks each has its part, in the list's order."""
    started = time.perf_counter()
    with expected(), ended_in_order(), memory_folder() as scratch:
        secret = key_files.read_key_file(list_key) if list_key else None
        approved = _approved(voters, Vault.to_read(list_key, journal), plan, approvals, unapproved, election)
        AccessJournal(journal).note(who, "open", f"{voters}, {approved}", why)
        read = read_list(voters, secret, AccessJournal(journal))
        index, labels_state, register_key = None, "none", bytes(32)
        if labels is not None:
            register_key = key_files.read_key_file(labels_key or labels.with_suffix(".key"))
            with opened_register(labels, labels_key or labels.with_suffix(".key")) as register:
                index, labels_state = LabelIndex.of(register).save(scratch / "labels"), register.state()
        beside = FolderDefinitions(definitions)
        job = PackJob(
            folder=out,
            election=election.read_bytes(),
            mode=mode,
            definition=beside,
            authority=bytes(files.load(authority)),
            master=key_files.read_key_file(master),
            labels=index,
            register_key=register_key,
            styles=_styles(table, election),
            spare_desk=beside.spare_desk,
        )
        if index is None and not job.number_cards:
            raise PackError("no card would open the rolls: give --labels, or set number_cards in the election file")
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("packing", total=len(read.spans))
            result = pack.pack(read, job, labels_state, workers, lambda done, _: progress.update(task, completed=done))
    if as_json:
        packages = [row._asdict() for row in result.packed]
        say_json({"folder": str(out), "voters": result.voters, "packages": packages})
        return
    say(f"{out}: {len(result.packed)} packages, {result.voters} voters, {time.perf_counter() - started:,.1f} s")
    kept = sum(not row.new for row in result.packed)
    if kept:
        say(f"{kept} packages of an earlier run were whole and stayed")
    if result.without_card:
        say(f"{result.without_card} voters have no label and no number card: their precincts find them on paper only")


def _styles(table: Path | None, election: Path) -> dict[int, int]:
    """The ballot style of each precinct; none where the election has none. PackError: no table, or another style."""
    ids = style_ids(Election.from_cbor(election.read_bytes()))
    if ids and table is None:
        raise PackError(f"{election}: has ballot styles; give --table, with the style of each precinct")
    return read_styles(table, ids) if ids and table else {}


def _approved(voters: Path, vault: Vault, plan: Path | None, approvals: Path, unapproved: bool, election: Path) -> str:
    """Who approved a list, for the journal. RollError where too few did, or nobody says that none need to."""
    from host_tools.registers.planning import approval
    from host_tools.registers.planning.plan import read

    if plan is None:
        if not unapproved:
            raise RollError(f"{voters}: give --plan and --approvals, or say --unapproved")
        return "approved by nobody"
    planned, day = read(plan), Election.from_cbor(election.read_bytes()).date
    if planned.election_day.isoformat() != day:
        raise RollError(f"{plan}: is for the election of {planned.election_day}; {election} is of {day}")
    names = approval.require(approval.digest_of(voters, vault), approvals, planned)
    return f"approved by {', '.join(names)}"


@app.command()
def check(
    folder: Path,
    authority: Annotated[Path, typer.Option("--authority", help="Public key of the election authority.")],
) -> None:
    """Check a folder of packages against its signed index. Exit status 1 when anything does not hold."""
    with expected():
        count, faults = check_packages.check(folder, files.load_public(authority))
    for fault in faults:
        say(fault)
    if faults:
        raise typer.Exit(1)
    say(f"{folder}: {count} packages, all there and whole")


@app.command("supplement")
def supplement_command(
    package: Annotated[Path, typer.Argument(help="The desk package that was packed.")],
    changes: Annotated[Path, typer.Option(help="CSV of changes, in clear or sealed (docs/election-file.md).")],
    authority: Authority,
    out: Annotated[Path, typer.Option(help="The new supplement file (.tmsup).")],
    who: Who,
    why: Why,
    earlier: Annotated[list[Path] | None, typer.Option(help="All supplements so far, in order.")] = None,
    labels: Annotated[Path | None, typer.Option(help="The register of labels: who has which.")] = None,
    labels_key: Annotated[Path | None, typer.Option(help="Its key file.")] = None,
    key: WorkingKey = None,
    journal: Journal = JOURNAL,
) -> None:
    """Sign additions, removals and new labels for a roll that is packed already."""
    with expected(), ExitStack() as stack:
        if out.exists():
            raise FileExistsError(f"{out}: is there already; a supplement is never replaced, a desk may have it")
        AccessJournal(journal).note(who, "create", str(out), why)
        signer = files.load(authority)
        opened = open_package(package.read_bytes(), bytes(signer.verify_key))
        day = datetime.date.fromisoformat(opened.election.date)
        ids = style_ids(opened.election)
        wanted = changes_file.read_changes(changes, Vault.to_read(key, journal), day, ids)
        before = [path.read_bytes() for path in earlier or []]
        labels_of = None
        if labels is not None:
            register = stack.enter_context(opened_register(labels, labels_key or labels.with_suffix(".key")))
            labels_of = partial(labels_of_number, register)
        made = supplement.build(opened, before, wanted, signer, labels_of=labels_of)
        with atomic_file(out, new=True) as target:
            target.write(made)
        payload = supplement.read(made, bytes(signer.verify_key))
    elsewhere = f", {len(payload.elsewhere)} new cards of other desks' voters" if payload.elsewhere else ""
    removed = f"{len(payload.removed)} cards removed{elsewhere}"
    say(f"{out}: supplement {payload.number}, {len(payload.added)} changed, {removed}")


@app.command("cost")
def cost_command() -> None:
    """What it costs to guess a stolen roll's cards: measured on one core here, and assumed for a strong attacker."""
    rate = cost.measured_rate()
    table = Table("thief with everything a desk stores", "guesses", f"one core, {rate:,.0f}/s", "assumed 4·10^10/s")
    for row in cost.table(rate):
        table.add_row(*row)
    Console().print(table)
