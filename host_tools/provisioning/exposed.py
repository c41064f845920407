"""What must not lie open: secrets in a public folder, and secret files that others on this computer can read."""

from __future__ import annotations

import base64
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from nacl.signing import SigningKey

from host_tools.findings import Report
from host_tools.formats.definitions import Precinct
from host_tools.formats.payload import PayloadError
from host_tools.keys.files import kind_of

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_SECRET_NAMES = ("*.key", "*.tmpk", "device.cbor", "seed.bin", "*-pins.txt", "cards.json")


class Secret(NamedTuple):
    """Bytes that must be in no public file. name: for messages."""

    name: str
    value: bytes


def check_public(folder: Path, secrets: list[Secret], report: Report) -> None:
    """Look into every file of a public folder for secrets, as bytes and as text, and for private keys.

    folder: what anybody gets.
    secrets: what must not be there.
    report: takes the findings.
    """
    clean = True
    contents = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    published = {value: path for path, content in contents.items() for value in _public_values(content)}
    for path, content in contents.items():
        name = f"public/{path.relative_to(folder)}"
        for secret in secrets:
            if any(form in content for form in _forms(secret.value)):
                clean = False
                report.bad(f"{name}: holds {secret.name}; withdraw the folder and provision this precinct anew")
        if kind_of(content[:64].decode("ascii", "replace")) is not None or path.match("*.tmpk"):
            clean = False
            report.bad(f"{name}: is secret; withdraw the folder")
    for value, path in published.items():
        derived = bytes(SigningKey(value).verify_key)
        if derived in published:
            clean = False
            report.bad(f"public/{path.relative_to(folder)}: holds the private half of a published key; make a new key")
    if clean:
        report.good(f"public/: {len(contents)} files, nothing secret found")


def check_modes(folder: Path, report: Report) -> None:
    """Secret files that others may read."""
    for pattern in _SECRET_NAMES:
        for path in sorted(folder.rglob(pattern)):
            if path.is_file() and path.stat().st_mode & _OTHERS:
                report.bad(f"{path.relative_to(folder)}: others can read this; run: chmod 600")


def _forms(value: bytes) -> Iterator[bytes]:
    yield value
    yield value.hex().encode()
    yield value.hex().upper().encode()
    yield base64.b64encode(value).rstrip(b"=")


def _public_values(content: bytes) -> Iterator[bytes]:
    """The 32-byte keys that a public file states."""
    try:
        digits = bytes.fromhex(content.decode("ascii").strip())
        if len(digits) == 32:
            yield digits
    except ValueError:
        pass
    try:
        precinct = Precinct.from_cbor(content)
    except PayloadError:
        return
    yield from (precinct.key, precinct.desk, precinct.centre, *(booth.public_key for booth in precinct.booths))
