"""What must not lie open: secrets in a public folder, and secret files that others on this computer can read."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from nacl.signing import SigningKey

from host_tools.findings import Report
from host_tools.formats.definitions import Precinct
from host_tools.formats.label import number_is_valid
from host_tools.formats.payload import PayloadError
from host_tools.keys.files import KINDS
from host_tools.privacy.image_search import encoded
from host_tools.privacy.unpacked import Inside, unpacked

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_CARD = re.compile(rb"TM1:[KC]:\d")
_PIN_LETTER = b"PINsofyourcards"  # of keys/printing.py, read without blanks
_NUMBER = re.compile(rb"(?<![0-9A-Za-z])\d{12}(?![0-9A-Za-z])")
_SECRET_NAMES = (
    "*.key",
    "*.tmpk",
    "device.cbor",
    "seed.bin",
    "own_key.bin",
    "*-pins.txt",
    "cards.json",
    "line.json",
    "script-*.pdf",
)


class Secret(NamedTuple):
    """Bytes that must be in no public file. name: for messages."""

    name: str
    value: bytes


def check_public(folder: Path, secrets: list[Secret], report: Report) -> None:
    """Look into every file of a public folder for secrets: as bytes and as text, in archives, pictures and codes.

    folder: what anybody gets.
    secrets: what must not be there.
    report: takes the findings.
    """
    before = len(report.findings)
    contents: dict[Path, bytes] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            report.bad(f"{_name(path, folder)}: is a link; what it leads to would be published too; take it away")
        elif path.is_file():
            contents[path] = path.read_bytes()
    for path, content in contents.items():
        for what in dict.fromkeys(_secret_things(path, content, secrets)):
            report.bad(f"{_name(path, folder)}: {what}; withdraw the folder and provision this precinct anew")
    published = {value: path for path, content in contents.items() for value in _public_values(content)}
    for value, path in published.items():
        if bytes(SigningKey(value).verify_key) in published:
            report.bad(f"{_name(path, folder)}: holds the private half of a published key; make a new key")
    if len(report.findings) == before:
        report.good(f"public/: {len(contents)} files, nothing secret found")


def _name(path: Path, folder: Path) -> str:
    return f"public/{path.relative_to(folder)}"


def _secret_things(path: Path, content: bytes, secrets: list[Secret]) -> Iterator[str]:
    """What in a file is secret, in words; nothing of it is shown."""
    if any(path.match(pattern) for pattern in _SECRET_NAMES):
        yield "is secret"
    pieces = [Inside("", content), *unpacked("", content)]
    for piece in pieces:
        if piece.content is None:
            yield f"{piece.why}, which cannot be looked into"
            continue
        forms = list(_ways_to_read(piece.content))
        for secret in secrets:
            if any(form in text for form in _forms(secret.value) for text in forms):
                yield f"holds {secret.name}"
        if any(kind.encode() in text for kind in KINDS for text in forms):
            yield "holds a secret key"
        if any(_CARD.search(text) for text in forms):
            yield "holds a key card or a role card"
        if any(_PIN_LETTER in text for text in forms):
            yield "holds PINs"
        if any(number_is_valid(found[0].decode()) for found in _NUMBER.finditer(piece.content)):
            yield "holds a personal number"


def _ways_to_read(content: bytes) -> Iterator[bytes]:
    """The bytes; without the zeros of UTF-16; without what stands between digits; with the other letters of Base64."""
    yield content
    narrow = content.replace(b"\0", b"")
    yield narrow
    dense = narrow.translate(None, b" \t\r\n:")
    yield dense
    yield dense.translate(bytes.maketrans(b"-_", b"+/"))


def check_modes(folder: Path, report: Report) -> None:
    """Secret files that others may read."""
    for pattern in _SECRET_NAMES:
        for path in sorted(folder.rglob(pattern)):
            if path.is_file() and path.stat().st_mode & _OTHERS:
                report.bad(f"{path.relative_to(folder)}: others can read this; run: chmod 600")


def _forms(value: bytes) -> Iterator[bytes]:
    yield value
    yield value[::-1]
    yield from encoded(value)


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
    keys = [
        *(desk.public_key for desk in precinct.every_desk),
        precinct.centre,
        *(booth.public_key for booth in precinct.booths),
    ]
    yield from [precinct.key, *keys] if precinct.key is not None else keys
