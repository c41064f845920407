"""The identity of a terminal, its own signing key, its random generator, and the hash of its signed firmware.

Read once at each start; docs/formats.md, section 3. The signing key is made on the terminal (`terminal.newborn`).
"""

import os

import memory
from crypto.drbg import Drbg
from formats import payloads
from formats.cose import is_bytes
from formats.package import check_firmware
from formats.refused import Refused
from storage import files

_SEED_FILE, _DEVICE_FILE, _FIRMWARE_FILE = "data/seed.bin", "data/device.cbor", "firmware.tmf"
_KEY_FILE = "data/own_key.bin"
_SEED_BYTES = 32


def read() -> payloads.Device | None:
    """This terminal's identity, or None if missing or invalid."""
    device = payloads.decode(payloads.DEVICE, _content(_DEVICE_FILE))
    if isinstance(device, Refused) or len(_content(_SEED_FILE)) != _SEED_BYTES:
        return None
    if not isinstance(device.role, str) or not isinstance(device.serial_number, str):
        return None
    return device if is_bytes(device.authority, 32) and len(_content(_KEY_FILE)) in (0, _SEED_BYTES) else None


def own_key() -> bytes | None:
    """The seed of this terminal's Ed25519 key; None before the terminal has made it."""
    return _content(_KEY_FILE) or None


def keep_own_key(seed: bytes) -> None:
    """Store the key, whole or not at all: nobody else ever has it."""
    files.replace(_KEY_FILE, seed)


def become(device: payloads.Device, seed: bytes) -> None:
    """Be another terminal from the next start on: its name first, its key last."""
    files.replace(_DEVICE_FILE, payloads.encode(payloads.DEVICE, device))
    keep_own_key(seed)


async def firmware_hash(device: payloads.Device) -> bytes | None:
    """The hash of the firmware that the authority signed for this role; None if another one runs here."""
    with memory.Churning():
        return await check_firmware(_content(_FIRMWARE_FILE), device.authority, device.role)


def new_drbg(serial: str) -> Drbg:
    """The random generator. The seed is replaced before use, so that no two starts share it, even after a power cut."""
    drbg = Drbg(_content(_SEED_FILE) + os.urandom(32), serial.encode())
    files.replace(_SEED_FILE, drbg.generate(32))
    return drbg


def _content(path: str) -> bytes:
    return files.read(path) or b""
