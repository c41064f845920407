"""An RP2350 whose boot loader shows a drive, under an operating system that writes sectors when and as it likes.

The chip sees sectors of 512 bytes alone: the file system's own are none of its business, blocks of an image are taken
in any order and as often as they come, those of another family are ignored, and the last that was missing restarts it.
Source: RP2350 datasheet, 5.5; microsoft/uf2, README.
"""

from __future__ import annotations

import errno
import os
import random
import struct
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from host_tools.firmware.volumes import Volumes
from tests.host_tools.firmware.boot_rom import FLASH, SECTOR

BLOCK = 512
INFO = b"UF2 Bootloader v1.0\r\nModel: Raspberry Pi RP2350\r\nBoard-ID: RP2350\r\n"
_FAMILIES = (0xE48BFF59, 0xE48BFF5A, 0xE48BFF5B, 0xE48BFF57, 0xE48BFF58)  # ARM, RISC-V, non-secure, absolute, data


@dataclass
class RomDrive:
    """One chip. fault fields: `pulled_after` sectors its cable is pulled; `deaf`, it takes no block."""

    info: bytes = INFO
    free: int = 128 << 20
    flash: dict[int, bytearray] = field(default_factory=dict)  # by sector; erased where none is
    pulled_after: int | None = None
    deaf: bool = False
    is_plugged: bool = True
    restarted: bool = False
    sectors_seen: int = 0
    erased: set[int] = field(default_factory=set)  # in this download
    came: set[int] = field(default_factory=set)
    count: int = 0

    def sector(self, content: bytes) -> None:
        """What the computer writes anywhere on the drive. OSError where nobody is there any more."""
        if self.pulled_after is not None and self.sectors_seen >= self.pulled_after:
            self.is_plugged = False
        if not self.is_plugged:
            raise OSError(errno.EIO, "made to fail")
        self.sectors_seen += 1
        first, second, flags, address, size, number, count, family = struct.unpack_from("<8I", content)
        is_block = (first, second, content[-4:]) == (0x0A324655, 0x9E5D5157, struct.pack("<I", 0x0AB16F30))
        if self.deaf or not is_block or not flags & 0x2000 or family not in _FAMILIES or size != 256:
            return
        if count != self.count:
            self.count, self.came, self.erased = count, set(), set()
        self._program(address, content[32:288])
        self.came.add(number)
        if len(self.came) == count:
            self.restarted, self.is_plugged = True, False

    def _program(self, address: int, page: bytes) -> None:
        sector, at = (address - FLASH) // SECTOR, (address - FLASH) % SECTOR
        if sector not in self.erased:
            self.erased.add(sector)
            self.flash[sector] = bytearray(b"\xff" * SECTOR)
        self.flash[sector][at : at + len(page)] = page

    def plug_in(self) -> None:
        """Again, with BOOT held."""
        self.is_plugged, self.restarted, self.pulled_after, self.sectors_seen, self.count = True, False, None, 0, 0


class Computer(Volumes):
    """The system beneath `tamga flash`: a drive is there as long as its chip, and sectors go out in its own order.

    drives: by where each is mounted; refuses: what opening a file gives (errno).
    """

    def __init__(self, drives: dict[str, RomDrive], refuses: int = 0, seed: int = 1) -> None:
        self.drives = {Path(root): drive for root, drive in drives.items()}
        self.refuses, self.random = refuses, random.Random(seed)
        self.waited_s = 0.0

    def _drive(self, path: Path) -> RomDrive:
        drive = self.drives.get(path) or self.drives.get(path.parent)
        if not drive or not drive.is_plugged:
            raise FileNotFoundError(errno.ENOENT, "made to fail", str(path))
        return drive

    def mounted(self) -> list[Path]:
        return [root for root, drive in self.drives.items() if drive.is_plugged]

    def head_of(self, path: Path, most_bytes: int) -> bytes:
        drive = self._drive(path)
        if not drive.info:
            raise FileNotFoundError(errno.ENOENT, "made to fail", str(path))
        return drive.info[:most_bytes]

    def free_bytes(self, root: Path) -> int:
        return self._drive(root).free

    def sign_of(self, path: Path) -> Path:
        self._drive(path)
        return path

    def is_there(self, sign: Path) -> bool:
        try:
            return bool(self._drive(sign))
        except OSError:
            return False

    def opened(self, path: Path) -> OpenFile:
        if self.refuses:
            raise OSError(self.refuses, os.strerror(self.refuses), str(path))
        return OpenFile(self._drive(path), self.random)

    def write(self, stream: OpenFile, content: bytes) -> None:
        stream.waiting += [content[at : at + BLOCK].ljust(BLOCK, b"\0") for at in range(0, len(content), BLOCK)]

    def sync(self, stream: OpenFile) -> None:
        stream.flush()

    def wait(self, seconds: float) -> None:
        self.waited_s += seconds


@dataclass
class OpenFile:
    """A file whose sectors wait in the computer's memory; its entry in the directory is written with them."""

    drive: RomDrive
    random: random.Random
    waiting: list[bytes] = field(default_factory=list)

    def flush(self) -> None:
        sectors = [*self.waiting, bytes(BLOCK), b"TAMGA   UF2".ljust(BLOCK, b"\0"), *self.waiting[:1]]
        self.waiting = []
        self.random.shuffle(sectors)
        for sector in sectors:
            self.drive.sector(sector)

    def __enter__(self) -> OpenFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.waiting = []
