"""`tamga terminals make-spare`, `places` and `spare`: terminals that take the place of others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from host_tools.boards.board_file import board_named
from host_tools.console import expected, say
from host_tools.formats.definitions import Device, Role
from host_tools.formats.objects import TerminalKey
from host_tools.keys import files
from host_tools.provisioning import own_keys
from host_tools.provisioning.new_terminals import BOARD, images_of, make_spare
from host_tools.provisioning.plan import VERSION, PlanError
from host_tools.provisioning.spare import take_place
from host_tools.provisioning.spare_places import gather_places
from host_tools.verifying.loading import load_kind


def make_spare_command(
    folder: Annotated[Path, typer.Argument(help="The district's folder; its spares are made below terminals/.")],
    name: Annotated[str, typer.Argument(help="What the spare's folder is called.")],
    role: Annotated[Role, typer.Option(help="Of which firmware.")],
    serial: Annotated[str, typer.Option(help="Its serial number.")],
    authority: Annotated[Path, typer.Option(help="Private key of the election authority.")],
    board: Annotated[str, typer.Option(help="Board file of the terminal, or its name in hw/boards.")] = BOARD.stem,
    code: Annotated[str | None, typer.Option(help="Processor, as mpy-cross calls it; default: the board's.")] = None,
) -> None:
    """Make the folder of a district's spare: firmware and name. It then makes its key, as any terminal."""
    with expected():
        key = files.load(authority)
        device = Device(role=role, serial_number=serial, authority=bytes(key.verify_key))
        image = images_of(VERSION, key, board=board_named(board), code=code)[role]
        place = make_spare(folder, name, device, image)
    say(f"{place}: {serial}. Bring it with tamga terminals bring, for its key; then name it to tamga provision.")


def places_command(
    spare: Annotated[Path, typer.Argument(help="The spare's own folder: firmware, name and seed, no packages.")],
    precincts: Annotated[list[Path], typer.Argument(help="Folders of the district's precincts, provisioned.")],
    authority: Annotated[Path, typer.Option(help="authority.pub")],
) -> None:
    """Gather what a district's spare needs in each of its precincts: on the day a card or a slip says in which."""
    with expected():
        found = gather_places(precincts, spare, files.load_public(authority))
    say(f"{spare}: {found} can take a place in one of {len(precincts)} precincts. Bring it with tamga terminals bring.")


def spare_command(
    dead: Annotated[Path, typer.Argument(help="The files of the terminal that died, as read back.")],
    spare: Annotated[Path, typer.Argument(help="The files of the spare: firmware of the same role, no key yet.")],
    authority: Annotated[Path, typer.Option(help="authority.pub")],
) -> None:
    """Put a dead terminal's identity onto a spare, which then goes on with its cartridge."""
    with expected():
        serial_number = take_place(dead, spare, files.load_public(authority))
    say(f"{spare}: is {serial_number} from now on. Put the data folder onto the board, then both chips into it.")
    say("Destroy the dead terminal's memory, or keep it under seal: two terminals of one identity must never run.")


def spare_desk_key(slip: Path | None) -> TerminalKey | None:
    """What the key slip of a district's spare desk says; None without one. PlanError: another terminal's."""
    if slip is None:
        return None
    (said,) = (own_keys.checked(data) for data in load_kind([slip], "T"))
    if said.role != "desk":
        raise PlanError(f"{slip}: {said.serial_number} is a {said.role}; give the key slip of a spare desk")
    return said
