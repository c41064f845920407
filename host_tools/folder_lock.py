"""One command at a time writes in a folder: the lock of every command that writes more than one file, and of servers.

The lock is a file beside the folder, held by flock: it ends with the process, however that ends, and is removed by
whoever holds it. Locks are the computer's own; a folder on a network drive is for one computer at a time.
"""

from __future__ import annotations

import fcntl
import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from host_tools.errors import TamgaError

_OWNER_ONLY = 0o600


class FolderBusyError(TamgaError):
    """Another command writes there. The message says who, and since when."""


@contextmanager
def alone_in(folder: Path, wait: bool = False) -> Iterator[None]:
    """Hold a folder's lock while the block runs.

    folder: it may not exist yet; the folder around it must.
    wait: until the other command has ended, for acts of a moment; else FolderBusyError at once.
    """
    whole = folder.resolve()
    path = whole.with_name(f".{whole.name}.lock")
    handle = _held(path, wait)
    if handle is None:
        raise FolderBusyError(f"{folder}: {_holder(path)} is writing there; wait, or name another folder")
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{_user()}, process {os.getpid()}, since {datetime.now():%H:%M}".encode(), 0)
        yield
    finally:
        path.unlink(missing_ok=True)  # before the lock goes: whoever waits looks whether the name is still this file
        os.close(handle)


@contextmanager
def writing_in(folder: Path) -> Iterator[None]:
    """Make a folder where it is missing, and be alone in it while the block writes files one by one.

    FolderBusyError while another command writes there; a block that only looks needs no lock.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with alone_in(folder):
        yield


def _held(path: Path, wait: bool) -> int | None:
    """The handle of the lock file that has the name once the lock is held; None if somebody else holds it."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, _OWNER_ONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            if _has_the_name(handle, path):
                return handle
        except BlockingIOError:
            os.close(handle)
            return None
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # its holder removed it meanwhile


def _holder(path: Path) -> str:
    """Who holds a lock, as they wrote it down."""
    try:
        with path.open("rb") as file:
            return file.read(200).decode("utf-8", "replace") or "another command"
    except OSError:
        return "another command"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def _has_the_name(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False
