"""An ESP32-S3 in its boot loader at a serial port: which chip it is, its flash written and compared. By esptool.

esptool runs as a program of its own, without the code that it could load into the chip: the chip's ROM writes, and its
ROM computes the MD5 of what flash holds. That finds errors of writing and not a chip that lies. What esptool prints is
read here, so its version is pinned.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from serial.tools import list_ports

from host_tools.errors import FirmwareError

FAST, SLOW = 460_800, 115_200  # bits a second; the boot ROM begins at the second
_VENDOR = 0x303A  # of the chip's own USB port
_AGAIN = "hold BOOT, tap RESET, let go of BOOT, and run this again"
_PROGRESS = re.compile(r"Writing at 0x([0-9a-f]+)")
_WROTE = re.compile(r"Wrote \d+ bytes.* at 0x([0-9a-f]+)")
_SAME = ("Hash of data verified", "already in flash, skipping")
_OTHER = ("MD5 of file does not match", "the written flash region is empty")


class LoaderError(FirmwareError):
    """No boot loader answers, or it is another chip's, or flash keeps other bytes. The message says what to do next."""


class EspChip(NamedTuple):
    """A chip. revision: as v0.2. memory_mib: in its module; flash_mib: of its flash, 0 where it does not answer."""

    revision: str
    memory_mib: int
    flash_mib: int


class _OtherBytesError(LoaderError):
    """Flash differs from what was written. part: the address of that part."""

    def __init__(self, part: int) -> None:
        super().__init__(f"flash differs in the part at {part:#x}")
        self.part = part


def found_port() -> str:
    """The only serial port of a chip of this maker. LoaderError: none, or several."""
    ports = sorted(one.device for one in list_ports.comports() if one.vid == _VENDOR)
    if len(ports) != 1:
        many = f"several boards are plugged in ({', '.join(ports)})" if ports else "no ESP32-S3's own USB port is seen"
        raise LoaderError(f"{many}: name its serial port with --port")
    return str(ports[0])


def chip(port: str) -> EspChip:
    """Which chip is in its boot loader at a port. LoaderError: none answers, or it is no ESP32-S3."""
    text = _run(port, SLOW, "flash-id")
    revision = re.search(r"Chip type: +ESP32-S3.*\(revision (v[0-9.]+)\)", text)
    if not revision:
        raise LoaderError(f"{port}: the chip does not say what it is: {_AGAIN}")
    return EspChip(revision[1], _mib(r"Embedded PSRAM (\d+)MB", text), _mib(r"Detected flash size: (\d+)MB", text))


def write(port: str, parts: Mapping[int, bytes], progress: Callable[[int], None]) -> int:
    """Write what differs, compare every part; how many were written. progress: takes the address that is written.

    parts: content by address of flash. LoaderError: a part that differs twice, the second time written slowly.
    """
    with TemporaryDirectory() as folder:
        try:
            return _write(port, FAST, parts, Path(folder), progress)
        except _OtherBytesError:
            pass
        try:
            return _write(port, SLOW, parts, Path(folder), progress)
        except _OtherBytesError as error:
            raise LoaderError(
                f"flash differs in the part at {error.part:#x} after it was written twice, the second time slowly: "
                "a weak supply, a protected or a worn chip; use another cable, and if that does not help, another "
                "board. Nothing was started, and the terminal is in no book"
            ) from None


def restart(port: str) -> bool:
    """Start what is in flash; False: this board has no line for it, and somebody must press its button."""
    try:
        _run(port, SLOW, "read-mac", after="hard-reset")
    except LoaderError:
        return False
    return True


def _write(port: str, baudrate: int, parts: Mapping[int, bytes], folder: Path, progress: Callable[[int], None]) -> int:
    words = ["write-flash", "--skip-flashed"]
    for address, content in parts.items():
        path = folder / f"{address:x}.bin"
        path.write_bytes(content)
        if not content.strip(b"\xff"):
            words.insert(1, "--compress")  # an erased region of megabytes is a few kilobytes on the line
        words += [f"{address:#x}", str(path)]
    text = _run(port, baudrate, *words, progress=progress)
    if sum(text.count(words_of_esptool) for words_of_esptool in _SAME) != len(parts):
        raise LoaderError(f"{port}: not every part was compared; install the esptool that requirements.lock names")
    return len(_WROTE.findall(text))


def _run(
    port: str, baudrate: int, *words: str, after: str = "no-reset", progress: Callable[[int], None] = lambda _: None
) -> str:
    """What esptool prints. after: what becomes of the chip, also when it fails. LoaderError, _OtherBytesError."""
    command = [sys.executable, "-I", "-u", "-X", "utf8", "-m", "esptool", "--chip", "esp32s3", "--port", port]
    command += ["--baud", str(baudrate), "--no-stub", "--after", after, *words]
    lines = []
    with (
        TemporaryDirectory() as empty,  # esptool takes settings from the folder it runs in
        subprocess.Popen(command, cwd=empty, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8") as run,
    ):
        for line in run.stdout or ():
            if found := _PROGRESS.match(line):
                progress(int(found[1], 16))
            else:
                lines.append(line)
    text = "".join(lines)
    if run.returncode:
        _refuse(port, text)
    return text


def _refuse(port: str, text: str) -> None:
    """Why esptool ended, in our words."""
    if any(words in text for words in _OTHER):
        raise _OtherBytesError(int((_WROTE.findall(text) or ["0"])[-1], 16))
    if other := re.search(r"This chip is (ESP[0-9A-Z-]+), not", text):
        raise LoaderError(f"{port}: this is an {other[1]}, and the image is for an ESP32-S3; take the board it is for")
    if "No module named esptool" in text:
        raise LoaderError("esptool is not installed: run make setup")
    if "Could not open" in text:
        raise LoaderError(f"{port}: there is no such port, another program has it, or you may not open it")
    if "Failed to connect" in text:
        raise LoaderError(f"{port}: no boot loader answers: {_AGAIN}")
    if "Secure Download" in text or "Secure Boot" in text or "encrypt" in text.lower():
        raise LoaderError(f"{port}: the chip is locked (secure boot or encryption); docs/firmware.md, section 5")
    raise LoaderError(f"{port}: the board stopped answering: its cable or its supply. Nothing was started: {_AGAIN}")


def _mib(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return int(found[1]) if found else 0
