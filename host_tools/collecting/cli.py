"""`tamga collect`: receive protocols from precincts over serial lines."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import serial  # type: ignore[import-untyped]
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from host_tools.collecting import precincts as precinct_folder
from host_tools.collecting.board import Board
from host_tools.collecting.centre import JOURNAL_FILE, Centre
from host_tools.collecting.journal import Journal, JournalError
from host_tools.collecting.line import READ_WAIT_S, serve_line
from host_tools.collecting.partials import Partials
from host_tools.collecting.receiver import Receiver
from host_tools.console import expected, say_json
from host_tools.keys import files

app = typer.Typer(help="Receive signed protocols from precincts and give receipts.", no_args_is_help=True)
console = Console()
REOPEN_AFTER_S = 2.0  # a port that was pulled out

Store = Annotated[Path, typer.Option(help="Folder of the journal; made if missing.", file_okay=False)]
KeptStore = Annotated[Path, typer.Option("--store", help="Folder of the journal.", exists=True, file_okay=False)]
Key = Annotated[Path, typer.Option(help="The centre's signing key.", exists=True, dir_okay=False)]
PrecinctFolder = Annotated[
    Path, typer.Option("--precincts", help="Folder of precinct definitions.", exists=True, file_okay=False)
]


def _open_centre(store: Path, key: Path, precincts: Path) -> Centre:
    """The centre of these files, or a message and exit status 2."""
    with expected():
        signing_key = files.load(key)
        return Centre(store, signing_key, precinct_folder.load(precincts, bytes(signing_key.verify_key)))


@app.command()
def serve(
    port: Annotated[str, typer.Option(help="Serial port, or a pyserial URL such as socket://host:port.")],
    store: Store,
    key: Key,
    precincts: PrecinctFolder,
    baudrate: Annotated[int, typer.Option(help="Bits a second.")] = 115200,
    once: Annotated[
        bool, typer.Option(help="End after one object: status 0 if it was taken, 1 if it was refused.")
    ] = False,
) -> None:
    """Serve one line: check every protocol, keep it, answer with a signed receipt. Ctrl-C ends it; nothing is lost."""
    centre = _open_centre(store, key, precincts)
    there = len(centre.journal.entries())
    known = centre.precincts
    console.print(f"{len(known.by_number)} precincts, mode {known.mode_name}, {there} protocols in the journal.")
    console.print(f"Listening on {port}.")
    with Board(console) as board:
        receiver = Receiver(centre, Partials(store / "partial"), board.show)
        while True:
            try:
                with serial.serial_for_url(port, baudrate=baudrate, timeout=READ_WAIT_S) as line:
                    serve_line(line, receiver, until=lambda: once and board.is_settled(time.monotonic()))
                break
            except serial.SerialException as error:
                console.print(f"[red]{escape(f'{port}: {error}')}[/red]", highlight=False)
                if once:
                    raise typer.Exit(2) from error
                time.sleep(REOPEN_AFTER_S)
            except KeyboardInterrupt:
                break
    if once and board.was_refused:
        raise typer.Exit(1)


@app.command("list")
def list_journal(
    store: KeptStore,
    centre: Annotated[Path, typer.Option(help="The centre's public key: looking needs no private one.")],
    precincts: PrecinctFolder,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """What the journal holds, in the order of the receipts."""
    with expected():
        public = files.load_public(centre)
        known = precinct_folder.load(precincts, public)
        if not (store / JOURNAL_FILE).exists():
            raise JournalError(f"{store}: holds no journal yet; tamga collect serve begins it")
        journal = Journal(store / JOURNAL_FILE, known.election, known.mode, public)
        entries, refused = journal.entries(), journal.refused()
    if as_json:
        rows = [
            {"receipt": row.number, "precinct": row.precinct, "protocol": row.version, "received_s": row.received_s,
             "hash": row.hash} for row in entries
        ]  # fmt: skip
        aside = [{"hash": digest, "reason": reason, "text": text} for digest, reason, text in refused]
        say_json({"protocols": rows, "refused": aside})
        return
    table = Table("receipt", "precinct", "protocol", "received (UTC)", "object hash")
    for entry in entries:
        received = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(entry.received_s))
        table.add_row(str(entry.number), str(entry.precinct), str(entry.version), received, entry.hash.hex()[:16])
    console.print(table)
    for digest, reason, text in refused:
        console.print(f"kept aside {digest.hex()[:16]}, reason {reason}: {escape(text)}", highlight=False)
