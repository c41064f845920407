"""A role's firmware as a folder with a signed list of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.boards.board_file import BoardError, values_of
from host_tools.boards.checking import faults
from host_tools.boards.connections import PROCESSOR, wired
from host_tools.formats import cose
from host_tools.formats.definitions import FirmwareManifest, Item, Role
from host_tools.provisioning import arithmetic, romfs, text_index
from host_tools.provisioning.arguments import keywords_below
from host_tools.provisioning.closure import firmware_files
from host_tools.provisioning.compiling import COMPILED, ROM, code_for, compiled, name_on_terminal

MANIFEST_NAME = "firmware.tmf"
IMAGE_NAME = "firmware.romfs"  # for the terminal's ROM partition; all else is for its writable file system
BOARD_NAME = "board.py"


@dataclass(frozen=True)
class Firmware:
    """The files of a role, the signed manifest, and what slips call it: h(manifest).

    files: by path on the terminal; those below /rom are in the image.
    """

    files: dict[str, bytes]
    signed: bytes
    hash: bytes


def collect(
    device: Path, board: Path, role: Role, version: str, authority: SigningKey, code: str | None = None
) -> Firmware:
    """The firmware of a role. CompilingError, ClosureError; BoardError for wires that cannot work.

    device: the folder of the sources.
    board: the board file.
    role, version: what the manifest says.
    authority: signs the manifest.
    code: the processor, as mpy-cross calls it; None takes the board's.
    """
    files, payload = contents(device, board, role, version, code)
    return Firmware(files, cose.sign1(payload, authority), sha256(payload).digest())


def contents(
    device: Path, board: Path, role: Role, version: str, code: str | None = None
) -> tuple[dict[str, bytes], bytes]:
    """(the files of a role by path on the terminal, the list of them that is to be signed); for the rest: `collect`."""
    _refuse_conflicts(board)
    layer = arithmetic.layer_for(board, code)
    code = code or code_for(board)
    files, keywords = {}, keywords_below(device)
    for name in arithmetic.shipped(firmware_files(device, role), layer):
        content, target = (device / name).read_bytes(), name_on_terminal(name)
        if name == arithmetic.LAYER_FILE:
            content = arithmetic.named(content, layer)
        files[target] = compiled(name, content, code, keywords) if target.endswith(COMPILED) else content
    files |= text_index.indexes(files)
    files[BOARD_NAME] = board.read_bytes()
    items = [Item(name, len(content), sha256(content).digest()) for name, content in sorted(files.items())]
    return files, FirmwareManifest(role=role, version=version, files=items).to_cbor()


def rom_image(files: Mapping[str, bytes]) -> bytes:
    """The image for the ROM partition. files: of a role, by path on the terminal."""
    return romfs.build({name.removeprefix(ROM): content for name, content in files.items() if name.startswith(ROM)})


def _refuse_conflicts(board: Path) -> None:
    """BoardError for a board whose pins cannot do what it wants of them. One that names no processor is not checked."""
    if PROCESSOR not in values_of(board):
        return
    found = faults(wired(board))
    if found:
        raise BoardError(f"{board}: {found[0]}; run: tamga board check {board}")


def write(firmware: Firmware, folder: Path) -> None:
    """Put the image, the other files and the manifest into a new folder."""
    for name, content in firmware.files.items():
        if name.startswith(ROM):
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / IMAGE_NAME).write_bytes(rom_image(firmware.files))
    (folder / MANIFEST_NAME).write_bytes(firmware.signed)


def files_in(folder: Path) -> dict[str, bytes]:
    """The files of a terminal's folder by path on the terminal, without manifest and `data/`.

    OSError or RomfsError where there is no image or a bad one.
    """
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    present = {
        name: path.read_bytes()
        for name, path in paths.items()
        if name not in (MANIFEST_NAME, IMAGE_NAME) and not name.startswith("data/")
    }
    in_rom = romfs.read((folder / IMAGE_NAME).read_bytes())
    return present | {ROM + name: content for name, content in in_rom.items()}


def differences(folder: Path, authority: bytes) -> list[str]:
    """What is wrong with the firmware in a folder, in words; empty when it is as signed. `data/` is not firmware."""
    try:
        payload = cose.verify1((folder / MANIFEST_NAME).read_bytes(), authority)
    except OSError:
        return [f"{MANIFEST_NAME} is missing"]
    if payload is None:
        return [f"{MANIFEST_NAME} is not signed by this authority"]
    try:
        present = files_in(folder)
    except OSError:
        return [f"{IMAGE_NAME} is missing"]
    except romfs.RomfsError as error:
        return [f"{IMAGE_NAME} is damaged: {error}"]
    listed = {item.name: item for item in FirmwareManifest.from_cbor(payload).files}
    found = [f"{name} is missing" for name in sorted(set(listed) - set(present))]
    found += [f"{name} is not on the list" for name in sorted(set(present) - set(listed))]
    for name in sorted(set(present) & set(listed)):
        if sha256(present[name]).digest() != listed[name].hash:
            found.append(f"{name} is altered")
    return found
