"""Write what provisioning prepared: a folder per terminal, the cards, the public folder, the device book."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.formats import packages
from host_tools.formats.definitions import Device, Role
from host_tools.formats.payload import MODE_NAMES, TRAINING
from host_tools.keys import ceremony, files, printing
from host_tools.keys.randomness import RandomBytes
from host_tools.provisioning import firmware, training
from host_tools.provisioning.device_book import DeviceBook, TerminalRecord
from host_tools.provisioning.mode_set import ModeSet
from host_tools.provisioning.plan import PrecinctPlan
from host_tools.whole_files import entries_whole

DEVICE_BOOK = "terminals.json"
_TERMINALS = "terminals"


@dataclass(frozen=True)
class Prepared:
    """Everything of a precinct but its firmware. device_keys: by terminal, 0 the desk; role_cards: for test and day."""

    plan: PrecinctPlan
    centre: bytes
    device_keys: dict[int, SigningKey]
    mode_sets: list[ModeSet]
    role_cards: list[ceremony.Card]
    training_role_cards: list[ceremony.Card]


def refuse_second_time(folder: Path) -> None:
    """FileExistsError where something stands that provisioning would write: secrets are never overwritten."""
    for name in (_TERMINALS, "cards", "training", "public", "definitions"):
        if (folder / name).exists():
            raise FileExistsError(f"{folder / name}: provisioned already; choose another folder or move it away")


def write(
    prepared: Prepared,
    images: Mapping[Role, firmware.Firmware],
    authority: SigningKey,
    folder: Path,
    demo: bool,
    random_bytes: RandomBytes,
) -> dict[int, Path]:
    """Write it all below a folder, or nothing; the folder of each terminal, 0 the desk.

    prepared: what is written.
    images: firmware by role.
    authority: signs the packages.
    folder: where a device book of earlier precincts may lie; it grows.
    demo: write cards.json instead of PIN letters.
    random_bytes: for the terminals' first seeds.
    """
    signed = {f"firmware-{role}.tmf": image.signed for role, image in images.items()}
    terminals = {}
    with entries_whole(folder, (DEVICE_BOOK,)) as beside, DeviceBook(beside / DEVICE_BOOK) as book:
        if (folder / DEVICE_BOOK).exists():
            shutil.copyfile(folder / DEVICE_BOOK, beside / DEVICE_BOOK)
        for terminal, key in prepared.device_keys.items():
            role: Role = "booth" if terminal else "desk"
            place = Path(_TERMINALS) / (f"booth-{terminal}" if terminal else "desk")
            made = {one.file_name: one.package(terminal, authority) for one in prepared.mode_sets}
            whole = {name: package for name, package in made.items() if package is not None}
            if role == "desk":
                signed |= {f"{Path(name).stem}.manifest.cose": packages.signed_manifest(whole[name]) for name in whole}
            device = _device(prepared.plan, terminal, role, key, authority)
            _write_terminal(beside / place, device, images[role], whole, random_bytes(32))
            book.put(_record(prepared.plan, device, terminal, images[role], whole))
            terminals[terminal] = folder / place
        _write_cards(prepared, beside / "cards", demo)
        training.write(beside / "training")
        _write_public(prepared, bytes(authority.verify_key), signed, beside / "public")
        if prepared.plan.packed is not None:
            _write_definitions(prepared, beside / "definitions")
    return terminals


def _device(plan: PrecinctPlan, terminal: int, role: Role, key: SigningKey, authority: SigningKey) -> Device:
    return Device(
        role=role,
        serial_number=plan.serial_number(terminal),
        seed=bytes(key),
        authority=bytes(authority.verify_key),
    )


def _write_terminal(place: Path, device: Device, image: firmware.Firmware, made: dict[str, bytes], seed: bytes) -> None:
    data = place / "data"
    data.mkdir(parents=True)
    firmware.write(image, place)
    files.write_secret(data / "device.cbor", device.to_cbor())
    files.write_secret(data / "seed.bin", seed)
    for name, content in made.items():
        files.write_secret(data / name, content)


def _record(
    plan: PrecinctPlan, device: Device, terminal: int, image: firmware.Firmware, made: dict[str, bytes]
) -> TerminalRecord:
    return TerminalRecord(
        serial_number=device.serial_number,
        role=device.role,
        precinct=plan.number,
        terminal=terminal,
        public_key=bytes(SigningKey(device.seed).verify_key).hex(),
        firmware_version=plan.version,
        firmware_hash=image.hash.hex(),
        packages={name: sha256(content).hexdigest() for name, content in made.items()},
    )


def _write_cards(prepared: Prepared, folder: Path, demo: bool) -> None:
    key_cards = [card for one in prepared.mode_sets for card in one.key_cards]
    cards = [*prepared.role_cards, *prepared.training_role_cards, *key_cards]
    printing.write_cards(cards, folder)
    if demo:
        printing.write_demo_list(cards, folder / "cards.json")
    else:
        printing.write_pin_letters(cards, folder / "pin-letters")


def _write_definitions(prepared: Prepared, folder: Path) -> None:
    """What packing the roll needs; the folders of many precincts may be put together."""
    for one in prepared.mode_sets:
        if one.mode != TRAINING:
            place = folder / MODE_NAMES[one.mode]
            place.mkdir(parents=True)
            (place / f"precinct-{prepared.plan.number}.cbor").write_bytes(one.precinct.to_cbor())


def _write_public(prepared: Prepared, authority: bytes, signed: dict[str, bytes], folder: Path) -> None:
    """What anyone needs to check slips and cartridges. signed: lists by the authority, by file name."""
    folder.mkdir(parents=True)
    (folder / "election.cbor").write_bytes(prepared.plan.election.to_cbor())
    (folder / "authority.pub").write_text(f"{authority.hex()}\n")
    (folder / "centre.pub").write_text(f"{prepared.centre.hex()}\n")
    for one in prepared.mode_sets:
        (folder / f"precinct-{MODE_NAMES[one.mode]}.cbor").write_bytes(one.precinct.to_cbor())
    for name, content in signed.items():
        (folder / name).write_bytes(content)
