"""Wiping personal data: files are overwritten, cut, renamed and removed, key files first.

Each file is hashed, overwritten with random bytes, forced to the medium, cut to nothing, renamed and removed. Key
files go first: without the key a sealed working file is noise wherever copies of it may lie. What overwriting does NOT
do: see LIMITS in wipe_protocol.py.

A wipe cannot be undone, so nothing that lies in a folder may stop it halfway: links are removed and never followed,
pipes and sockets hold nothing and are removed, devices are left and named. Names may be any bytes.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from host_tools.errors import PrivacyError, os_words
from host_tools.keys.files import kind_of
from host_tools.whole_files import sync_folder

BLOCK_BYTES = 1 << 20
WIPED, WIPED_AS_KEY = "wiped", "key destroyed"
LINK, MISSING, PIPE = "link removed, its target left", "was not there", "pipe or socket removed"
ALSO_ELSEWHERE = ", and so is its content under {} other names"  # hard links
NOT_WIPED = "NOT wiped: "
_DONE = (WIPED, WIPED_AS_KEY, LINK, MISSING, PIPE)
# What programs leave beside a file: half-written and older ones of whole_files.py, SQLite's log, stages of a compile.
_BESIDE = (".{}.*.partial", ".{}.*.older", "{}.partial", "{}-wal", "{}-shm", "{}-journal", "{}.work")


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
        return self.result.startswith(_DONE)


class WipeError(PrivacyError):
    """A wipe that would take what it needs itself. The text names the file."""


def in_order(paths: Iterable[Path], spared: Iterable[Path] = ()) -> list[Path]:
    """The files to wipe: key files first, then by name; links are listed, never followed.

    paths: files and folders; what programs left beside them is found too.
    spared: WipeError when one of these is among them, under whatever name.
    """
    found: set[Path] = set()
    for path in [*paths, *_left_beside(paths)]:
        found |= set(_files_in(path))
    kept = {identity for path in spared if (identity := _identity(path))}
    for path in sorted(found):
        if _identity(path) in kept:
            raise WipeError(f"{printable(path)}: is needed for the protocol; leave it, or what links to it, out")
    return sorted(found, key=lambda path: (not _is_key(path), str(path)))


def wipe_file(path: Path) -> Wiped:
    """Wipe one file. An error (no rights, disk fault) is in the result, with the reason, and the file stays."""
    name = printable(path)
    try:
        about = path.lstat()
        if stat.S_ISLNK(about.st_mode):
            path.unlink()
            return Wiped(name, 0, None, LINK)
        if stat.S_ISFIFO(about.st_mode) or stat.S_ISSOCK(about.st_mode):
            path.unlink()
            return Wiped(name, 0, None, PIPE)
        if not stat.S_ISREG(about.st_mode):
            what = "is a folder that cannot be read" if stat.S_ISDIR(about.st_mode) else "is a device"
            return Wiped(name, 0, None, f"{NOT_WIPED}{what}")
        result = WIPED_AS_KEY if _is_key(path) else WIPED
        if about.st_nlink > 1:
            result += ALSO_ELSEWHERE.format(about.st_nlink - 1)
        size, digest = _overwrite(path)
        nameless = path.with_name(secrets.token_hex(8))
        os.replace(path, nameless)
        nameless.unlink()
        sync_folder(path.parent)
        return Wiped(name, size, digest, result)
    except FileNotFoundError:
        return Wiped(name, 0, None, MISSING)
    except OSError as error:
        return Wiped(name, 0, None, f"{NOT_WIPED}{os_words(error)}")


def wipe(paths: Iterable[Path], before: Callable[[Path], None] = lambda path: None) -> Iterator[Wiped]:
    """Wipe files and folders (their files; empty folders are removed), one result per file, as it goes on.

    before: called with each path before it is touched.
    """
    paths = list(paths)
    for path in in_order(paths):
        before(path)
        yield wipe_file(path)
    for path in [*paths, *_left_beside(paths)]:
        if path.is_dir() and not path.is_symlink():
            for folder, _, _ in os.walk(path, topdown=False):
                _remove_if_empty(Path(folder))


def printable(path: Path) -> str:
    """A path as text that any encoding takes: bytes that are none stand as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _left_beside(paths: Iterable[Path]) -> list[Path]:
    found = []
    for path in paths:
        for pattern in _BESIDE:
            if "*" in pattern:
                begin, end = pattern.format(path.name).split("*")
                found += [one for one in _listed(path.parent) if one.name.startswith(begin) and one.name.endswith(end)]
            elif os.path.lexists(beside := path.with_name(pattern.format(path.name))):
                found.append(beside)
    return found


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _files_in(path: Path) -> Iterator[Path]:
    """Everything under a path that is no folder, and folders that cannot be read."""
    if path.is_symlink() or not path.is_dir():
        yield path
        return
    unread: list[Path] = []
    for folder, folders, names in os.walk(path, onerror=lambda error: unread.append(Path(error.filename))):
        for name in [*names, *(inner for inner in folders if (Path(folder) / inner).is_symlink())]:
            yield Path(folder) / name
    yield from unread


def _identity(path: Path) -> tuple[int, int] | None:
    """What a path is, whatever its name: of the file that a link leads to."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_dev, about.st_ino


def _is_key(path: Path) -> bool:
    try:
        with _opened(path, os.O_RDONLY) as file:
            return kind_of(file.read(64).decode("ascii", "replace")) is not None
    except OSError:
        return False


def _opened(path: Path, flags: int) -> BinaryIO:
    """A regular file, neither followed nor waited for. OSError for anything else."""
    handle = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, "is no regular file", str(path))
    return os.fdopen(handle, "rb" if flags == os.O_RDONLY else "r+b", buffering=0)  # type: ignore[return-value]


def _overwrite(path: Path) -> tuple[int, bytes]:
    """Size and hash of what was there; afterwards the file is empty."""
    digest = hashlib.sha256()
    with _opened(path, os.O_RDWR) as file:
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
