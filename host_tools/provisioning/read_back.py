"""A terminal that was read back after the day, against the register of images and what its slips said it ran."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from host_tools.audit.terminals import Terminal
from host_tools.determining.nation import Nation
from host_tools.formats import cose
from host_tools.formats.definitions import FirmwareManifest
from host_tools.formats.payload import PayloadError
from host_tools.formats.places import FIRST_DESK, file_name, is_desk
from host_tools.formats.read_back import NOT_READ, ReadBackLine
from host_tools.provisioning.firmware import MANIFEST_NAME, differences
from host_tools.provisioning.new_terminals import role_of


def folder_of(read: Path, terminal: Terminal) -> Path:
    """Where the files of a terminal lie: `17-desk`, `17-booth-2`."""
    return read / f"{terminal.precinct}-{file_name(terminal.terminal)}"


def compared(nation: Nation, terminal: Terminal, folder: Path) -> ReadBackLine:
    """What a terminal's files come to. folder: as read back, with its firmware and its manifest."""
    if not folder.is_dir():
        return ReadBackLine(*terminal, NOT_READ, [f"it was not read back: there is no {folder.name}"])
    problems = differences(folder, nation.commission.authority)
    manifest = _manifest(folder, nation.commission.authority)
    if manifest is None:
        return ReadBackLine(*terminal, NOT_READ, problems)
    payload, said = manifest
    image = sha256(payload).digest()
    if said.role != role_of(terminal.terminal):
        problems.append(f"it has the firmware of a {said.role}")
    register = nation.commission.firmware
    if register is None or image not in register:
        problems.append(f"its image {image.hex()[:16]} is not in the register of images")
    named = _named(nation, terminal)
    if named is None:
        problems.append("no slip of it names an image, so that there is nothing to compare with")
    elif named != image:
        problems.append(f"its slips named the image {named.hex()[:16]}, and it has {image.hex()[:16]}")
    return ReadBackLine(*terminal, image, problems)


def _manifest(folder: Path, authority: bytes) -> tuple[bytes, FirmwareManifest] | None:
    """(payload, content) of a genuine manifest; None is among the differences already."""
    path = folder / MANIFEST_NAME
    payload = cose.verify1(path.read_bytes(), authority) if path.is_file() else None
    try:
        return None if payload is None else (payload, FirmwareManifest.from_cbor(payload))
    except PayloadError:
        return None


def _named(nation: Nation, terminal: Terminal) -> bytes | None:
    """The image that a terminal signed on the day."""
    result = nation.results[terminal.precinct]
    if not is_desk(terminal.terminal):
        return result.booth_firmware.get(terminal.terminal)
    return result.protocol.content.firmware if result.protocol and terminal.terminal == FIRST_DESK else None
