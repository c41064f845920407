"""Clear data for libraries that want a file name: files that exist in memory only.

A memory file (memfd_create, Linux) has no name in any folder and ends with the process, however the process ends. For
other processes there is a folder on a memory file system.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

SHARED_MEMORY = Path("/dev/shm")
_MOUNTS = Path("/proc/self/mounts")
_COPY_BYTES = 1 << 20


@contextmanager
def memory_file(source: BinaryIO) -> Iterator[Path]:
    """A path whose file holds everything that `source` gives; only this process can open it, until the block ends."""
    handle = os.memfd_create("working-file", os.MFD_CLOEXEC)
    with os.fdopen(handle, "wb", buffering=0) as target:
        while block := source.read(_COPY_BYTES):
            target.write(block)
        yield Path(f"/proc/self/fd/{handle}")


@contextmanager
def memory_folder(prefix: str = "tamga-") -> Iterator[Path]:
    """A folder in memory, mode 0700, gone when the block ends. OSError where /dev/shm is no memory file system.

    SIGKILL leaves it behind until the machine is switched off: only for what a thief of the machine may read.
    """
    if not is_memory(SHARED_MEMORY):
        raise OSError(0, "is no memory file system; clear data is not put on a disk", str(SHARED_MEMORY))
    with tempfile.TemporaryDirectory(prefix=prefix, dir=SHARED_MEMORY) as folder:
        yield Path(folder)


def is_memory(folder: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether a folder is the root of a memory file system."""
    try:
        rows = [line.split() for line in mounts.read_text().splitlines()]
    except OSError:
        return False
    kinds = [row[2] for row in rows if len(row) > 2 and row[1] == str(folder)]
    return bool(kinds) and kinds[-1] == "tmpfs"  # the last mount covers those before it
