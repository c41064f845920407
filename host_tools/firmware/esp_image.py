"""MicroPython for an ESP32-S3, as ESP-IDF links it: for which chip it is, and which partitions its table names.

Source: Espressif, esptool documentation, "Firmware Image Format"; ESP-IDF, "Partition Tables" and gen_esp32part.py.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from host_tools.boards.flash_layout import Layout

_MAGIC, _CHIP_AT, _ESP32_S3 = 0xE9, 12, 9
_TABLE_AT, _TABLE_BYTES = 0x8000, 0xC00
_ENTRY = struct.Struct("<2sBBII16sI")
_ENTRY_MAGIC = b"\xaa\x50"


class Partition(NamedTuple):
    """A line of the table. Addresses are of the flash chip, from 0."""

    name: str
    at: int
    size: int


def partitions(program: bytes) -> Iterator[Partition]:
    """What a program's table names, up to the first thing that is no line of it."""
    table = program[_TABLE_AT : _TABLE_AT + _TABLE_BYTES]
    for magic, _, _, at, size, name, _ in _ENTRY.iter_unpack(table[: len(table) // _ENTRY.size * _ENTRY.size]):
        if magic != _ENTRY_MAGIC:
            return
        yield Partition(name.rstrip(b"\0").decode("ascii", "replace"), at, size)


def fault_of(program: bytes, layout: Layout) -> str:
    """Why a program is none for this layout, as a clause; "" if it is one."""
    if len(program) < _TABLE_AT or program[0] != _MAGIC:
        return "this is no MicroPython for an ESP32-S3 with its boot loader at 0"
    (chip,) = struct.unpack_from("<H", program, _CHIP_AT)
    if chip != _ESP32_S3:
        return f"this MicroPython is for the chip with the number {chip}, and an ESP32-S3 has {_ESP32_S3}"
    found = {one.name: one for one in partitions(program)}
    wanted = (
        Partition("romfs", layout.rom_at, layout.rom_bytes),
        Partition("vfs", layout.files_at, layout.flash_bytes - layout.files_at),
    )
    for one in wanted:
        if found.get(one.name) != one:
            return f"this MicroPython has no partition {one.name} of {one.size:,} bytes at {one.at:#x}"
    return ""
