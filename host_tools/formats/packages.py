"""Package files (formats, section 3): a signed manifest and parts, checked whole before anything is used."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import sha256

from nacl.signing import SigningKey

from host_tools.errors import FormatsError
from host_tools.formats import cbor, cose
from host_tools.formats.definitions import Election, Item, Manifest, Precinct, Role, Secrets
from host_tools.formats.payload import PayloadError

MAGIC = b"TMPK1\x00"
SPARE_PART = "spare"  # of a desk: public key of the spare that takes its place, if it dies


class PackageError(FormatsError):
    """A package that must not be used. The message says why."""


@dataclass(frozen=True)
class Package:
    """A verified package."""

    manifest: Manifest
    parts: dict[str, bytes]

    @property
    def election(self) -> Election:
        """Its election definition."""
        return Election.from_cbor(self.parts["election"])

    @property
    def precinct(self) -> Precinct:
        """Its precinct definition."""
        return Precinct.from_cbor(self.parts["precinct"])

    @property
    def secrets(self) -> Secrets:
        """What it shares with its terminal."""
        return Secrets.from_map(cbor.decode(self.parts["secrets"]))


def build(role: Role, precinct: int, mode: int, terminal: int, parts: dict[str, bytes], authority: SigningKey) -> bytes:
    """The bytes of a package.

    role, precinct, mode, terminal: whom it is for; the desk is terminal 0.
    parts: content by name, in the order of the file.
    authority: signs it.
    """
    items = [Item(name, len(content), sha256(content).digest()) for name, content in parts.items()]
    manifest = Manifest(role=role, precinct=precinct, mode=mode, terminal=terminal, parts=items)
    signed = cose.sign1(manifest.to_cbor(), authority)
    return MAGIC + struct.pack("<H", len(signed)) + signed + b"".join(parts.values())


def signed_manifest(data: bytes) -> bytes:
    """The signed list of a package's parts, which may be published while the parts may not."""
    (size,) = struct.unpack_from("<H", data, len(MAGIC))
    return data[len(MAGIC) + 2 : len(MAGIC) + 2 + size]


def open_package(data: bytes, authority: bytes) -> Package:
    """The package in data. PackageError: not a package, not signed by this authority key, damaged or incomplete."""
    if not data.startswith(MAGIC) or len(data) < len(MAGIC) + 2:
        raise PackageError("this is not a Tamga package")
    (size,) = struct.unpack_from("<H", data, len(MAGIC))
    at = len(MAGIC) + 2 + size
    signed = data[len(MAGIC) + 2 : at]
    if len(signed) != size:
        raise PackageError("the package is cut short")
    payload = cose.verify1(signed, authority)
    if payload is None:
        raise PackageError("the package is not signed by this election authority, or its list of parts was altered")
    try:
        manifest = Manifest.from_cbor(payload)
    except PayloadError as error:
        raise PackageError(str(error)) from error
    parts = {}
    for item in manifest.parts:
        content = data[at : at + item.size]
        at += item.size
        if len(content) != item.size:
            raise PackageError(f"the package is cut short in its part {item.name}")
        if sha256(content).digest() != item.hash or item.name in parts:
            raise PackageError(f"the package's part {item.name} is damaged")
        parts[item.name] = content
    if at != len(data):
        raise PackageError("the package has bytes after its last part")
    return Package(manifest, parts)
