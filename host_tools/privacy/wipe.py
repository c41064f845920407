"""Wiping personal data, and the signed protocol of what was wiped.

Each file is hashed, overwritten with random bytes, forced to the medium, cut to nothing, renamed and removed. Key
files go first: without the key a sealed working file is noise wherever copies of it may lie. What overwriting
does NOT do: on an SSD, a memory card, a copy-on-write or journalling file system, a snapshot or a backup, the old bytes
can survive in blocks that no program can reach. There only the destroyed key, or a destroyed medium, wipes. The
protocol says so in its own words.

    wipe-protocol = {0: "W1", 1: tstr, 2: tstr,     ; who, why
                     3: uint,                       ; seconds since 1970 UTC
                     4: [* [path: tstr, size: uint, hash: bstr .size 32 / null, result: tstr]],
                     5: [uint, bstr .size 32],      ; access journal: entries, chain of the last
                     6: tstr}                       ; what this wipe cannot promise
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.errors import PrivacyError
from host_tools.formats import cbor, cose
from host_tools.privacy import chained_journal
from host_tools.whole_files import sync_folder

BLOCK_BYTES = 1 << 20
WIPED, WIPED_AS_KEY, LINK, MISSING = "wiped", "key destroyed", "link removed, its target left", "was not there"
LIMITS = (
    "Overwriting reaches the blocks that the file system names. On SSDs, memory cards, copy-on-write file systems, "
    "snapshots and backups older copies may remain; sealed files there are unreadable once their key is destroyed, "
    "clear files are not. Clear data that ever lay on such a medium calls for destroying the medium."
)


@dataclass(frozen=True)
class Wiped:
    """What became of one file. hash: of its content before; None where there was none."""

    path: str
    size: int
    hash: bytes | None
    result: str

    @property
    def done(self) -> bool:
        """Whether nothing of it is left under its name."""
        return self.result in (WIPED, WIPED_AS_KEY, LINK, MISSING)


class WipeError(PrivacyError):
    """A wipe that would take what it needs itself. The text names the file."""


def in_order(paths: Iterable[Path], spared: Iterable[Path] = ()) -> list[Path]:
    """The files under the given files and folders, key files first, then by name; links are listed, never followed.

    WipeError when one of `spared` is among them.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            found |= {inner for inner in path.rglob("*") if inner.is_symlink() or not inner.is_dir()}
        else:
            found.add(path)
    kept = {path.resolve() for path in spared}
    for path in sorted(found):
        if path.resolve() in kept:
            raise WipeError(f"{path}: is needed for the protocol and cannot be wiped with the rest")
    return sorted(found, key=lambda path: (not _is_key(path), str(path)))


def wipe_file(path: Path) -> Wiped:
    """Wipe one file. An error (no rights, disk fault) is in the result, with the reason, and the file stays."""
    try:
        if path.is_symlink():
            path.unlink()
            return Wiped(str(path), 0, None, LINK)
        if not path.exists():
            return Wiped(str(path), 0, None, MISSING)
        result = WIPED_AS_KEY if _is_key(path) else WIPED
        size, digest = _overwrite(path)
        nameless = path.with_name(secrets.token_hex(8))
        os.replace(path, nameless)
        nameless.unlink()
        sync_folder(path.parent)
        return Wiped(str(path), size, digest, result)
    except OSError as error:
        return Wiped(str(path), 0, None, f"NOT wiped: {error.strerror}")


def wipe(paths: Iterable[Path], progress: Callable[[Wiped], None] = lambda wiped: None) -> list[Wiped]:
    """Wipe files and folders (their files; empty folders are removed). One result a file; nothing raises."""
    paths = list(paths)
    results = []
    for path in in_order(paths):
        results.append(wipe_file(path))
        progress(results[-1])
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            for folder in sorted((inner for inner in path.rglob("*") if inner.is_dir()), reverse=True):
                _remove_if_empty(folder)
            _remove_if_empty(path)
    return results


def protocol(results: list[Wiped], who: str, why: str, when_s: int, journal: Path, key: SigningKey) -> bytes:
    """The signed wipe protocol.

    results: what became of each file.
    who, why: the person and the reason.
    when_s: seconds since 1970 UTC.
    journal: the access journal, whose head it records.
    key: signs it.
    """
    number, chain = chained_journal.head(journal)
    rows = [[wiped.path, wiped.size, wiped.hash, wiped.result] for wiped in results]
    payload = {0: "W1", 1: who, 2: why, 3: when_s, 4: rows, 5: [number, bytes.fromhex(chain)], 6: LIMITS}
    return cose.sign1(cbor.encode(payload), key)


@dataclass(frozen=True)
class WipeProtocol:
    """What a protocol says. when_s: seconds since 1970 UTC; journal_head: of the access journal at that moment."""

    who: str
    why: str
    when_s: int
    results: list[Wiped]
    journal_entries: int
    journal_head: bytes
    limits: str


def read_protocol(data: bytes, public: bytes) -> WipeProtocol | None:
    """What a wipe protocol says, or None if it is not one or not by this key."""
    payload = cose.verify1(data, public)
    content = cbor.decode(payload) if payload is not None else None
    if not isinstance(content, dict) or content.get(0) != "W1":
        return None
    results = [Wiped(*row) for row in content[4]]
    entries, head = content[5]
    return WipeProtocol(content[1], content[2], content[3], results, entries, head, content[6])


def _is_key(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(7) == b"TMKEY1 "
    except OSError:
        return False


def _overwrite(path: Path) -> tuple[int, bytes]:
    """Size and hash of what was there; afterwards the file is empty."""
    digest = hashlib.sha256()
    with path.open("r+b", buffering=0) as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        for start in range(0, size, BLOCK_BYTES):
            file.write(os.urandom(min(BLOCK_BYTES, size - start)))
        os.fsync(file.fileno())  # before the cut, or the random bytes may never reach the medium
        file.truncate(0)
        os.fsync(file.fileno())
    return size, digest.digest()


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return  # something in it could not be wiped and stays, with its reason in the results
