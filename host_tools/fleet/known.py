"""What readiness slips are held against: definitions, register of images, device book, signed lists of packages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from host_tools.fleet.board import Known
from host_tools.formats import cose
from host_tools.formats.definitions import Manifest
from host_tools.formats.payload import PayloadError
from host_tools.provisioning.device_book import DeviceBook
from host_tools.verifying import images
from host_tools.verifying.keyring import KeyRing

_ROLL, _ROLL_BYTES = "roll", 16
_OFFICIAL = 0


def known_from(ring: KeyRing, keys: Sequence[Path], book: Path | None, register: Path | None) -> Known:
    """All that was given. keys: the files and folders that the ring is of. DeviceBookError, RegisterError."""
    found = None
    if register is not None:
        if len(ring.authorities) != 1:
            raise images.RegisterError("--register: give the one authority with --authority")
        found = images.read(register, ring.authorities[0])
    firmware = {}
    if book is not None:
        firmware = {one.serial_number: bytes.fromhex(one.firmware_hash) for one in DeviceBook(book).everything()}
    precincts = {one.precinct: one for one in ring.precincts if one.mode == _OFFICIAL and one.booths}
    return Known(precincts, found, firmware, dict(_rolls(ring, keys)))


def _rolls(ring: KeyRing, keys: Sequence[Path]) -> list[tuple[int, bytes]]:
    """(precinct, beginning of the roll's hash) of the signed lists of official desks' packages."""
    rolls = []
    for path in [one for key in keys for one in (sorted(key.glob("*.cose")) if key.is_dir() else [key])]:
        data = path.read_bytes() if path.suffix == ".cose" else b""
        signed = next((found for key in ring.authorities if (found := cose.verify1(data, key)) is not None), None)
        try:
            manifest = Manifest.from_cbor(signed or b"")
        except PayloadError:
            continue
        if manifest.mode == _OFFICIAL and manifest.role == "desk":
            rolls += [(manifest.precinct, part.hash[:_ROLL_BYTES]) for part in manifest.parts if part.name == _ROLL]
    return rolls
