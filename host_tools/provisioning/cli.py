"""`tamga provision` and `tamga terminals`."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from host_tools.boards.board_file import board_named
from host_tools.console import MISMATCH, expected, say, say_json, show_reports
from host_tools.elections.election_file import read_election
from host_tools.elections.roll import Voter, read_roll, style_ids
from host_tools.elections.settings import minutes_of
from host_tools.formats.definitions import Hours, SpecialKind
from host_tools.formats.places import MOST_DESKS
from host_tools.keys import files
from host_tools.keys.ceremony import DEFAULT_K, DEFAULT_N
from host_tools.privacy import key_files
from host_tools.privacy.ending import ended_in_order
from host_tools.privacy.options import JOURNAL, KEY_VARIABLE, Journal
from host_tools.privacy.retention import day_of
from host_tools.provisioning import cli_plan, device_list, line, loading, own_keys
from host_tools.provisioning.cli_bring import bring_command
from host_tools.provisioning.cli_clock import clock
from host_tools.provisioning.cli_read_back import readback
from host_tools.provisioning.cli_shipping import shipping
from host_tools.provisioning.cli_spare import make_spare_command, places_command, spare_command, spare_desk_key
from host_tools.provisioning.cli_table import ListReading, provision_table, rows_of_table, try_table
from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.device_book import DeviceBook, DeviceBookError
from host_tools.provisioning.doctor import examine
from host_tools.provisioning.firmware import IMAGE_NAME, differences
from host_tools.provisioning.nation_job import Job
from host_tools.provisioning.new_terminals import BOARD, TERMINALS, images_of, make_terminals
from host_tools.provisioning.plan import VERSION, PlanError, PrecinctPlan, plan_of
from host_tools.provisioning.provision import provision, try_out, try_second_step
from host_tools.provisioning.voter_labels import valid_labels
from host_tools.text_files import text_of
from host_tools.verifying.loading import load_kind
from host_tools.whole_files import atomic_file

terminals = typer.Typer(help="Provisioned terminals.", no_args_is_help=True)
_MOST_SHOWN = 20  # reports; of more, good ones are counted
apps = {"terminals": terminals, "plan": cli_plan.app}


def provision_command(
    election: Annotated[Path, typer.Option(help="Election file (docs/election-file.md).")],
    authority: Annotated[Path, typer.Option(help="Private key of the election authority.")],
    centre: Annotated[Path, typer.Option(help="Public key of the centre.")],
    folder: Annotated[Path, typer.Option(help="Where everything goes.")],
    precinct: Annotated[int | None, typer.Option(min=1, help="Number of the precinct.")] = None,
    name: Annotated[tuple[str, str, str] | None, typer.Option(help="Its name in Kazakh, Russian, English.")] = None,
    table: Annotated[Path | None, typer.Option(help="In place of both: CSV of all precincts, a row each.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="With --table: processes.")] = os.cpu_count() or 1,
    roll: Annotated[Path | None, typer.Option(help="Voter roll, CSV.")] = None,
    labels: Annotated[Path | None, typer.Option(help="With --roll: the register of labels.")] = None,
    labels_key: Annotated[Path | None, typer.Option(help="Its key file.")] = None,
    packed: Annotated[
        str | None,
        typer.Option(help="Without --roll: voters of a packed roll, or the compiled list to count."),
    ] = None,
    list_key: Annotated[Path | None, typer.Option(envvar=KEY_VARIABLE, help="Key file of a sealed list.")] = None,
    who: Annotated[str, typer.Option(help="With a list: your name, for the journal.")] = "",
    why: Annotated[str, typer.Option(help="With a list: the reason, for the journal.")] = "",
    journal: Journal = JOURNAL,
    master: Annotated[Path | None, typer.Option(help="With --packed: the key file of tamga roll pack.")] = None,
    booths: Annotated[int, typer.Option(min=1)] = 2,
    desks: Annotated[int, typer.Option(min=1, max=MOST_DESKS, help="Each with a part of the roll, in its order.")] = 1,
    spare: Annotated[
        str | None, typer.Option("--spare-booth", help="Serial number of the district's spare: it is the last booth.")
    ] = None,
    spare_desk: Annotated[Path | None, typer.Option(help="Key slip of the district's spare desk.")] = None,
    slots: Annotated[int | None, typer.Option(help="Ballots a booth can store; default: all voters.")] = None,
    hours: Annotated[tuple[str, str] | None, typer.Option(help="Its own hours of voting, as 06:00 19:00.")] = None,
    kind: Annotated[SpecialKind | None, typer.Option(help="Of a special precinct, closed once all have voted.")] = None,
    needed: Annotated[int, typer.Option(help="Key cards that open the totals.")] = DEFAULT_K,
    holders: Annotated[int, typer.Option(help="Key cards in all.")] = DEFAULT_N,
    people: Annotated[Path | None, typer.Option(help="Names of chair and members, a line each, chair first.")] = None,
    key_here: Annotated[
        bool, typer.Option(help="Make the precinct's key here, for rehearsals; else its desk makes it there.")
    ] = False,
    board: Annotated[str, typer.Option(help="Board file of the terminals, or its name in hw/boards.")] = BOARD.stem,
    code: Annotated[str | None, typer.Option(help="Processor, as mpy-cross calls it; default: the board's.")] = None,
    demo: Annotated[bool, typer.Option(help="For the simulator: its processor, and all PINs in cards.json.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Check everything, write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Make a folder per terminal for one precinct or for all; again, once they have shown their keys: packages, cards.

    In between each terminal is started, makes its own signing key and prints a slip, which `tamga terminals key` takes.
    With --packed the desks' packages follow: `tamga roll pack` makes them from `definitions`, `tamga terminals load`
    brings them.
    """
    with expected(), ended_in_order():
        definition = read_election(election)
        reading = None
        if packed is not None and not packed.isdecimal():
            reading = ListReading(Path(packed), list_key, who, why, journal)
        if table is not None:
            if any(option is not None for option in (precinct, name, roll, slots, hours, kind, people)):
                raise PlanError("--table has names, rolls, slots, hours, kinds and people; leave those options out")
            if packed is not None and reading is None:
                raise PlanError("--table counts voters in its column `voters`; or give --packed the compiled list")
            key = files.load(authority)
            board_file, chosen = board_named(board), code or (SIMULATOR_CODE if demo else None)
            rows = rows_of_table(table, reading)
            job = Job(
                election=definition.to_cbor(),
                authority=bytes(key),
                centre=files.load_public(centre),
                below=folder,
                board=board_file,
                images=images_of(VERSION, key, board=board_file, code=chosen),
                master=key_files.read_key_file(master) if master is not None else None,
                labels=labels,
                labels_key=labels_key,
                defaults={"booths": booths, "desks": desks, "needed": needed, "holders": holders, "spare": spare},
                spare_desk=spare_desk_key(spare_desk),
                key_here=key_here,
                demo=demo,
            )
            if dry_run:
                try_table(job, rows)
            else:
                provision_table(job, rows, workers, as_json)
            return
        if precinct is None or name is None:
            raise PlanError("give --precinct and --name, or --table with all precincts")
        if (roll is None) == (packed is None):
            raise PlanError("give --roll, or --packed with the number of voters on a packed roll or the compiled list")
        voters_packed = None if packed is None else reading.of(precinct) if reading else int(packed)
        day = datetime.date.fromisoformat(definition.date)
        voters = read_roll(roll, day=day, styles=style_ids(definition)) if roll is not None else []
        plan = plan_of(
            election=definition,
            number=precinct,
            names=dict(zip(("kk", "ru", "en"), name, strict=True)),
            booths=booths,
            desks=desks,
            spare=spare,
            spare_desk=spare_desk_key(spare_desk),
            voters=voters,
            labels=_labels(labels, labels_key, voters),
            packed=voters_packed,
            slots=slots,
            hours=Hours(*map(minutes_of, hours)) if hours else None,
            kind=kind,
            needed=needed,
            holders=holders,
            key_here=key_here,
            people=text_of(people.read_bytes(), people).splitlines() if people else (),
        )
        key = files.load(authority)
        public = files.load_public(centre)
        secret = key_files.read_key_file(master) if master is not None else None
        board_file = board_named(board)
        if dry_run:
            try_out(plan, key, public, folder, board_file, secret, SIMULATOR_CODE if demo else code)
            if as_json:
                say_json(_for_programs(plan, {}))
            else:
                desks_said = "1 desk" if desks == 1 else f"{desks} desks"
                say(f"Good: {desks_said} and {booths} booths of {plan.booth_slots} ballots for {plan.listed} voters.")
            return
        is_first = not (folder / TERMINALS).exists()
        if is_first:
            try_second_step(plan, key, public, folder, board_file, secret)  # its errors are better known before
            chosen = code or (SIMULATOR_CODE if demo else None)
            places: Mapping[int, Path] = make_terminals(plan, key, folder, board=board_file, code=chosen)
        else:
            places = provision(plan, key, public, folder, demo=demo, master=secret).terminals
    if as_json:
        say_json(_for_programs(plan, places, is_first))
    elif is_first:
        _say_first(plan, places, folder)
    else:
        _say_second(plan, places, folder)


