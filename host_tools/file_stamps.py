"""What tells a file that was changed or replaced, without reading it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple


class Stamp(NamedTuple):
    """Of a file whose writers give it a later time: tools that set times back are not noticed."""

    inode: int
    size: int
    changed_ns: int


def stamp_of(about: os.stat_result) -> Stamp:
    """Of a file whose status was read."""
    return Stamp(about.st_ino, about.st_size, about.st_mtime_ns)


def stamps(folder: Path | str, follow: bool = True) -> list[tuple[str, Stamp]]:
    """(path in the folder, stamp) of every file below it. follow: of what links lead to, not of links."""
    found: list[tuple[str, Stamp]] = []
    _gather(folder, follow, "", found)
    return found


def _gather(folder: Path | str, follow: bool, before: str, found: list[tuple[str, Stamp]]) -> None:
    with os.scandir(folder) as entries:
        for one in entries:
            if one.is_dir(follow_symlinks=follow):
                _gather(one.path, follow, f"{before}{one.name}/", found)
            else:
                found.append((before + one.name, stamp_of(one.stat(follow_symlinks=follow))))
