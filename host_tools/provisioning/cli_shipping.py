"""`tamga terminals shipping`: the papers that go along with terminals, and their seals."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from host_tools.console import expected, say
from host_tools.provisioning import device_list
from host_tools.provisioning.shipping import as_csv, boxes, to_pack, write_labels, write_lists
from host_tools.whole_files import entries_whole


def shipping(
    device_book: Annotated[list[Path], typer.Argument(help="terminals.json of a precinct, or of many, or merged.")],
    first_seal: Annotated[str, typer.Option(help="The first seal of the lot, 8 digits; the others follow.")],
    out: Annotated[Path, typer.Option(help="Folder for lists.pdf, boxes.pdf and seals.csv.")],
    per_box: Annotated[int, typer.Option(min=1, max=4, help="Seals on a box.")] = 1,
) -> None:
    """Write a list per precinct, a label per box, and which seal is on which box; say how many spares to pack."""
    with expected():
        made = boxes(device_list.merged(device_book), first_seal, per_box)
        with entries_whole(out) as beside:
            with (beside / "lists.pdf").open("wb") as stream:
                write_lists(stream, made)
            with (beside / "boxes.pdf").open("wb") as stream:
                write_labels(stream, made)
            (beside / "seals.csv").write_text(as_csv(made), "utf-8")
    desks, booths = to_pack(made)
    say(f"{out}: {len(made)} boxes, seals {made[0].seals[0]} to {made[-1].seals[-1]}")
    say(f"Pack {desks} spare desks and {booths} spare booths with them.")
