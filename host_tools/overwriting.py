"""Take a file's content away before its name: of unfinished work that may hold keys, PINs or names of people."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

BLOCK_BYTES = 1 << 20
SEALED = b"TMWF2\0"  # what a sealed working file begins with (privacy/working_files.py)


def discard(path: Path) -> None:
    """Overwrite a file, or the files of a folder, and remove it; what cannot be overwritten is removed all the same.

    Links are never followed, and a file that has another name too keeps its content there. A sealed file is noise to
    whoever has no key and is only removed: the stages of a nation's list would take as long to overwrite as to write.
    """
    for file in [path, *path.rglob("*")] if path.is_dir() and not path.is_symlink() else [path]:
        try:
            _overwrite(file)
        except OSError:
            continue  # no regular file, or not ours to write
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _overwrite(path: Path) -> None:
    handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode) or about.st_nlink > 1:
            return
        if file.read(len(SEALED)) == SEALED:
            return
        file.seek(0)
        for start in range(0, about.st_size, BLOCK_BYTES):
            file.write(os.urandom(min(BLOCK_BYTES, about.st_size - start)))
        os.fsync(file.fileno())