def _say_first(plan: PrecinctPlan, places: Mapping[int, Path], folder: Path) -> None:
    for terminal, place in places.items():
        say(f"{place}: {plan.serial_number(terminal)}, {IMAGE_NAME} is for its ROM partition, all else for its files")
    say(
        "Start each terminal once: it makes its key and prints a slip. "
        f"Bring the slips: tamga terminals key {folder} SLIP; or do both over the serial line: tamga terminals bring"
    )
    say("Then run this command again, for packages and cards.")


def _say_second(plan: PrecinctPlan, places: Mapping[int, Path], folder: Path) -> None:
    for place in places.values():
        say(f"{place / 'data'}: packages, to be copied onto the terminal")
    if plan.packed is not None:
        say(f"{folder / 'definitions'}: for tamga roll pack; then bring each package with tamga terminals load")
    say(f"{folder / 'training'}: cards of invented voters, to learn with; cards/*-training.png go with them")
    made = "role and key cards" if plan.key_here else "role cards; the desk makes key and key cards in the precinct"
    say(f"{folder / 'cards'}: {made}. {folder / 'public'}: what anyone needs to check slips.")


def _for_programs(plan: PrecinctPlan, terminals: Mapping[int, Path], is_first: bool = False) -> dict[str, object]:
    """What was provisioned, or would be.

    terminals: their folders, 0 for the desk; empty after a dry run. is_first: they have still to show their keys.
    """
    return {
        "precinct": plan.number,
        "voters": plan.listed,
        "booths": plan.booths,
        "desks": plan.desks,
        "ballots_per_booth": plan.booth_slots,
        "terminals": [
            {"terminal": terminal, "serial_number": plan.serial_number(terminal), "folder": str(place)}
            for terminal, place in terminals.items()
        ],
        "keys_to_come": [plan.serial_number(terminal) for terminal in terminals] if is_first else [],
    }


