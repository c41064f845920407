"""`tamga terminals shipping`: the papers that go along with terminals, and their seals."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path
from typing import Annotated

import typer

from host_tools.console import expected, say
from host_tools.formats import cose
from host_tools.formats.acceptance import Deck
from host_tools.formats.definitions import Election, Precinct
from host_tools.provisioning import device_list
from host_tools.provisioning.paper_rolls import ROLL_M, Use, use_of
from host_tools.provisioning.shipping import (
    ShippingError,
    as_csv,
    boxes,
    paper_csv,
    to_pack,
    with_spare_booth,
    write_labels,
    write_lists,
)
from host_tools.whole_files import entries_whole

_DECK = "deck/deck.cose"  # of a precinct, from tamga deck make


def shipping(
    device_book: Annotated[list[Path], typer.Argument(help="terminals.json of a precinct, or of many, or merged.")],
    first_seal: Annotated[str, typer.Option(help="The first seal of the lot, 8 digits; the others follow.")],
    out: Annotated[Path, typer.Option(help="Folder for lists.pdf, boxes.pdf and seals.csv.")],
    per_box: Annotated[int, typer.Option(min=1, max=4, help="Seals on a box.")] = 1,
    precincts: Annotated[
        Path | None,
        typer.Option(help="Folder of provisioned precincts: their rolls of paper, too."),
    ] = None,
    electronic: Annotated[float, typer.Option(min=0, max=100, help="Per cent of voters at booths.")] = 30,
) -> None:
    """Write a list per precinct, a label per box, which seal is on which box; say how many spares to pack."""
    with expected():
        records = device_list.merged(device_book)
        papers = {} if precincts is None else _papers(precincts, electronic / 100, with_spare_booth(records))
        made = boxes(records, first_seal, per_box)
        with entries_whole(out) as beside:
            with (beside / "lists.pdf").open("wb") as stream:
                write_lists(stream, made, papers)
            with (beside / "boxes.pdf").open("wb") as stream:
                write_labels(stream, made)
            (beside / "seals.csv").write_text(as_csv(made), "utf-8")
            if papers:
                (beside / "paper.csv").write_text(paper_csv(papers), "utf-8")
    desks, booths = to_pack(made)
    say(f"{out}: {len(made)} boxes, seals {made[0].seals[0]} to {made[-1].seals[-1]}")
    if papers:
        rolls = sum(use.rolls for use in papers.values())
        say(f"{rolls} rolls of 58 mm thermal paper for {len(papers)} precincts, {ROLL_M:g} m each")
    say(f"Pack {desks} spare desks and {booths} spare booths with them.")


def _papers(folder: Path, electronic: float, with_spare: Set[int]) -> dict[int, Use]:
    """What each precinct below a folder takes of paper, by number; with its test, where it has a deck.

    with_spare: precincts whose last booth is a spare.
    """
    found = {}
    for definition in sorted(folder.rglob("public/precinct-official.cbor")):
        public = definition.parent
        precinct = Precinct.from_cbor(definition.read_bytes())
        election = Election.from_cbor((public / "election.cbor").read_bytes())
        deck = public.parent / _DECK
        tested = _ballots(deck.read_bytes()) if deck.is_file() else 0
        places = len(precinct.booths) - (precinct.precinct in with_spare), len(precinct.every_desk)
        found[precinct.precinct] = use_of(election, precinct.voters, *places, electronic, tested)
    if not found:
        raise ShippingError(f"{folder}: holds no precinct; give a folder that tamga provision wrote")
    return found


def _ballots(deck: bytes) -> int:
    """Ballots at booths in a test deck."""
    return sum(booth.cast for booth in Deck.from_cbor((cose.peek1(deck) or (b"", b""))[1]).booths)
