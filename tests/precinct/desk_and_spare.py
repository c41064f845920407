"""A precinct whose desk has a spare in the district, for tests of how that spare takes its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from host_tools.formats.definitions import Device
from host_tools.formats.objects import TerminalKey
from host_tools.provisioning import own_keys
from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.new_terminals import images_of, make_spare
from host_tools.provisioning.plan import VERSION
from host_tools.provisioning.spare_places import gather_places
from simulator.people.newborn import injected
from simulator.people.precinct import Terminal
from simulator.people.slip_reader import codes_on
from tests.precinct.day import AUTHORITY, Day, Snapshot, make_precinct
from tests.precinct.test_spare_terminal import PUBLIC

SERIAL, SEED = "TM-D0005-D", b"of the spare desk".ljust(32)
PLACES = Path("data") / "places"


def shelf(folder: Path, serial: str = SERIAL, seed: bytes = SEED) -> tuple[Path, TerminalKey]:
    """(folder of a district's spare desk, what it has shown): it has made its key, and has no places yet."""
    image = images_of(VERSION, AUTHORITY, code=SIMULATOR_CODE)["desk"]
    device = Device(role="desk", serial_number=serial, authority=PUBLIC)
    spare = make_spare(folder, "spare-desk", device, image)
    return spare, own_keys.take(folder, injected(spare, seed))


def precinct_and_spare(folder: Path, numbers: tuple[int, ...] = (17, 18), **plan: Any) -> tuple[Snapshot, Path]:
    """(the first precinct, never switched on; the spare of all of them with its places)."""
    spare, said = shelf(folder / "district")
    made = [make_precinct(folder / str(number), number, number, spare_desk=said, **plan) for number in numbers]
    assert gather_places([one.provisioned.folder for one in made], spare, PUBLIC) == SERIAL
    return made[0], spare


def open_with_slips(day: Day, mode: int) -> dict[int, list[str]]:
    """Open every terminal; the codes of each desk's replacement slip, by its place among the terminals."""
    slips = {}
    for number, at in zip(day.provisioned.terminals, day.terminals, strict=True):
        day.open(at, mode)
        if at in day.desks:
            slips[number] = codes_on(at.take_slip("replacement"))
        day.idle(at)
    day.show_zeros()
    return slips


def beside(left: Snapshot, spare: Path, number: int = 0) -> Snapshot:
    """What is left of a day, with the spare where a desk stood, without a cartridge."""
    terminals: Mapping[int, Path] = {**left.provisioned.terminals, number: spare}
    chips = {at: images for at, images in left.chips.items() if at != number}
    return Snapshot(replace(left.provisioned, terminals=terminals), left.labels, chips, left.also)


def take_place(day: Day, at: Terminal, slip: list[str]) -> None:
    """The slip is shown, chair and member confirm it; the spare says that the chips can be moved."""
    at.sees("replacement_show")
    for code in slip:
        at.hands.scan(code)
    at.sees("replacement_text")
    at.presses("ok")
    day.officials(at)
    at.sees("replacement_chips")