def _labels(register: Path | None, key: Path | None, voters: list[Voter]) -> dict[str, str]:
    """The labels that count. PlanError: there is a register, and no list."""
    if register is not None and not voters:
        raise PlanError("--labels belongs to --roll; a packed roll gets its labels from tamga roll pack --labels")
    return valid_labels(register, key, voters)


def doctor_command(
    folder: Annotated[Path, typer.Argument(help="A provisioned precinct, or a folder of many.")],
    today: Annotated[str, typer.Option(help="YYYY-MM-DD; default: today.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Check precincts before they ship: keys, roll, ballots, panel, hours, date, cards, seals; nothing secret public.

    Exit status 1 when something is wrong.
    """
    with expected():
        day = day_of(today) if today else datetime.date.today()
        with Progress(console=Console(stderr=True), transient=True) as bars:
            task = bars.add_task("precincts", total=None)
            reports = examine(folder, day, lambda done, of: bars.update(task, completed=done, total=of))
    quiet = [] if as_json or len(reports) <= _MOST_SHOWN else [one for one in reports if one.ok and one.data]
    if quiet:
        say(f"{len(quiet)} precincts and spares with nothing wrong are not listed")
    show_reports([one for one in reports if one not in quiet], as_json)


commands = {"provision": provision_command, "doctor": doctor_command}


@terminals.command("list")
def list_terminals(
    device_book: Annotated[Path, typer.Argument(help="terminals.json")],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show the terminals of a device book."""
    table = Table()
    for column in ("serial number", "precinct", "role", "firmware", "public key"):
        table.add_column(column)
    with expected():
        if not device_book.exists():
            raise DeviceBookError(f"{device_book}: there is no such device book; give the terminals.json of a folder")
        records = DeviceBook(device_book).everything()
    if as_json:
        say_json([record.model_dump() for record in records])
        return
    for record in records:
        row = (record.serial_number, str(record.precinct), record.role, record.firmware_hash[:16])
        table.add_row(*row, record.public_key[:16])
    Console().print(table)


@terminals.command("merge")
def merge_books(
    books: Annotated[list[Path], typer.Argument(help="terminals.json of each technician's folder.")],
    out: Annotated[Path, typer.Option(help="The new book.")],
) -> None:
    """Make one device book of several; a terminal that stands differently in two of them is refused."""
    with expected():
        records = device_list.merged(books)
        device_list.put_all(records, out)
    say(f"{out}: {len(records)} terminals of {len({one.precinct for one in records})} precincts")


@terminals.command("sign")
def sign_list(
    device_book: Annotated[Path, typer.Argument(help="terminals.json")],
    authority: Annotated[Path, typer.Option(help="Private key of the election authority.")],
    out: Annotated[Path, typer.Option(help="The signed list, for the centre.")],
) -> None:
    """Sign the list of all terminals for the centre: serial number, role, place, public key and firmware of each."""
    with expected():
        records = device_list.merged([device_book])
        data = device_list.signed(records, files.load(authority))
        with atomic_file(out) as stream:
            stream.write(data)
    say(f"{out}: {len(records)} terminals")


@terminals.command("signed")
def show_signed(
    signed_list: Annotated[Path, typer.Argument(help="The list of tamga terminals sign.")],
    authority: Annotated[Path, typer.Option(help="authority.pub")],
) -> None:
    """Show the terminals of a signed list, if the authority signed it."""
    with expected():
        found = device_list.read(signed_list.read_bytes(), files.load_public(authority))
    table = Table("serial number", "precinct", "role", "firmware", "public key")
    for one in found.devices:
        row = (one.serial_number, str(one.precinct), one.role, one.firmware.hex()[:16], one.public_key.hex()[:16])
        table.add_row(*row)
    Console().print(table)


@terminals.command()
def key(
    folder: Annotated[Path, typer.Argument(help="The precinct's folder, with its terminals/.")],
    slips: Annotated[list[Path], typer.Argument(help="Key slips: pictures, code texts or the objects.")],
) -> None:
    """Take the public keys that terminals made at their first start; again and one by one, as the slips come."""
    with expected():
        for data in load_kind(slips, "T"):
            said = own_keys.take(folder, data)
            say(f"{said.serial_number}: {said.public_key.hex()}")


@terminals.command()
def load(
    folder: Annotated[Path, typer.Argument(help="The desk's files, as provisioned.")],
    packages: Annotated[list[Path], typer.Argument(help="Its packages, from tamga roll pack.")],
    device_book: Annotated[Path | None, typer.Option(help="terminals.json, to record the packages' hashes.")] = None,
) -> None:
    """Bring packed packages onto a desk. All checks of the desk are made here too."""
    with expected():
        for package in packages:
            say(f"{loading.load_package(folder, package, device_book)}: loaded")


@terminals.command("supplement")
def load_supplement(
    folder: Annotated[Path, typer.Argument(help="The desk's files, with its package.")],
    files: Annotated[list[Path], typer.Argument(help="Supplements (.tmsup) in order.")],
) -> None:
    """Bring signed changes of the list onto a desk, before polls open."""
    with expected():
        for file in files:
            say(f"{loading.load_supplement(folder, file)}: loaded")


@terminals.command("line")
def set_line(
    folder: Annotated[Path, typer.Argument(help="The desk's files, as provisioned.")],
    modem: Annotated[
        line.Class | None, typer.Option(help="The class of the modem; without it the line is a cable.")
    ] = None,
    number: Annotated[str, typer.Option(help="For hayes: the number of the centre's modem.")] = "",
    apn: Annotated[str, typer.Option(help="For the others: the access point's name.")] = "",
    host: Annotated[str, typer.Option(help="For the others: where the centre listens.")] = "",
    port: Annotated[int, typer.Option(help="For the others: the centre's TCP port.")] = 0,
    pin_file: Annotated[Path | None, typer.Option(help="A file with the PIN of the SIM card.", exists=True)] = None,
) -> None:
    """Say what a desk's line to the centre is, and whom its modem calls."""
    with expected():
        pin = text_of(pin_file.read_bytes(), pin_file).strip() if pin_file else ""
        file = line.put_line(folder, modem, number, apn, host, port, pin)
    say(f"{file}: the desk calls the centre by its modem" if file else f"{folder}: the line to the centre is a cable")


@terminals.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="A terminal's files, as provisioned or read back.")],
    authority: Annotated[Path, typer.Option(help="authority.pub")],
) -> None:
    """Compare a terminal's files with its signed firmware manifest."""
    with expected():
        found = differences(folder, files.load_public(authority))
    for difference in found:
        say(difference)
    if found:
        raise typer.Exit(MISMATCH)
    say(f"{folder}: the firmware is as signed")


terminals.command("readback")(readback)
terminals.command("clock")(clock)
terminals.command("shipping")(shipping)
terminals.command("bring")(bring_command)
terminals.command("make-spare")(make_spare_command)
terminals.command("places")(places_command)
terminals.command("spare")(spare_command)
