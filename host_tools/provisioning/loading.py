"""Brings to a desk's folder what is made elsewhere: its packed package, and later the supplements of its list.

Everything is checked here as the desk checks it, so that a wrong file is found on the workbench and not on the day.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.formats import packages
from host_tools.formats.definitions import Device
from host_tools.formats.packages import Package, PackageError
from host_tools.formats.payload import MODE_NAMES
from host_tools.provisioning.register import Register
from host_tools.rolls import supplement
from host_tools.rolls.errors import SupplementError
from host_tools.whole_files import atomic_file

_OWNER_ONLY = 0o600


class LoadingTrouble(ValueError):
    """A file that must not go onto this terminal. The message gives the reason."""


def load_package(terminal: Path, package: Path, register: Path | None = None) -> Path:
    """Put a desk's packed package onto its folder; the path there. register: terminals.json, which notes its hash.

    LoadingTrouble: not signed by the terminal's authority, for another terminal, there is one already, or the register
    does not know the terminal. RegisterError: it is none.
    """
    device, data = _device(terminal), package.read_bytes()
    try:
        opened = packages.open_package(data, device.authority)
    except PackageError as trouble:
        raise LoadingTrouble(f"{package}: {trouble}") from None
    if opened.manifest.role != device.role or opened.precinct.desk != bytes(SigningKey(device.seed).verify_key):
        raise LoadingTrouble(f"{package}: is for another terminal than {device.serial_number}")
    target = terminal / "data" / f"{MODE_NAMES[opened.manifest.mode]}.tmpk"
    if target.exists() and target.read_bytes() != data:
        raise LoadingTrouble(f"{target}: is there already and differs; provision the terminal anew")
    if register is None:
        _put(target, data)
        return target
    if not register.exists():
        raise LoadingTrouble(f"{register}: there is no such register")
    with Register(register) as opened_register:
        record = opened_register.find(device.serial_number)
        if record is None:
            raise LoadingTrouble(
                f"{register}: does not know {device.serial_number}; give the register of its provisioning"
            )
        _put(target, data)
        named = {**record.packages, target.name: sha256(data).hexdigest()}
        opened_register.put(record.model_copy(update={"packages": named}))
    return target


def load_supplement(terminal: Path, file: Path) -> Path:
    """Put the next supplement beside a desk's package, as `<mode>.sup-<number>`; the path there.

    LoadingTrouble: it does not belong to this desk's list, or does not follow what is there.
    """
    device, data = _device(terminal), file.read_bytes()
    try:
        payload = supplement.read(data, device.authority)
        mode = MODE_NAMES[payload.mode]
        if not (terminal / "data" / f"{mode}.tmpk").exists():
            raise LoadingTrouble(f"{terminal}: has no package that this supplement could change")
        opened = packages.open_package((terminal / "data" / f"{mode}.tmpk").read_bytes(), device.authority)
        earlier = earlier_supplements(terminal, opened)
        if data in earlier:
            raise LoadingTrouble(f"{file}: is on the terminal already")
        supplement.roll_of(opened, [*earlier, data], device.authority)
    except (SupplementError, PackageError) as trouble:
        raise LoadingTrouble(f"{file}: {trouble}") from None
    target = terminal / "data" / f"{mode}.sup-{payload.number}"
    _put(target, data)
    return target


def earlier_supplements(terminal: Path, package: Package) -> list[bytes]:
    """The supplements that lie beside a package, in order."""
    found: list[bytes] = []
    stem = terminal / "data" / f"{MODE_NAMES[package.manifest.mode]}.sup-"
    while (path := stem.with_name(f"{stem.name}{len(found) + 1}")).exists():
        found.append(path.read_bytes())
    return found


def _device(terminal: Path) -> Device:
    return Device.from_cbor((terminal / "data" / "device.cbor").read_bytes())


def _put(target: Path, data: bytes) -> None:
    """The whole file or none, readable only by its owner, as provisioning writes it."""
    with atomic_file(target, _OWNER_ONLY) as stream:
        stream.write(data)
