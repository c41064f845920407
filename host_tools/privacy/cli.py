"""`tamga privacy`: keys, sealed working files, the access journal, retention, wiping, and the search for leaks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from host_tools.console import MISMATCH, NOT_PROVEN, expected, say
from host_tools.keys import files
from host_tools.privacy import chained_journal, key_files, newest, retention, wipe, wipe_protocol, working_files
from host_tools.privacy.access_journal import AccessJournal
from host_tools.privacy.ending import ended_in_order
from host_tools.privacy.image_search import Found, ImageSearch
from host_tools.privacy.options import JOURNAL, KEY_VARIABLE, Journal, Who, Why
from host_tools.text_files import text_of

app = typer.Typer(help="Personal data: sealed working files, access journal, retention, wiping.", no_args_is_help=True)

Key = Annotated[
    Path, typer.Option("--key", envvar=KEY_VARIABLE, help="Key file, mode 0600, kept apart from the files.")
]


@app.command()
def key(path: Path) -> None:
    """Make a key file. Keep it on another medium than the files that it opens."""
    with expected():
        key_files.create_key_file(path)
    say(f"{path}: new key, readable only by you")


@app.command()
def seal(clear: Path, sealed: Path, key: Key, who: Who, why: Why, journal: Journal = JOURNAL) -> None:
    """Encrypt a working file. The clear one stays until you wipe it."""
    with expected():
        AccessJournal(journal).note(who, "seal", str(sealed), why)
        working_files.seal_file(clear, sealed, key_files.read_key_file(key))
        newest.record(AccessJournal(journal), sealed)
    say(f"{sealed}: sealed; wipe {clear} when you no longer need it")


@app.command()
def unseal(
    sealed: Path,
    clear: Path,
    key: Key,
    who: Who,
    why: Why,
    journal: Journal = JOURNAL,
    renamed: Annotated[bool, typer.Option("--renamed", help="It bears another name than it was sealed under.")] = False,
) -> None:
    """Decrypt a working file into another, or with - for CLEAR into a pipe; nothing unless the whole is intact.

    An older file in the place of the one that was sealed there last is refused, and so is one of another name.
    """
    with expected():
        AccessJournal(journal).note(who, "unseal", str(sealed), why)
        newest.refuse_older(AccessJournal(journal), sealed)
        name = None if renamed else working_files.clear_name(sealed).name
        if str(clear) == "-":
            with working_files.reading(sealed, key_files.read_key_file(key), name) as reader:
                content = reader.read()
            typer.get_binary_stream("stdout").write(content)
            return
        working_files.unseal_file(sealed, clear, key_files.read_key_file(key), name)
    say(f"{clear}: in clear; wipe it when you are done")


@app.command("journal")
def journal_command(
    journal: Annotated[Path, typer.Argument()] = JOURNAL,
    noted: Annotated[list[str] | None, typer.Option(help="A head written down, as 12:CHAIN. Repeatable.")] = None,
    protocol: Annotated[list[Path] | None, typer.Option(help="A wipe protocol that has a head of it.")] = None,
    signer: Annotated[Path | None, typer.Option(help="Public key of whoever wiped.")] = None,
) -> None:
    """Check the access journal line by line and show its head. Exit status 1 if it is not the one that was noted.

    The chain needs no key: a journal that was cut or written anew shows only against a head from elsewhere.
    """
    with expected():
        heads = [chained_journal.head_of(text) for text in noted or []]
        for path in protocol or []:
            if signer is None:
                raise wipe.WipeError(f"{path}: say whose signature it has: --signer")
            found = wipe_protocol.read_protocol(path.read_bytes(), files.load_public(signer))
            if found is None:
                raise wipe.WipeError(f"{path}: is no wipe protocol that this key has signed")
            heads.append((found.journal_entries, found.journal_head.hex()))
        missing = chained_journal.missing_heads(journal, heads)
        entries, chain = AccessJournal(journal).verify()
    for number, expected_chain in missing:
        say(f"{journal}: does not hold entry {number} with the chain {expected_chain}; it was cut or written anew")
    if missing:
        raise typer.Exit(MISMATCH)
    say(f"{journal}: {entries} entries, head {chain}")


@app.command()
def overdue(plan: Path, today: Annotated[str, typer.Option(help="YYYY-MM-DD; default: today.")] = "") -> None:
    """List what lies longer than its retention date. Exit status 1 when anything does."""
    with expected():
        day = retention.day_of(today) if today else date.today()
        late = retention.read_plan(plan).overdue(plan.parent, day)
    for path, last_day in late:
        say(f"{path}: was to go after {last_day}")
    if late:
        raise typer.Exit(MISMATCH)
    say("nothing is overdue")


@app.command("wipe")
def wipe_command(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    protocol: Annotated[Path, typer.Option(help="Where the signed wipe protocol goes.")],
    signing_key: Annotated[Path, typer.Option(help="Signs the protocol (tamga keys create).")],
    who: Who,
    why: Why,
    journal: Journal = JOURNAL,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would go.")] = False,
) -> None:
    """Wipe files and folders, key files first, and write a signed protocol. Exit status 1 when anything is left."""
    with expected(), ended_in_order():
        signer = files.load(signing_key)
        listed = wipe.in_order(paths, (protocol, signing_key, journal))
        if dry_run:
            for path in listed:
                say(f"would wipe {wipe.printable(path)}")
            return
        results = wipe_protocol.wipe_with_protocol(paths, protocol, who, why, journal, signer)
    table = Table("file", "bytes", "result")
    for wiped in results:
        table.add_row(escape(wiped.path), str(wiped.size), escape(wiped.result))
    Console().print(table)
    say(f"{protocol}: signed protocol\n{wipe_protocol.LIMITS}")
    if not all(wiped.done for wiped in results):
        raise typer.Exit(MISMATCH)


@app.command("protocol")
def protocol_command(
    protocol: Annotated[Path, typer.Argument(help="A signed wipe protocol.")],
    signer: Annotated[Path, typer.Option(help="Public key (.pub) of whoever wiped.")],
) -> None:
    """Check the signature of a wipe protocol and show it. Exit status 1 when something was not wiped."""
    with expected():
        found = wipe_protocol.read_protocol(protocol.read_bytes(), files.load_public(signer))
        if found is None:
            raise wipe.WipeError(f"{protocol}: is no wipe protocol that this key has signed")
    moment = datetime.fromtimestamp(found.when_s, UTC)
    say(f"{protocol}: wiped by {found.who}, {moment:%Y-%m-%d %H:%M:%S} UTC: {found.why}")
    for wiped in found.results:
        say(f"{wiped.path}: {wiped.size} bytes, {wiped.hash.hex() if wiped.hash else 'not hashed'}: {wiped.result}")
    say(f"access journal: {found.journal_entries} entries, head {found.journal_head.hex()}\n{found.limits}")
    if not all(wiped.done for wiped in found.results):
        raise typer.Exit(MISMATCH)


@app.command()
def search(
    images: list[Path], needles: Annotated[Path, typer.Option(help="Names and numbers, one per line, UTF-8.")]
) -> None:
    """Search images, packages and folders for names and numbers in many encodings, inside archives and PDF too.

    Exit status 1 on any hit, 2 without one if something could not be looked into.
    """
    with expected():
        lines = _lines(needles)
        looking = ImageSearch(lines)
        everything = [found for image in images for found in looking.in_path(image)]
    hits = [found for found in everything if isinstance(found, Found)]
    closed = [found for found in everything if not isinstance(found, Found)]
    for inside in closed:
        say(f"{inside.where}: {inside.why}; not looked into")
    for found in hits:  # the line of the needle, not the needle: the output may be kept
        say(f"{found.where}: at {found.offset}: line {lines.index(found.needle) + 1}, {found.writing}")
    say(f"{len(lines)} names and numbers, {len(hits)} hits, {len(closed)} not looked into")
    if hits or closed:
        raise typer.Exit(MISMATCH if hits else NOT_PROVEN)


def _lines(path: Path) -> list[str]:
    """The lines of a text that say anything. TextFileError if it is not text."""
    return [line.strip() for line in text_of(path.read_bytes(), path).splitlines() if line.strip()]
