"""The first step of provisioning: a folder per terminal with its firmware and its name, and no key of any kind.

Each terminal then makes its own signing key at its first start and shows the public half (`own_keys`); packages name it
and follow in the second step (`provision`).
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.errors import ProvisioningError
from host_tools.formats import cose
from host_tools.formats.definitions import Device, Role
from host_tools.formats.payload import PayloadError
from host_tools.formats.places import file_name, is_desk
from host_tools.keys import files
from host_tools.keys.randomness import RandomBytes, system
from host_tools.provisioning import firmware
from host_tools.provisioning.closure import ROLES
from host_tools.provisioning.plan import PrecinctPlan
from host_tools.whole_files import entries_whole

ROOT = Path(__file__).parents[2]
DEVICE, BOARD = ROOT / "device", ROOT / "hw" / "boards" / "tamga_s3.py"
TERMINALS = "terminals"
_DEVICE_FILE, _SEED_FILE = "device.cbor", "seed.bin"


class TerminalsError(ProvisioningError):
    """Folders of terminals that are not those of the plan. The message gives the reason and the way out."""


def place_of(folder: Path, terminal: int) -> Path:
    """A terminal's folder. folder: of the precinct; terminal: its number (`places`)."""
    return folder / TERMINALS / file_name(terminal)


def role_of(terminal: int) -> Role:
    """What a terminal is, by its number."""
    return "desk" if is_desk(terminal) else "booth"


def make_terminals(
    plan: PrecinctPlan,
    authority: SigningKey,
    folder: Path,
    device: Path = DEVICE,
    board: Path = BOARD,
    random_bytes: RandomBytes = system,
    code: str | None = None,
    images: Mapping[Role, firmware.Firmware] | None = None,
) -> dict[int, Path]:
    """Write `terminals/desk` and `terminals/booth-N` below a folder, all or nothing; each terminal's folder.

    plan: how many there are, and their serial numbers.
    authority: signs the firmware.
    folder: of the precinct.
    device, board: where the firmware's sources are, and the board file.
    random_bytes: gives each terminal the first seed of its generator, which is not enough to foresee its key.
    code: the processor that the firmware is compiled for; None is the board's.
    images: what `images_of` gave for the same board, code, version and authority; None collects them here.
    FileExistsError: there are terminals already.
    """
    images = images or images_of(plan.version, authority, device, board, code)
    with entries_whole(folder) as beside:
        for terminal in plan.terminals:
            called = _device(plan, terminal, authority)
            _write(place_of(beside, terminal), called, images[called.role], random_bytes)
    return {terminal: place_of(folder, terminal) for terminal in plan.terminals}


def make_spare(
    folder: Path,
    name: str,
    device: Device,
    image: firmware.Firmware,
    random_bytes: RandomBytes = system,
) -> Path:
    """Write `terminals/<name>` below a district's folder, all or nothing: a spare that is of no precinct; its folder.

    image: of its role, from `images_of`. random_bytes: as for `make_terminals`. FileExistsError: there is one.
    """
    with entries_whole(folder / TERMINALS) as beside:
        _write(beside / name, device, image, random_bytes)
    return folder / TERMINALS / name


def _write(place: Path, device: Device, image: firmware.Firmware, random_bytes: RandomBytes) -> None:
    (place / "data").mkdir(parents=True)
    firmware.write(image, place)
    files.write_secret(place / "data" / _DEVICE_FILE, device.to_cbor())
    files.write_secret(place / "data" / _SEED_FILE, random_bytes(32))


def images_of(
    version: str, authority: SigningKey, device: Path = DEVICE, board: Path = BOARD, code: str | None = None
) -> dict[Role, firmware.Firmware]:
    """The signed firmware of each role, the same for every precinct of one board. The rest as for `make_terminals`."""
    return {role: firmware.collect(device, board, role, version, authority, code) for role in ROLES}


def _device(plan: PrecinctPlan, terminal: int, authority: SigningKey) -> Device:
    return Device(
        role=role_of(terminal),
        serial_number=plan.serial_number(terminal),
        authority=bytes(authority.verify_key),
    )


def device_of(place: Path) -> Device:
    """Who the terminal of a folder is. TerminalsError: there is no terminal, or its file is damaged."""
    try:
        return Device.from_cbor((place / "data" / _DEVICE_FILE).read_bytes())
    except FileNotFoundError:
        raise TerminalsError(f"{place}: is not a terminal's folder; it has no data/{_DEVICE_FILE}") from None
    except PayloadError:
        raise TerminalsError(f"{place}/data/{_DEVICE_FILE}: is damaged; provision the terminal anew") from None


def signed_firmware(place: Path, authority: bytes) -> bytes:
    """The signed manifest of a terminal's firmware. TerminalsError: the files are not as the authority signed them."""
    if found := firmware.differences(place, authority):
        raise TerminalsError(f"{place}: {found[0]}; move {place.parent} away and make the terminals anew")
    return (place / firmware.MANIFEST_NAME).read_bytes()


def hash_of(signed: bytes) -> bytes:
    """What slips call a firmware. signed: its manifest, which was checked."""
    return sha256((cose.peek1(signed) or (b"", b""))[1]).digest()


def check_terminals(plan: PrecinctPlan, authority: SigningKey, folder: Path) -> dict[int, Path]:
    """The folders of a plan's terminals, made before. TerminalsError: other ones are there."""
    places = {terminal: place_of(folder, terminal) for terminal in plan.terminals}
    there = {path for path in (folder / TERMINALS).iterdir() if path.is_dir()}
    wanted = set(places.values())
    if there != wanted:
        names = ", ".join(sorted(path.name for path in there ^ wanted))
        raise TerminalsError(
            f"{folder / TERMINALS}: {names}: not as planned; move it away, or give the numbers of desks and "
            "booths that it was made with"
        )
    for terminal, place in places.items():
        if device_of(place) != _device(plan, terminal, authority):
            raise TerminalsError(f"{place}: is of another precinct or authority; name a folder of this precinct's own")
    return places
