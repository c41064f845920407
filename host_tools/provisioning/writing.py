"""Write what provisioning prepared: the terminals' packages, the cards, the public folder, the device book."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.formats import packages
from host_tools.formats.objects import TerminalKey
from host_tools.formats.payload import MODE_NAMES, TRAINING
from host_tools.formats.places import SPARE_DESK, file_name, is_desk, spare_desk_file
from host_tools.keys import ceremony, printing
from host_tools.overwriting import discard
from host_tools.provisioning import training
from host_tools.provisioning.device_book import DeviceBook, TerminalRecord
from host_tools.provisioning.firmware import MANIFEST_NAME
from host_tools.provisioning.mode_set import ModeSet
from host_tools.provisioning.new_terminals import hash_of, role_of
from host_tools.provisioning.plan import PrecinctPlan
from host_tools.whole_files import OWNER_ONLY_FILE, atomic_file, entries_whole

DEVICE_BOOK = "terminals.json"


@dataclass(frozen=True)
class Prepared:
    """Everything of a precinct but its firmware.

    device_keys: public, by terminal, 0 the desk. role_cards: for test and day.
    """

    plan: PrecinctPlan
    centre: bytes
    device_keys: dict[int, bytes]
    mode_sets: list[ModeSet]
    role_cards: list[ceremony.Card]
    training_role_cards: list[ceremony.Card]


def refuse_second_time(folder: Path) -> None:
    """FileExistsError where something stands that provisioning would write: secrets are never overwritten."""
    for name in ("cards", "training", "public", "definitions"):
        if (folder / name).exists():
            raise FileExistsError(f"{folder / name}: provisioned already; choose another folder or move it away")


def write(prepared: Prepared, places: Mapping[int, Path], authority: SigningKey, folder: Path, demo: bool) -> None:
    """Write it all below a folder, or nothing.

    prepared: what is written.
    places: the terminals' folders, 0 the desk's, with the firmware as signed; each gets its packages.
    authority: signs the packages.
    folder: where a device book of earlier precincts may lie; it grows.
    demo: write cards.json instead of PIN letters.
    """
    made = {terminal: _packages(prepared, terminal, authority) for terminal in places}
    manifests = {terminal: (place / MANIFEST_NAME).read_bytes() for terminal, place in places.items()}
    signed = {f"firmware-{role_of(terminal)}.tmf": manifest for terminal, manifest in manifests.items()}
    for terminal in filter(is_desk, places):
        which = f"-{file_name(terminal)}" if terminal else ""
        listed = {f"{Path(name).stem}{which}.manifest.cose": package for name, package in made[terminal].items()}
        signed |= {name: packages.signed_manifest(package) for name, package in listed.items()}
    with (
        _put(
            {places[terminal] / "data" / name: made[terminal][name] for terminal in places for name in made[terminal]}
        ),
        entries_whole(folder, (DEVICE_BOOK,)) as beside,
        DeviceBook(beside / DEVICE_BOOK) as book,
    ):
        if (folder / DEVICE_BOOK).exists():
            shutil.copyfile(folder / DEVICE_BOOK, beside / DEVICE_BOOK)
        for terminal in places:
            book.put(_record(prepared, terminal, manifests[terminal], made[terminal]))
        if prepared.plan.spare_desk is not None:
            book.put(_record_of_spare_desk(prepared.plan, prepared.plan.spare_desk))
        _write_cards(prepared, beside / "cards", demo)
        training.write(beside / "training", prepared.plan.election)
        _write_public(prepared, bytes(authority.verify_key), signed, beside / "public")
        if prepared.plan.packed is not None:
            _write_definitions(prepared, beside / "definitions")


def _packages(prepared: Prepared, terminal: int, authority: SigningKey) -> dict[str, bytes]:
    """A terminal's packages by file name, without those that are packed elsewhere."""
    made = {one.file_name: one.package(terminal, authority) for one in prepared.mode_sets}
    return {name: package for name, package in made.items() if package is not None}


@contextmanager
def _put(secrets: Mapping[Path, bytes]) -> Iterator[None]:
    """Write secret files, and take them away again where the block fails: nothing could be done with them then.

    What a killed run has left is replaced: there are no cards to it.
    """
    try:
        for path, content in secrets.items():
            with atomic_file(path, OWNER_ONLY_FILE) as stream:
                stream.write(content)
        yield
    except BaseException:
        for path in secrets:
            discard(path)
        raise


def _record(prepared: Prepared, terminal: int, manifest: bytes, made: Mapping[str, bytes]) -> TerminalRecord:
    plan = prepared.plan
    return TerminalRecord(
        serial_number=plan.serial_number(terminal),
        role=role_of(terminal),
        precinct=plan.number,
        terminal=terminal,
        public_key=prepared.device_keys[terminal].hex(),
        firmware_version=plan.version,
        firmware_hash=hash_of(manifest).hex(),
        packages={name: sha256(content).hexdigest() for name, content in made.items()},
        spare=plan.is_spare(terminal),
    )


def _record_of_spare_desk(plan: PrecinctPlan, said: TerminalKey) -> TerminalRecord:
    return TerminalRecord(
        serial_number=said.serial_number,
        role="desk",
        precinct=plan.number,
        terminal=SPARE_DESK,
        public_key=said.public_key.hex(),
        firmware_version=plan.version,
        firmware_hash=said.firmware.hex(),
        packages={},
        spare=True,
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
            if prepared.plan.spare_desk is not None:
                key = prepared.plan.spare_desk.public_key.hex()
                (place / spare_desk_file(prepared.plan.number)).write_text(f"{key}\n")


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
