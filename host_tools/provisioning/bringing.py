"""The workbench: a flashed board becomes a terminal, step by step, over its serial port (`at_line`).

Every step looks at what is there before it changes anything, so that the whole may be begun again after any
interruption and goes on where it stopped. The first doubt ends it, with what to do next.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from host_tools.boards.board_file import value_of
from host_tools.errors import ProvisioningError
from host_tools.formats import packages
from host_tools.formats.definitions import Device, Precinct
from host_tools.formats.objects import TerminalKey
from host_tools.provisioning import own_keys
from host_tools.provisioning.at_line import NewTerminal, Who
from host_tools.provisioning.device_book import DeviceBook
from host_tools.provisioning.firmware import BOARD_NAME, MANIFEST_NAME
from host_tools.provisioning.new_terminals import device_of, signed_firmware
from host_tools.provisioning.spare_places import PLACES
from host_tools.provisioning.writing import DEVICE_BOOK

PRESSES = 8  # terminal/newborn.py
_CLOCK_MAY_DIFFER_S = 3
_BEFORE_KEY = (MANIFEST_NAME, "data/seed.bin", "data/device.cbor")
_WITH_KEY = (PLACES, "data/line.json", "data/training.tmpk", "data/test.tmpk", "data/official.tmpk")


class BringingError(ProvisioningError):
    """A doubt about the terminal at the port. The message says what to do next; nothing was put in use."""


@dataclass(frozen=True)
class Bench:
    """What the steps need of the world.

    tell: a line for the technician. progress: of a file: its name, bytes in all and done. now: seconds since 1970.
    has_patience: asked between two looks for a terminal that does not answer yet; False ends the wait.
    """

    tell: Callable[[str], None]
    progress: Callable[[str, int, int], None]
    now: Callable[[], int]
    has_patience: Callable[[], bool]


def bring(place: Path, at: NewTerminal, bench: Bench) -> TerminalKey:
    """Bring a terminal's folder onto the board at a port, as far as the folder goes; what the terminal showed.

    place: the terminal's folder, as `make_terminals` wrote it, in its precinct's folder. Without packages the terminal
    gets its name and makes its key; the second run of `tamga provision` then makes packages, and this brings them.
    BringingError, LineError, TerminalsError, OwnKeyError: the first doubt.
    """
    device = device_of(place)
    signed_firmware(place, device.authority)
    who = _waited_for(at, bench, lambda found: True, "no terminal answers: is it on, and the cable in its line to the "
                      "centre? A terminal that has its election answers nobody")  # fmt: skip
    _refuse_other_board(place, device, who)
    if not who.key:
        _bring_files(at, _files(place, _BEFORE_KEY), bench)
        bench.tell(f"at the terminal: press OK {PRESSES} times, at leisure; it makes its own key")
        who = _waited_for(at, bench, lambda found: bool(found.key), "the terminal has not shown its key; look at its "
                          "screen, and run this again")  # fmt: skip
    said = own_keys.checked(who.key)
    if said.serial_number != device.serial_number:
        raise BringingError(
            f"this terminal is {said.serial_number}, and {place} is for {device.serial_number}; name the folder of the "
            "terminal that it is, or erase the board's files with tamga flash --erase-files"
        )
    own_keys.take(place.parents[1], who.key)
    bench.tell(f"{said.serial_number}: its public key is {said.public_key.hex()}")
    _set_clock(at, bench)
    files = _files(place, _WITH_KEY)
    if PLACES not in files and not any(name.endswith(".tmpk") for name in files):
        bench.tell(
            "it has no packages yet: once all terminals have shown their keys, run tamga provision again, then this"
        )
        return said
    _refuse_other_key(files, device, said)
    _bring_files(at, files, bench)
    _note(place.parents[1] / DEVICE_BOOK, said, bench.now())
    return said


def _waited_for(at: NewTerminal, bench: Bench, is_it: Callable[[Who], bool], without: str) -> Who:
    while True:
        found = at.who()
        if found is not None and is_it(found):
            return found
        if not bench.has_patience():
            raise BringingError(without)


def _refuse_other_board(place: Path, device: Device, who: Who) -> None:
    board = value_of(place / BOARD_NAME, "NAME")
    if who.board != board:
        raise BringingError(f"the board says that it is {who.board}, and {place} is for {board}; flash the right image")
    if who.role != device.role:
        there = f"an image for a {who.role}" if who.role else "no firmware in its ROM partition"
        raise BringingError(f"the board has {there}, and {place} is a {device.role}; flash that image first")


def _files(place: Path, names: tuple[str, ...]) -> dict[str, bytes]:
    return {name: (place / name).read_bytes() for name in names if (place / name).exists()}


def _bring_files(at: NewTerminal, files: dict[str, bytes], bench: Bench) -> None:
    for name, content in files.items():
        at.bring(name, content, partial(bench.progress, name, len(content)))
    at.keep(files)


def _set_clock(at: NewTerminal, bench: Bench) -> None:
    shown = at.set_clock(bench.now())
    if abs(shown - bench.now()) > _CLOCK_MAY_DIFFER_S:
        raise BringingError(
            "the terminal's clock does not keep the time that it was given: see that its battery is in, and the wires "
            "of docs/wiring.md"
        )


def _refuse_other_key(files: dict[str, bytes], device: Device, said: TerminalKey) -> None:
    """Packages name the key of their terminal: it would refuse them itself, but only on the day."""
    for name, precinct in _precincts(files, device):
        terminals = precinct.every_desk if device.role == "desk" else precinct.booths
        named = [one.public_key for one in terminals]
        if said.public_key not in named:
            raise BringingError(
                f"{name} was made for another key than {said.serial_number} has; provision the precinct again, in "
                "another folder"
            )


def _precincts(files: dict[str, bytes], device: Device) -> Iterator[tuple[str, Precinct]]:
    for name, content in files.items():
        if name.endswith(".tmpk"):
            try:
                yield name, packages.open_package(content, device.authority).precinct
            except packages.PackageError as error:
                raise BringingError(f"{name}: {error}; make it anew") from None


def _note(path: Path, said: TerminalKey, now: int) -> None:
    """The device book knows from now on that this terminal has everything."""
    if not path.exists():
        return
    with DeviceBook(path) as book:
        record = book.find(said.serial_number)
        if record is not None:
            day = datetime.datetime.fromtimestamp(now, datetime.UTC).date().isoformat()
            book.put(record.model_copy(update={"brought": day}))
