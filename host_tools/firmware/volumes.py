"""What the operating system does with drives that come and go: which are mounted, their files, whether one is gone."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from io import FileIO
from pathlib import Path
from typing import Any

_MOUNTS, _BLOCK_DEVICES = Path("/proc/self/mounts"), Path("/sys/dev/block")
_FAT = ("vfat", "msdos")


class Volumes:
    """The drives of this computer. OSError as the system has it, from everything but `is_there`."""

    def mounted(self) -> list[Path]:
        """Where drives with a FAT file system are; on a Mac every volume, elsewhere every letter."""
        if sys.platform == "linux":
            fields = [line.split(" ") for line in os.fsdecode(_MOUNTS.read_bytes()).splitlines()]
            return [Path(_unescaped(place)) for _, place, kind, *_ in fields if kind in _FAT]
        if sys.platform == "darwin":
            return sorted(Path("/Volumes").iterdir())
        return [root for letter in "DEFGHIJKLMNOPQRSTUVWXYZ" if (root := Path(f"{letter}:/")).is_dir()]

    def head_of(self, path: Path, most_bytes: int) -> bytes:
        """The beginning of a file."""
        with path.open("rb") as stream:
            return stream.read(most_bytes)

    def free_bytes(self, root: Path) -> int:
        """Room on a drive."""
        return shutil.disk_usage(root).free

    def sign_of(self, path: Path) -> Path:
        """What is there exactly as long as a file's drive: Linux answers from memory after a cable was pulled."""
        device = path.stat().st_dev
        if sys.platform == "linux":
            plugged = _BLOCK_DEVICES / f"{os.major(device)}:{os.minor(device)}"
            return plugged if plugged.exists() else path
        return path

    def is_there(self, sign: Path) -> bool:
        """Whether a path is there, or what `sign_of` said of it."""
        try:
            return sign.exists()
        except OSError:
            return False

    def opened(self, path: Path) -> Any:
        """A new file, without a buffer of Python's; closed by `with`."""
        return FileIO(path, "w")

    def write(self, stream: Any, content: bytes) -> None:
        """All of a content."""
        rest = memoryview(content)
        while rest:
            rest = rest[stream.write(rest) :]

    def sync(self, stream: Any) -> None:
        """Wait until the drive has everything that was written."""
        os.fsync(stream.fileno())

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)


def _unescaped(place: str) -> str:
    """A path of /proc/self/mounts, where blanks and the like stand as octal numbers (proc(5))."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), place)
