"""The identity of a terminal, the seed of its random generator, and the hash of its signed firmware.

Read once at each start; docs/formats.md, section 3.
"""

import os

import memory
from crypto.drbg import Drbg
from formats import payloads
from formats.cose import is_bytes
from formats.package import check_firmware
from formats.refused import Refused

_SEED_FILE, _DEVICE_FILE, _FIRMWARE_FILE = "data/seed.bin", "data/device.cbor", "firmware.tmf"
_SEED_BYTES = 32


def read() -> payloads.Device | None:
    """This terminal's identity, or None if missing or invalid."""
    device = payloads.decode(payloads.DEVICE, _content(_DEVICE_FILE))
    if isinstance(device, Refused) or len(_content(_SEED_FILE)) != _SEED_BYTES:
        return None
    if not isinstance(device.role, str) or not isinstance(device.serial_number, str):
        return None
    return device if is_bytes(device.seed, 32) and is_bytes(device.authority, 32) else None


def firmware_hash(device: payloads.Device) -> bytes | None:
    """The hash of the firmware that the authority signed for this role; None if another one runs here."""
    with memory.Churning():
        return check_firmware(_content(_FIRMWARE_FILE), device.authority, device.role)


def new_drbg(serial: str) -> Drbg:
    """The random generator. The seed is replaced before use, so that no two starts share it, even after a power cut."""
    drbg = Drbg(_content(_SEED_FILE) + os.urandom(32), serial.encode())
    with open(_SEED_FILE + ".new", "wb") as file:
        file.write(drbg.generate(32))
    os.rename(_SEED_FILE + ".new", _SEED_FILE)
    return drbg


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
