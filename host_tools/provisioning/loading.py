"""Brings to a desk's folder what is made elsewhere: its packed package, and later the supplements of its list.

Everything is checked here as the desk checks it, so that a wrong file is found on the workbench and not on the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from host_tools.errors import ProvisioningError
from host_tools.formats import packages
from host_tools.formats.definitions import Device
from host_tools.formats.packages import Package, PackageError
from host_tools.formats.payload import MODE_NAMES
from host_tools.provisioning.device_book import DeviceBook
from host_tools.provisioning.new_terminals import device_of
from host_tools.rolls import other_desks, supplement
from host_tools.rolls.errors import SupplementError
from host_tools.whole_files import atomic_file

_OWNER_ONLY = 0o600


class LoadingError(ProvisioningError):
    """A file that must not go onto this terminal. The message gives the reason."""


def load_package(terminal: Path, package: Path, device_book: Path | None = None) -> Path:
    """Put a desk's packed package into its folder; the path there.

    terminal: the desk's folder.
    package: from `tamga roll pack`.
    device_book: terminals.json, which records the package's hash.

    LoadingError: not signed by the terminal's authority, for another terminal, there is one already, or the device
    book does not know the terminal. DeviceBookError: it is none.
    """
    device, data = _device(terminal), package.read_bytes()
    try:
        opened = packages.open_package(data, device.authority)
    except PackageError as error:
        raise LoadingError(f"{package}: {error}") from None
    if opened.manifest.role != device.role or _place(opened) != _place_of(terminal, device):
        raise LoadingError(f"{package}: is for another terminal than {device.serial_number}")
    if other := next((path for path, one in _there(terminal, device) if _spare(one) != _spare(opened)), None):
        raise LoadingError(
            f"{package}: names another spare desk than {other}, or none; pack it again in another folder, with the "
            "files spare-desk-N.pub beside the definitions"
        )
    target = terminal / "data" / f"{MODE_NAMES[opened.manifest.mode]}.tmpk"
    if target.exists() and target.read_bytes() != data:
        raise LoadingError(f"{target}: is there already and differs; provision the terminal anew")
    if device_book is None:
        _put(target, data)
        return target
    if not device_book.exists():
        raise LoadingError(f"{device_book}: there is no such device book")
    with DeviceBook(device_book) as book:
        record = book.find(device.serial_number)
        if record is None:
            raise LoadingError(
                f"{device_book}: does not know {device.serial_number}; give the terminals.json of its provisioning"
            )
        _put(target, data)
        named = {**record.packages, target.name: sha256(data).hexdigest()}
        book.put(record.model_copy(update={"packages": named}))
    return target


def load_supplement(terminal: Path, file: Path) -> Path:
    """Put the next supplement beside a desk's package, as `<mode>.sup-<number>`; the path there.

    LoadingError: it does not belong to this desk's list, or does not follow what is there.
    """
    device, data = _device(terminal), file.read_bytes()
    try:
        payload = supplement.read(data, device.authority)
        mode = MODE_NAMES[payload.mode]
        if not (terminal / "data" / f"{mode}.tmpk").exists():
            raise LoadingError(f"{terminal}: has no package that this supplement could change")
        opened = packages.open_package((terminal / "data" / f"{mode}.tmpk").read_bytes(), device.authority)
        earlier = earlier_supplements(terminal, opened)
        if data in earlier:
            raise LoadingError(f"{file}: is on the terminal already")
        others = other_desks.other_desks(opened, [supplement.read(one, device.authority) for one in earlier])
        other_desks.refuse_other_desks(opened, payload.added, others)
        supplement.roll_of(opened, [*earlier, data], device.authority)
    except (SupplementError, PackageError) as error:
        raise LoadingError(f"{file}: {error}") from None
    target = terminal / "data" / f"{mode}.sup-{payload.number}"
    _put(target, data, new=True)
    return target


def earlier_supplements(terminal: Path, package: Package) -> list[bytes]:
    """The supplements that lie beside a package, in order."""
    found: list[bytes] = []
    stem = terminal / "data" / f"{MODE_NAMES[package.manifest.mode]}.sup-"
    while (path := stem.with_name(f"{stem.name}{len(found) + 1}")).exists():
        found.append(path.read_bytes())
    return found


def _device(terminal: Path) -> Device:
    return device_of(terminal)


def _place(package: Package) -> tuple[int, bytes | None]:
    """(number, public key) of the terminal that a package is for."""
    return package.manifest.terminal, package.precinct.terminal_key(package.manifest.terminal)


def _place_of(terminal: Path, device: Device) -> tuple[int, bytes | None]:
    """The same of a folder's terminal: its packages from provisioning say it, that for trainings at least."""
    for _, package in _there(terminal, device):
        return _place(package)
    raise LoadingError(f"{terminal}: has no package of its provisioning yet; run tamga provision again first")


def _there(terminal: Path, device: Device) -> Iterator[tuple[Path, Package]]:
    """The packages that a folder has, and their files."""
    for path in sorted((terminal / "data").glob("*.tmpk")):
        yield path, packages.open_package(path.read_bytes(), device.authority)


def _spare(package: Package) -> bytes | None:
    """The key of the district's spare desk that a desk's package names."""
    return package.parts.get(packages.SPARE_PART)


def _put(target: Path, data: bytes, new: bool = False) -> None:
    """The whole file or none, readable only by its owner, as provisioning writes it. new: as for `atomic_file`."""
    with atomic_file(target, _OWNER_ONLY, new) as stream:
        stream.write(data)
