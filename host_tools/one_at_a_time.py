"""One process at a time works on a target: the second one is told who does, instead of spoiling both their work."""

from __future__ import annotations

import fcntl
import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from host_tools.errors import TamgaError


class BusyError(TamgaError):
    """Somebody else works on the target. The message says who, and since when."""


@contextmanager
def one_at_a_time(target: Path) -> Iterator[None]:
    """Hold `target` for this process, by a lock file beside it. BusyError if another one has it.

    The kernel lets go of the lock when its holder ends, however that is, so no lock outlives a killed run.
    """
    path = target.with_name(f".{target.name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = _locked(path, target)
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{_user()}, process {os.getpid()}, since {datetime.now():%H:%M}".encode(), 0)
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _locked(path: Path, target: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 200, 0).decode("utf-8", "replace") or "another process"
            os.close(handle)
            raise BusyError(f"{target}: {holder} works on it; wait, or name another target") from None
        if path.exists() and os.path.samestat(os.fstat(handle), os.stat(path)):
            return handle
        os.close(handle)  # its holder has just ended and taken the file away


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
