"""A package file, checked completely before any of it is used (docs/formats.md, section 3)."""

import asyncio
import hashlib

from formats import cose, payloads
from formats.refused import Refused

_MAGIC = b"TMPK1\0"
_PIECE_BYTES = 1024
_LARGEST_MANIFEST = 4096


class Package:
    """The parts of a checked file, read on demand since the roll is too large for memory.

    path: the file.
    manifest: its manifest.
    begin: offset of the first part.
    """

    def __init__(self, path: str, manifest: payloads.Manifest, begin: int):
        self.path, self.manifest = path, manifest
        self._at = {}
        for name, size, _ in manifest.parts:
            self._at[name] = (begin, size)
            begin += size

    def place(self, name: str) -> tuple[int, int] | None:
        """(offset in the file, size) of a part."""
        return self._at.get(name)

    def part(self, name: str) -> bytes:
        """The bytes of a part; empty if there is none."""
        if name not in self._at:
            return b""
        begin, size = self._at[name]
        with open(self.path, "rb") as file:
            file.seek(begin)
            return file.read(size)


def load(path: str, authority: bytes) -> Package | Refused:
    """Check the signature of the election authority and every hash. Returns the package, or why it is refused."""
    try:
        with open(path, "rb") as file:
            return _checked(path, file, authority)
    except OSError:
        return Refused("package_missing")


def _checked(path: str, file, authority: bytes) -> Package | Refused:
    head = file.read(len(_MAGIC) + 2)
    length = int.from_bytes(head[len(_MAGIC) :], "little")
    if head[: len(_MAGIC)] != _MAGIC or length > _LARGEST_MANIFEST:
        return Refused("package_damaged")
    payload = cose.verify1(file.read(length), authority)
    if payload is None:
        return Refused("package_signature")
    manifest = payloads.decode(payloads.MANIFEST, payload)
    if isinstance(manifest, Refused):
        return Refused("package_damaged")
    piece = bytearray(_PIECE_BYTES)
    for _, size, digest in manifest.parts:
        if _digest(file, size, piece) != digest:
            return Refused("package_damaged")
    if file.read(1):
        return Refused("package_damaged")
    return Package(path, manifest, len(head) + length)


def _digest(file, size: int, piece: bytearray) -> bytes:
    digest = hashlib.sha256()
    while size:
        count = file.readinto(memoryview(piece)[: min(size, len(piece))])
        if not count:
            return b""
        digest.update(memoryview(piece)[:count])
        size -= count
    return digest.digest()


async def check_firmware(signed: bytes, authority: bytes, role: str) -> bytes | None:
    """The firmware hash if every file matches the signed manifest, else None.

    signed: the manifest.
    authority: its public key, 32 bytes.
    role: the terminal's; the manifest must be for it.
    """
    payload = cose.verify1(memoryview(signed), authority)  # a view: no second copy of what is long
    if payload is None:
        return None
    piece = bytearray(_PIECE_BYTES)
    for item in payloads.firmware_files(payload, role):
        await asyncio.sleep_ms(0)
        if item is None:
            return None
        path, size, digest = item
        try:
            with open(path, "rb") as file:
                if _digest(file, size, piece) != digest or file.read(1):
                    return None
        except OSError:
            return None
    return hashlib.sha256(payload).digest()
