"""Terminals that were just made: somebody starts each of them once, and brings the slip with its public key.

`injected` is for tests that need terminals in no time: it writes the file that a terminal keeps its key in, and signs
the slip that it would print. The host takes both slips by the same way.
"""

from __future__ import annotations

from pathlib import Path

from nacl.signing import SigningKey

from host_tools.formats import codes, cose
from host_tools.formats.objects import TerminalKey
from host_tools.keys.randomness import RandomBytes, system
from host_tools.provisioning import own_keys
from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.new_terminals import (
    BOARD,
    DEVICE,
    TERMINALS,
    device_of,
    hash_of,
    make_terminals,
    signed_firmware,
)
from host_tools.provisioning.own_keys import OWN_KEY_FILE
from host_tools.provisioning.plan import PrecinctPlan
from host_tools.provisioning.provision import Provisioned, provision
from simulator.hardware.bench import Processor
from simulator.hardware.terminal import TerminalHardware
from simulator.people.officials import DAY_OF_VOTING
from simulator.people.slip_reader import codes_on
from simulator.people.terminal import Terminal

PRESSES = 8
_SMALL_FLASH_BYTES = 512 << 10  # nothing is stored before there are packages
_DAYS_BEFORE_S = 20 * 24 * 3600
_LANGUAGE = "kk"  # of every terminal that has no election yet


def switched_on(place: Path, processor: Processor | None = None) -> Terminal:
    """A terminal without cartridges' worth of anything, with the power on.

    place: its folder. processor: runs its firmware, the unix port where it is None.
    """
    before = DAY_OF_VOTING - _DAYS_BEFORE_S
    hardware = TerminalHardware(place, None, unix_seconds=before, flash_bytes=_SMALL_FLASH_BYTES)
    hardware.bench.processor = processor
    hardware.plug_in()
    return Terminal(place.name, hardware, _LANGUAGE)


def first_start(place: Path) -> list[str]:
    """Switch a new terminal on, press when it asks, take its slip, switch it off; the codes on the slip.

    place: the terminal's folder.
    """
    at = switched_on(place)
    try:
        for left in range(PRESSES, 0, -1):
            at.sees("own_key_press", left)
            at.presses("ok")
        return slip_of(at)
    finally:
        at.hardware.pull_plug()


def slip_of(at: Terminal) -> list[str]:
    """Have a terminal without packages print its slip; the codes on it."""
    at.sees("own_key_give")
    at.presses("ok")
    return codes_on(at.take_slip("own-key"))


def object_of(texts: list[str]) -> bytes:
    """The object in the codes of one slip."""
    ((_, data),) = codes.join([codes.parse(text) for text in texts]).objects
    return data


def injected(place: Path, seed: bytes) -> bytes:
    """Give a terminal a key as if it had made it; the signed object of its slip."""
    (place / "data" / OWN_KEY_FILE).write_bytes(seed)
    key, device = SigningKey(seed), device_of(place)
    said = TerminalKey(
        role=device.role,
        serial_number=device.serial_number,
        public_key=bytes(key.verify_key),
        firmware=hash_of(signed_firmware(place, device.authority)),
    )
    return cose.sign1(said.to_cbor(), key)


def inject_all(folder: Path, random_bytes: RandomBytes = system) -> None:
    """Give every terminal of a precinct's folder a key, and take its slip."""
    for place in sorted((folder / TERMINALS).iterdir(), key=lambda place: (place.name != "desk", place.name)):
        if place.is_dir():
            own_keys.take(folder, injected(place, random_bytes(32)))


def provision_at_once(
    plan: PrecinctPlan,
    authority: SigningKey,
    centre: bytes,
    folder: Path,
    device: Path = DEVICE,
    board: Path = BOARD,
    random_bytes: RandomBytes = system,
    demo: bool = False,
    master: bytes | None = None,
    code: str | None = None,
) -> Provisioned:
    """Both steps with injected keys between them.

    plan, authority, centre, folder, demo, master: as for `provision`.
    device, board, code: as for `make_terminals`; with `demo` the code is the simulator's.
    random_bytes: where secrets come from, those of the terminals too.
    """
    chosen = code or (SIMULATOR_CODE if demo else None)
    make_terminals(plan, authority, folder, device, board, random_bytes, chosen)
    inject_all(folder, random_bytes)
    return provision(plan, authority, centre, folder, random_bytes, demo, master)
