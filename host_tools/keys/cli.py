"""`tamga keys create` and `tamga keys ceremony`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from host_tools.console import expected, say
from host_tools.formats.definitions import Election
from host_tools.formats.payload import MODE_NAMES
from host_tools.keys import files, printing
from host_tools.keys.ceremony import DEFAULT_K, DEFAULT_N, hold_ceremony
from host_tools.keys.randomness import system
from host_tools.whole_files import entries_whole

app = typer.Typer(help="Keys of authority, centre and precincts.", no_args_is_help=True)


@app.command()
def create(path: Annotated[Path, typer.Argument(help="For example authority.key or centre.key.")]) -> None:
    """Make a signing key: PATH for its owner only, and beside it PATH with the ending .pub for everyone."""
    with expected():
        files.create(path)
    say(f"{path}: new key, readable by you only. {path.with_suffix('.pub')}: its public half.")


@app.command()
def ceremony(
    election: Annotated[Path, typer.Option(help="election.cbor of a public folder.")],
    precinct: Annotated[int, typer.Option(min=1)],
    folder: Annotated[Path, typer.Option(help="New folder for cards, PIN letters and the card secret.")],
    mode: Annotated[int, typer.Option(min=0, max=2, help="0 official, 1 test, 2 training.")] = 0,
    needed: Annotated[int, typer.Option(help="How many holders open the totals.")] = DEFAULT_K,
    holders: Annotated[int, typer.Option(help="How many get a key card.")] = DEFAULT_N,
) -> None:
    """Draw a precinct key, split it among holders, print their cards and forget it. `tamga provision` does this too."""
    with expected():
        definition = Election.from_cbor(election.read_bytes())
        if folder.exists():
            raise FileExistsError(f"{folder}: is there already; cards are never overwritten")
        card_secret = system(32)
        made = hold_ceremony(definition.hash16, precinct, mode, card_secret, needed, holders)
        with entries_whole(folder) as beside:
            printing.write_cards(made.cards, beside)
            printing.write_pin_letters(made.cards, beside / "pin-letters")
            files.write_secret(beside / "card-secret.key", f"{files.CARD_SECRET}{card_secret.hex()}\n".encode())
            (beside / "precinct-key.pub").write_text(f"{made.public.hex()}\n")
    say(f"{folder}: {holders} key cards of precinct {precinct}, {MODE_NAMES[mode]} mode; any {needed} open the totals.")
    say("Print and seal the PIN letters, then delete them. The whole key was not written anywhere.")
