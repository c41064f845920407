"""`tamga paper`: precincts without terminals, from their key cards to a signed protocol of the hand count."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from host_tools.console import MISMATCH, expected, say
from host_tools.elections.election_file import read_election
from host_tools.errors import PaperPrecinctsError
from host_tools.folder_lock import writing_in
from host_tools.formats import codes
from host_tools.formats.payload import MODE_NAMES
from host_tools.keys import files
from host_tools.keys.cards import key_card_header
from host_tools.keys.ceremony import DEFAULT_K, DEFAULT_N
from host_tools.keys.files import load_card_secret
from host_tools.paper_precincts import counting, form, preparing, protocol_paper, signing
from host_tools.verifying.loading import load_kind
from host_tools.whole_files import atomic_file, entries_whole, write_text

app = typer.Typer(help="Precincts without terminals: the hand count as a signed protocol.", no_args_is_help=True)
Public = Annotated[Path, typer.Option("--keys", help="The precinct's folder `public`.", exists=True, file_okay=False)]
ModeName = Annotated[str, typer.Option("--mode", help=" / ".join(MODE_NAMES))]
Form = Annotated[Path, typer.Argument(help="The filled form.", dir_okay=False)]
_MODES = (0, 1)  # the day and the test


@app.command()
def prepare(
    election: Annotated[Path, typer.Argument(help="Election file (TOML).", dir_okay=False)],
    precincts: Annotated[Path, typer.Argument(help=f"CSV: {','.join(preparing.COLUMNS)}.", dir_okay=False)],
    authority: Annotated[Path, typer.Option(help="The election authority's private key.")],
    centre: Annotated[Path, typer.Option(help="The centre's public key.")],
    out: Annotated[Path, typer.Option(help="Folder that gets a folder per precinct.")],
    needed: Annotated[int, typer.Option(help="How many holders sign.")] = DEFAULT_K,
    holders: Annotated[int, typer.Option(help="How many get key cards.")] = DEFAULT_N,
) -> None:
    """Before the day: definitions, key cards and PIN letters of precincts without terminals, for test and day."""
    with expected():
        definition = read_election(election)
        preparing.refuse_too_few(needed, definition)
        rows = preparing.read_table(precincts)
        signer, public = files.load(authority), files.load_public(centre)
        with entries_whole(out) as beside:
            for row in rows:
                made = list(preparing.all_modes(definition, row, _MODES, signer, public, needed, holders))
                preparing.write(made, definition, bytes(signer.verify_key), beside / f"precinct-{row.number}")
    say(f"{out}: {len(rows)} precincts, {holders} key cards of each for test and day; any {needed} sign.")
    say("Print the cards, seal the PIN letters, then delete both files. `public` is for everybody.")


@app.command("form")
def new_form(
    keys: Public,
    out: Annotated[Path, typer.Option(help="The form to write.", dir_okay=False)],
    mode: ModeName = MODE_NAMES[0],
) -> None:
    """Write an empty form: every number of the hand count, explained in three languages."""
    with expected():
        place = signing.load_place(keys, _mode(mode))
        if out.exists():
            raise FileExistsError(f"{out}: is there already; a form that somebody filled in is never overwritten")
        write_text(out, form.blank_form(place.election, place.precinct), new=True)
    say(f"Fill in {out} with any editor. Then run: tamga paper check {out} --keys {keys}")


@app.command()
def check(path: Form, keys: Public, mode: ModeName = MODE_NAMES[0]) -> None:
    """Check every field and every equation of a filled form; nothing is signed."""
    with expected():
        place = signing.load_place(keys, _mode(mode))
        count = form.read(path, place.election, place.precinct)
        found = counting.breaches(count, place.election, place.precinct)
    for breach in found:
        say(f"precinct {place.precinct.precinct}: {breach.text}")
    if found:
        say("Count these again. If it stays so, say why in the form's field `reason`.")
        raise typer.Exit(MISMATCH)
    say(f"Every equation of precinct {place.precinct.precinct} holds.")


@app.command()
def sign(
    path: Form,
    keys: Public,
    secret: Annotated[Path, typer.Option("--card-secret", help="card-secret.key of this mode.", dir_okay=False)],
    out: Annotated[Path, typer.Option(help="Folder for the protocol as signed object, as text of codes and as PDF.")],
    card: Annotated[
        list[Path] | None, typer.Option(help="Picture or text of a key card; without any, cards are scanned.")
    ] = None,
    supersedes: Annotated[Path | None, typer.Option(help="The signed protocol that this one corrects.")] = None,
    correction: Annotated[str, typer.Option(help="Why it is corrected; it is printed.")] = "",
    mode: ModeName = MODE_NAMES[0],
) -> None:
    """Sign the hand count with the holders' cards and PINs, and print it."""
    with expected():
        place = signing.load_place(keys, _mode(mode))
        count = form.read(path, place.election, place.precinct)
        before = None
        if supersedes:
            before = signing.correction_of(supersedes.read_bytes(), str(supersedes), correction, place)
        number = before.number if before else 1
        target = out / f"protocol-{number}.cose"
        _refuse_signed(target)
        counting.refuse_unexplained(count, place.election, place.precinct)
        cards = load_kind(card, "K") if card else _scanned()
        pins = [_pin(one) for one in cards]
        signed = signing.sign(count, place, cards, pins, load_card_secret(secret), int(time.time()), before)
        said = signing.opened(signed, place, str(target))
        with writing_in(out):
            _refuse_signed(target)  # another may have signed while cards were scanned
            with atomic_file(out / f"protocol-{number}.pdf") as stream:
                protocol_paper.write(stream, signed, said, place)
            write_text(out / f"protocol-{number}.txt", "\n".join(codes.split("P", signed)) + "\n")
            with atomic_file(target, new=True) as stream:  # last: while it is not there, nothing is signed
                stream.write(signed)
    say(f"Signed: {target}. Print protocol-{number}.pdf, sign it by hand, post it, and bring it to the centre:")
    say(f"tamga collect import {target}")


def _refuse_signed(target: Path) -> None:
    if target.exists():
        raise FileExistsError(
            f"{target}: is signed already and never changed; correct it with --supersedes {target} --correction"
        )


def _mode(name: str) -> int:
    if name not in MODE_NAMES:
        raise PaperPrecinctsError(f"--mode {name}: is none; write one of {', '.join(MODE_NAMES)}")
    return MODE_NAMES.index(name)


def _scanned() -> list[bytes]:
    """Key cards as a scanner types them: the text of a code and Enter."""
    found: list[codes.Code] = []
    needed = 1
    while True:
        joined = codes.join(found)
        cards = [data for kind, data in joined.objects if kind == "K"]
        needed = max([needed, *(key_card_header(one).k for one in cards)])
        if len(cards) >= needed and not joined.missing:
            return cards
        text = typer.prompt(f"Scan key card {len(cards) + 1} of {needed}", prompt_suffix=": ").rstrip(
            "\r\n"
        )  # Base45 may end with a space
        try:
            found.append(codes.parse(text))
        except codes.CodeError as error:
            say(f"{error}; scan it again")


def _pin(card: bytes) -> str:
    header = key_card_header(card)
    return str(typer.prompt(f"PIN of key card {header.index}", hide_input=True)).strip()
