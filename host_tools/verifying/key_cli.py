"""`tamga precinct key`: the key that was born in a precinct, from the desk's slip to where every command finds it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from host_tools.console import expected, say
from host_tools.errors import VerifyingError
from host_tools.formats import key_slip
from host_tools.formats.definitions import Precinct
from host_tools.formats.payload import MODE_NAMES
from host_tools.verifying.loading import load_kind
from host_tools.whole_files import atomic_file


class KeySlipError(VerifyingError):
    """A key slip that must not be filed. The message gives the reason."""


def key(
    slip: Annotated[list[Path], typer.Argument(help="The desk's key slip: pictures, code texts or the object.")],
    definition: Annotated[Path, typer.Option("--precinct", help="The precinct definition (precinct-official.cbor).")],
) -> None:
    """File the key that a precinct's desk made beside the definition, where every command finds it."""
    with expected():
        precinct = Precinct.from_cbor(definition.read_bytes())
        found = [(key_slip.checked(data, precinct), data) for data in load_kind(slip, "G")]
        said, data = max(found, key=lambda one: one[0].number)
        place = key_slip.beside(definition)
        if place.exists():
            there = key_slip.checked(place.read_bytes(), precinct)
            if there.number > said.number or (there.number == said.number and there != said):
                raise KeySlipError(
                    f"{place}: holds key {there.number}, and this is another one with number {said.number}"
                )
        with atomic_file(place) as stream:
            stream.write(data)
    say(
        f"{place}: key {said.number} of precinct {precinct.precinct}, {MODE_NAMES[precinct.mode]} mode; "
        f"{len(said.commitments)} of {said.holders} cards open the totals"
    )
