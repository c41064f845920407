"""`tamga collect`: receive protocols and sealed totals from precincts, over lines and networks."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from host_tools.collecting import precincts as precinct_folder
from host_tools.collecting import quorum
from host_tools.collecting.board import Board
from host_tools.collecting.centre import Centre
from host_tools.collecting.checks import KEY_SLIP, KINDS, PROTOCOL, is_registered
from host_tools.collecting.cli_import import import_files
from host_tools.collecting.collector import Address, Ways, collect
from host_tools.collecting.event_loop import fast_loop
from host_tools.collecting.proof import LineKey, read_voucher, vouch
from host_tools.collecting.schema import FILE
from host_tools.collecting.store import Row, Store, StoreError
from host_tools.console import MISMATCH, expected, say_json
from host_tools.formats import key_slip, people
from host_tools.formats.places import named
from host_tools.keys import files
from host_tools.verifying import images
from host_tools.whole_files import atomic_file

app = typer.Typer(help="Receive signed protocols from precincts and give receipts.", no_args_is_help=True)
app.command("import")(import_files)
console = Console()

WhereStore = Annotated[str, typer.Option("--store", help="Folder of the journal, or postgresql://user@host/database.")]
PrecinctFolder = Annotated[
    Path, typer.Option("--precincts", help="Folder of precinct definitions.", exists=True, file_okay=False)
]
ElectionFile = Annotated[
    Path | None,
    typer.Option(
        "--election", help="Definition of the election: how many people sign with cards.", exists=True, dir_okay=False
    ),
]


def _place(store: str) -> Path | str:
    return store if "://" in store else Path(store)


def _begun(store: str) -> Path | str:
    """The same for whoever only reads it. StoreError: there is none."""
    place = _place(store)
    if isinstance(place, Path) and not (place / FILE).exists():
        raise StoreError(f"{store}: holds no journal yet; tamga collect serve begins it")
    return place


def _address(text: str) -> Address:
    """`host:port`, or a port of all interfaces."""
    host, _, port = text.rpartition(":")
    if not port.isascii() or not port.isdigit() or not 0 <= int(port) < 1 << 16:
        raise typer.BadParameter(f"{text}: write host:port, such as 0.0.0.0:4059")
    return host.strip("[]") or "0.0.0.0", int(port)


def _say(text: str) -> None:
    console.print(text, highlight=False)


@app.command()
def serve(
    store: WhereStore,
    precincts: PrecinctFolder,
    election: ElectionFile = None,
    key: Annotated[
        Path | None, typer.Option(help="The centre's signing key; a district has none.", exists=True, dir_okay=False)
    ] = None,
    forward: Annotated[
        str, typer.Option(help="For a district: the centre's http://host:port, to which all is brought.")
    ] = "",
    centre: Annotated[Path | None, typer.Option(help="For a district: the centre's public key.")] = None,
    line_key: Annotated[
        Path | None,
        typer.Option(help="For a district: the key that it proves itself to desks and centre with.", exists=True),
    ] = None,
    voucher: Annotated[
        Path | None, typer.Option(help="For a district: the centre's voucher for that key, from tamga collect vouch.")
    ] = None,
    port: Annotated[
        list[str] | None, typer.Option(help="Serial port, or a pyserial URL such as socket://host:port; may repeat.")
    ] = None,
    modem: Annotated[
        list[str] | None, typer.Option(help="Serial port with a modem that desks call; a pool has several.")
    ] = None,
    tcp: Annotated[list[str] | None, typer.Option(help="host:port for frames over TCP; may repeat.")] = None,
    http: Annotated[
        list[str] | None,
        typer.Option(help="host:port for HTTP PUT of whole objects, from districts and desks; may repeat."),
    ] = None,
    baudrate: Annotated[int, typer.Option(help="Bits per second of the serial ports.")] = 115200,
    provers: Annotated[
        int, typer.Option(help="Processes that check opening proofs; 0: another collector on this store does.", min=0)
    ] = os.cpu_count() or 1,
    once: Annotated[
        bool, typer.Option(help="End after one protocol: status 0 if it was taken, 1 if it was refused.")
    ] = False,
) -> None:
    """Serve lines and networks: check every object, keep it, answer with a signed receipt. Ctrl-C loses nothing."""
    addresses = [[_address(one) for one in many or ()] for many in (tcp, http)]
    ways = Ways(port or (), baudrate, addresses[0], addresses[1], forward, modem or ())
    if not (ways.ports or ways.modems or ways.tcp or ways.http):
        raise typer.BadParameter("name at least one of --port, --modem, --tcp and --http")
    if bool(key) == bool(forward) or bool(forward) != bool(centre):
        raise typer.BadParameter("a centre has --key; a district has --forward and --centre, and signs no receipts")
    if bool(line_key) != bool(voucher) or bool(line_key) != bool(forward):
        raise typer.BadParameter("a district has --line-key and --voucher; nobody else needs them")
    with expected():
        signing_key = files.load(key) if key else None
        public = files.load_public(centre) if centre else bytes(signing_key.verify_key) if signing_key else b""
        known = precinct_folder.load(precincts, public, election)
        proving = LineKey(signing_key) if signing_key else None
        if line_key and voucher:
            proving = read_voucher(voucher, files.load(line_key), known)
        taking = Centre(_place(store), signing_key, known)
        there = taking.store.count("P")
        console.print(f"{len(known.by_number)} precincts, mode {known.mode_name}, {there} protocols in the journal.")
        if taking.behind_s:
            newest = f"{taking.behind_s} s behind the newest object in the store"
            _say(f"This computer's clock is {newest}. Set it; until it is past, receipts bear that object's time.")
        with Board(console) as board:
            with asyncio.Runner(loop_factory=fast_loop) as runner:
                runner.run(collect(taking, ways, board, _say, proving, once, 0 if once else provers))
    if once and board.was_refused:
        raise typer.Exit(MISMATCH)


@app.command("vouch")
def vouch_for_district(
    district: Annotated[Path, typer.Argument(help="The district's public key, from tamga keys create.")],
    key: Annotated[Path, typer.Option(help="The centre's signing key.", exists=True, dir_okay=False)],
    precincts: PrecinctFolder,
    out: Annotated[Path, typer.Option(help="The voucher, for the district.")],
) -> None:
    """Vouch for a district's key, so that desks take its collector for one of the centre's. It signs no receipts."""
    with expected():
        signing_key = files.load(key)
        known = precinct_folder.load(precincts, bytes(signing_key.verify_key))
        with atomic_file(out) as stream:
            stream.write(vouch(signing_key, known.election, files.load_public(district)))
    _say(f"{out}: vouches for the district's key in this election")


@app.command("keys")
def file_keys(store: WhereStore, precincts: PrecinctFolder) -> None:
    """File the key slips that desks sent beside the definitions, where every command finds them.

    A slip that was filed before, from the wall of a precinct, stays; another key than its is refused when it comes.
    """
    with expected():
        for path, precinct in precinct_folder.read(precincts).values():
            kept = Store.open(_begun(store), precinct.election, precinct.mode, precinct.centre)
            slips = kept.rows(kind=KEY_SLIP, precinct=precinct.precinct)
            kept.close()
            place = key_slip.beside(path)
            if slips and not place.exists():
                with atomic_file(place) as stream:
                    stream.write(max(slips, key=lambda row: row.version).object)
                _say(f"{place}: filed")


@app.command("list")
def list_journal(
    store: WhereStore,
    centre: Annotated[Path, typer.Option(help="The centre's public key: looking needs no private one.")],
    precincts: PrecinctFolder,
    election: ElectionFile = None,
    register: Annotated[
        Path | None, typer.Option(help="The register of images: what ran another image is red, and the status is 1.")
    ] = None,
    authority: Annotated[Path | None, typer.Option(help="With --register: the authority's public key.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """What the journal holds, in the order of the receipts, and what people have signed of it."""
    if bool(register) != bool(authority):
        raise typer.BadParameter("--register and --authority belong together")
    with expected():
        known_images = images.read(register, files.load_public(authority)) if register and authority else None
        public = files.load_public(centre)
        known = precinct_folder.load(precincts, public, election)
        place = _place(store)
        if isinstance(place, Path) and not (place / FILE).exists():
            raise StoreError(f"{store}: holds no journal yet; tamga collect serve begins it")
        kept = Store.open(place, known.election, known.mode, public)
        rows, aside, changes, outbox = kept.rows(), kept.aside(), kept.changes(), kept.outbox()
        kept.close()
    states = {change.hash: change.state.value for change in changes}
    by_people = quorum.signed(rows)

    def needed(row: Row) -> int:
        return people.needed_in(known.by_number[row.precinct], known.settings)

    def said_by_people(row: Row) -> dict[str, object]:
        one = by_people.get(row.hash, quorum.NOBODY)
        said = {"agree": one.agreeing, "needed": needed(row), "dissent": one.dissenting}
        return {"people": said} if row.kind == PROTOCOL else {}

    with_terminals = {number for number, one in known.by_number.items() if one.booths}
    others = {
        row.hash
        for row in rows
        if known_images and row.precinct in with_terminals and not is_registered(row.kind, row.object, known_images)
    }
    if as_json:
        objects: list[dict[str, object]] = [
            {"receipt": row.number, "kind": row.kind, "precinct": row.precinct, "terminal": row.terminal,
             "protocol": row.version, "received_s": row.received_s, "hash": row.hash,
             "state": states.get(row.hash, "received"), "registered image": row.hash not in others,
             **said_by_people(row)} for row in rows
        ]  # fmt: skip
        refused = [{"hash": one.hash, "reason": one.reason, "text": one.text} for one in aside]
        say_json({
            **{name: [one for one in objects if one["kind"] == kind] for kind, name in KINDS.items()},
            "refused": refused,
            "outbox": {state: count for state, count, _ in outbox},
        })  # fmt: skip
        if others:
            raise typer.Exit(MISMATCH)
        return
    is_signed = bool(people.needed(known.settings) or by_people)
    more = ("signed by people",) if is_signed else ()
    table = Table("receipt", "precinct", "protocol", "received (UTC)", "state", *more, "object hash")
    for row in rows:
        if row.kind == PROTOCOL:
            received = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(row.received_s))
            state = states.get(row.hash, "received")
            said = (by_people.get(row.hash, quorum.NOBODY).words(needed(row)),) if is_signed else ()
            name = row.hash.hex()[:16]
            table.add_row(str(row.number), str(row.precinct), str(row.version), received, state, *said, name)
    Console().print(table)  # as wide as the screen is now
    others_came = {name: sum(row.kind == kind for row in rows) for kind, name in KINDS.items() if kind != PROTOCOL}
    counted = [f"{count} {name}" for name, count in others_came.items() if count]
    console.print(f"{', '.join(counted) or 'No sealed totals'}.", highlight=False)
    for state, count, words in outbox:
        console.print(f"outbox: {count} {state}{f', the last: {escape(words)}' if words else ''}", highlight=False)
    for one in aside:
        console.print(f"kept aside {one.hash.hex()[:16]}, reason {one.reason}: {escape(one.text)}", highlight=False)
    for row in rows:
        if row.hash in others:
            who = named(row.terminal)
            words = f"precinct {row.precinct}: {who} ran an image that is not in the register"
            console.print(f"[red]✗ {words}: {row.hash.hex()[:16]}[/red]", highlight=False)
    if others:
        raise typer.Exit(MISMATCH)
