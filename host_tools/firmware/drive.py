"""The drive that an RP2350 in its boot loader shows: which chip it is of, and an image handed over to it.

Source: RP2350 datasheet, 5.5 "USB mass storage interface"; microsoft/uf2, README, "Files exposed by bootloaders". The
drive takes blocks in any order, keeps no file, and goes away when the last block has come, because the chip restarts.
Flash cannot be read through it.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from host_tools.errors import FirmwareError, os_words
from host_tools.firmware.volumes import Volumes

INFO = "INFO_UF2.TXT"
RP2350 = "RP2350"  # its boot ROM's Board-ID
_OTHERS = {"RPI-RP2": "an RP2040"}
_NAME = "TAMGA.UF2"  # eight letters and three: one entry of the drive's directory
_INFO_BYTES = 4096
_PIECE_BYTES = 64 << 10  # handed over and synced, so that progress is the drive's and not the computer's memory
_GONE_WITHIN_S, _LOOK_EVERY_S = 15.0, 0.25  # the chip restarts at once; a desktop takes seconds to see it
_NEXT = "hold BOOT, plug the board in again, and run this again"
_NOT_THE_CABLE = (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM)


class DriveError(FirmwareError):
    """No drive of a board, of another board, or one that is gone. The message says what to do next."""


class Drive(NamedTuple):
    """A boot loader's drive. root: where it is mounted. model, board: as it says, "" where it says nothing."""

    root: Path
    model: str
    board: str


def drive_at(root: Path, volumes: Volumes) -> Drive:
    """The RP2350's drive at a place. DriveError: none is there, or it is another chip's."""
    try:
        text = volumes.head_of(root / INFO, _INFO_BYTES).decode("ascii", "replace")
    except OSError as error:
        if volumes.is_there(root):
            words = "is no board's drive" if error.errno == errno.ENOENT else os_words(error)
            raise DriveError(f"{root}: {words}; it has no {INFO} that can be read") from None
        raise DriveError(f"{root}: there is no drive, or it is gone: {_NEXT}") from None
    said = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in text.splitlines())}
    drive = Drive(root, said.get("Model", ""), said.get("Board-ID", ""))
    if drive.board != RP2350:
        other = _OTHERS.get(drive.board, f"of a board that calls itself {drive.board[:40]!r}")
        raise DriveError(f"{root}: this drive is {other}, and the image is for an RP2350; take the board it is for")
    return drive


def found(volumes: Volumes) -> Drive:
    """The only RP2350's drive that is mounted. DriveError: none, or several."""
    drives = []
    for root in volumes.mounted():
        try:
            drives.append(drive_at(root, volumes))
        except DriveError:
            continue
    if not drives:
        raise DriveError(f"no drive of an RP2350 is mounted: {_NEXT}; if it is not mounted by itself, name its folder")
    if len(drives) > 1:
        raise DriveError(f"several boards are plugged in: choose one with --drive ({', '.join(map(_place, drives))})")
    return drives[0]


def _place(drive: Drive) -> str:
    return str(drive.root)


def hand_over(image: bytes, drive: Drive, volumes: Volumes, progress: Callable[[int], None]) -> None:
    """Write an image to a drive as one file, and wait until the board has restarted. progress: takes bytes done.

    DriveError: too little room, the drive is write-protected or went away before the end, or stayed, which means that
    the board has not taken the image. What the board holds afterwards is not known: the whole is begun again.
    """
    try:
        room, sign = volumes.free_bytes(drive.root), volumes.sign_of(drive.root / INFO)
    except OSError:
        raise DriveError(f"{drive.root}: the drive is gone, and nothing was written: {_NEXT}") from None
    if room < len(image):
        raise DriveError(f"{drive.root}: {len(image):,} bytes do not fit, {room:,} are free: {_NEXT}")
    handed = 0
    try:
        with volumes.opened(drive.root / _NAME) as stream:
            while handed < len(image):
                piece = image[handed : handed + _PIECE_BYTES]
                volumes.write(stream, piece)
                handed += len(piece)
                volumes.sync(stream)
                progress(handed)
    except OSError as error:
        if error.errno in _NOT_THE_CABLE:
            raise DriveError(f"{drive.root}: {os_words(error)}: {_NEXT}") from None
        if handed < len(image):  # with the last piece the drive goes away because all of it has come
            raise DriveError(
                f"{drive.root}: the drive is gone after {handed:,} of {len(image):,} bytes: its cable or its supply. "
                f"The board may hold a part of the image and will not start: {_NEXT}; its boot loader cannot be lost"
            ) from None
    _wait_until_gone(drive, sign, volumes)


def _wait_until_gone(drive: Drive, sign: Path, volumes: Volumes) -> None:
    for _ in range(round(_GONE_WITHIN_S / _LOOK_EVERY_S)):
        if not volumes.is_there(sign):
            return
        volumes.wait(_LOOK_EVERY_S)
    raise DriveError(
        f"{drive.root}: the drive is still there, so the board has not taken the image: it is protected, or none that "
        f"takes it; unplug it, {_NEXT}, or leave --drive and --by-drive out, which says why"
    )
