"""A bundle for whoever repairs a terminal: what it is, what its software and log say, and no secret of it.

Of files in `data/` it has names and sizes alone: keys, seeds and packages are there. Everything else in it is public,
or signed by the terminal.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from host_tools.errors import ProvisioningError
from host_tools.fleet.gathering import KIND
from host_tools.formats import cose
from host_tools.formats.definitions import Device, FirmwareManifest, Precinct
from host_tools.formats.payload import PayloadError
from host_tools.provisioning.firmware import BOARD_NAME, MANIFEST_NAME, differences
from host_tools.provisioning.spare import DATA
from host_tools.verifying import loading, log_document, slips
from host_tools.verifying.cartridges import Cartridge
from host_tools.verifying.desk_images import DeskCartridge, is_of_desk
from host_tools.verifying.event_log import read_log
from host_tools.verifying.keyring import KeyRing

TERMINAL, LOG, SLIPS = "terminal.json", "log.json", "readiness"
_DEVICE_FILE, _CRASHES_FILE = "device.cbor", "crashes"
_CALIBRATION_FILE = "touch.bin"
_WHEN = (1980, 1, 1, 0, 0, 0)  # of every file in it: the same things make the same bundle


class DiagnosticsError(ProvisioningError):
    """A folder that is no terminal's. The message says what is missing and the way out."""


def of_terminal(folder: Path, authority: bytes) -> dict[str, object]:
    """What a terminal's files say, as read back. authority: public key that its software must be signed by."""
    data = folder / DATA
    try:
        device = Device.from_cbor((data / _DEVICE_FILE).read_bytes())
    except (OSError, PayloadError) as error:
        raise DiagnosticsError(
            f"{folder}: has no {DATA}/{_DEVICE_FILE}; give a terminal's files as read back"
        ) from error
    crashes = data / _CRASHES_FILE
    return {
        "serial_number": device.serial_number,
        "role": device.role,
        "software": _software(folder, authority),
        "problems": differences(folder, authority),
        "crashes": list(crashes.read_bytes()) if crashes.is_file() else [],
        "touch_calibrated": (data / _CALIBRATION_FILE).is_file(),
        "data": {path.name: path.stat().st_size for path in sorted(data.iterdir()) if path.is_file()},
    }


def _software(folder: Path, authority: bytes) -> str:
    path = folder / MANIFEST_NAME
    payload = cose.verify1(path.read_bytes(), authority) if path.is_file() else None
    return FirmwareManifest.from_cbor(payload).version if payload else ""


def of_chips(first: bytes, second: bytes, precinct: Precinct) -> dict[str, object]:
    """The event log on two images as NIST SP 1500-101, with whether its chain and its signed heads hold."""
    images = DeskCartridge(first, second) if is_of_desk(first) or is_of_desk(second) else Cartridge(first, second)
    terminal = images.header.terminal
    log = read_log(images, precinct.terminal_key(terminal))
    return {
        "events": len(log.entries),
        "torn": log.torn,
        "signed_heads": len(log.signed_heads),
        "wrong_signatures": log.wrong_signatures,
        "log": log_document.document(log, precinct, terminal),
    }


def of_slips(paths: Sequence[Path], ring: KeyRing) -> dict[str, bytes]:
    """The readiness slips in some pictures, each as its signed object and in words. LoadError: a useless picture."""
    found = {}
    for number, data in enumerate((data for kind, data in loading.load_objects(paths) if kind == KIND), 1):
        lines = [finding.text for finding in slips.verify_slip(KIND, data, ring).findings]
        found[f"{SLIPS}/{number}.cose"] = data
        found[f"{SLIPS}/{number}.txt"] = "".join(line + "\n" for line in lines).encode()
    return found


def bundle(
    folder: Path, authority: bytes, log: Mapping[str, object] | None, readiness: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The files of the bundle by name. log: of `of_chips`; readiness: of `of_slips`."""
    files = {TERMINAL: _json(of_terminal(folder, authority))}
    board = folder / BOARD_NAME
    if board.is_file():
        files[BOARD_NAME] = board.read_bytes()
    if log is not None:
        files[LOG] = _json(log)
    return files | dict(readiness)


def _json(content: Mapping[str, object]) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The bundle as one file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _WHEN), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
