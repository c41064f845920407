"""A spare takes the place of a terminal that died: what the dead one kept, and the spare's own firmware and glass.

The files of a terminal are its identity: its key, its generator's seed, its packages, which openings there were. With
them and the cartridge a spare goes on where the dead terminal stopped. Two terminals with one identity must never run.
"""

from __future__ import annotations

from pathlib import Path

from host_tools.errors import ProvisioningError
from host_tools.formats import cose
from host_tools.formats.definitions import Device, FirmwareManifest
from host_tools.formats.payload import PayloadError
from host_tools.provisioning.firmware import MANIFEST_NAME, differences
from host_tools.provisioning.own_keys import OWN_KEY_FILE
from host_tools.whole_files import atomic_folder

DATA = "data"
_DEVICE_FILE, _SEED_FILE = "device.cbor", "seed.bin"
_OF_THE_BOARD = ("touch.bin", "last.page", "crashes")  # its glass, a page drawn for its panel, its own failures
_BEFORE_A_FIRST_START = (*_OF_THE_BOARD, _DEVICE_FILE, _SEED_FILE)
_KEY_BYTES = 32


class SpareError(ProvisioningError):
    """A spare that cannot take this terminal's place. The message gives the reason and the way out."""


def take_place(dead: Path, spare: Path, authority: bytes) -> str:
    """Put what a dead terminal kept onto a spare, whole or not at all. Returns the serial number that goes on.

    dead: its files, as read back. spare: a terminal's folder with the firmware of that role and no key of its own yet.
    authority: public key that the firmware must be signed by. SpareError with the reason; nothing is changed then.
    """
    device = _identity(dead)
    if (spare / DATA / OWN_KEY_FILE).exists():
        raise SpareError(f"{spare}: has a key of its own already; erase the board and put only firmware on it")
    found = differences(spare, authority)
    if found:
        raise SpareError(f"{spare}: {found[0]}; put the signed firmware on it again")
    manifest = FirmwareManifest.from_cbor(cose.verify1((spare / MANIFEST_NAME).read_bytes(), authority) or b"")
    if manifest.role != device.role:
        raise SpareError(f"{spare}: has the firmware of a {manifest.role}; {device.serial_number} is a {device.role}")
    own = {name: (spare / DATA / name) for name in _OF_THE_BOARD}
    with atomic_folder(spare / DATA, _BEFORE_A_FIRST_START) as folder:
        for path in sorted((dead / DATA).iterdir()):
            if path.name not in _OF_THE_BOARD:
                (folder / path.name).write_bytes(path.read_bytes())
        for name, path in own.items():
            if path.exists():
                (folder / name).write_bytes(path.read_bytes())
    return device.serial_number


def _identity(dead: Path) -> Device:
    data = dead / DATA
    try:
        device = Device.from_cbor((data / _DEVICE_FILE).read_bytes())
    except (OSError, PayloadError) as error:
        raise SpareError(f"{data / _DEVICE_FILE}: missing or damaged; read the dead terminal's files again") from error
    sizes = {name: (data / name).stat().st_size if (data / name).exists() else 0 for name in (OWN_KEY_FILE, _SEED_FILE)}
    for name, size in sizes.items():
        if size != _KEY_BYTES:
            raise SpareError(
                f"{data / name}: missing or damaged. Nobody can sign as {device.serial_number} any more: "
                "provision again before the opening, or count the slips on paper after it"
            )
    if not list(data.glob("*.tmpk")):
        raise SpareError(f"{data}: has no package; read the dead terminal's files again")
    return device
