"""An ESP32-S3 in its boot loader at the other end of a pseudo-terminal: frames, registers, its flash, and its faults.

It knows the boot ROM's commands alone, not the program that esptool can load into a chip's memory. Source: Espressif,
esptool documentation, "Serial Protocol"; ESP32-S3 technical reference manual, chapters 5 (eFuses) and 30 (SPI).
"""

from __future__ import annotations

import os
import pty
import select
import struct
import threading
import tty
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import md5
from types import TracebackType

FLASH_BYTES, SECTOR = 16 << 20, 4096
END, ESCAPE = 0xC0, 0xDB
SYNC, READ_REGISTER, WRITE_REGISTER, SECURITY = 0x08, 0x0A, 0x09, 0x14
BEGIN, DATA, PACKED_BEGIN, PACKED_DATA, MD5 = 0x02, 0x03, 0x10, 0x11, 0x13
_DONE_WITHOUT_A_WORD = (0x0B, 0x0D, 0x0F, 0x04, 0x12)  # SPI parameters, attach, baud rate, ends
_UNKNOWN, _BAD_SUM = b"\1\5", b"\1\7"  # status
_EFUSES, _SPI, _OPTION = 0x60007000, 0x60002000, 0x6000812C
_MAGIC = 0x40001000  # older chips are told apart by this word of their ROM
ESP32_MAGIC, S3, C3 = 0x00F01D83, 9, 5


@dataclass
class EspChip:
    """One chip. fault fields: `dead_after` commands it is silent; `weak` addresses lose a bit, so many times.

    number: of the kind of chip; None: an ESP32, which has no such command. octal_memory: 1 is 8 MiB in the module.
    """

    number: int | None = S3
    flash_number: int = 0x1840EF  # W25Q128: maker, kind, 2 to the power of this many bytes
    octal_memory: int = 1
    silent: bool = False
    dead_after: int | None = None
    weak: dict[int, int] = field(default_factory=dict)
    flash: bytearray = field(default_factory=lambda: bytearray(b"\xff") * FLASH_BYTES)
    registers: dict[int, int] = field(default_factory=dict)
    commands: list[int] = field(default_factory=list)
    restarted: bool = False
    begun: tuple[int, int] = (0, 0)  # (address, bytes) of what is being written
    packed: bytearray = field(default_factory=bytearray)

    def answer(self, frame: bytes) -> list[bytes]:
        """What the chip sends for a frame of the computer's."""
        _, command, size, checksum = struct.unpack_from("<BBHI", frame)
        content = frame[8 : 8 + size]
        if self.silent or (self.dead_after is not None and len(self.commands) >= self.dead_after):
            return []
        self.commands.append(command)
        if command == SYNC:
            return [_framed(command, 0x20120707)] * 8
        does: dict[int, Callable[[bytes, int], bytes]] = {
            READ_REGISTER: self._read, WRITE_REGISTER: self._write, SECURITY: self._security, BEGIN: self._begin,
            DATA: self._data, PACKED_BEGIN: self._begin, PACKED_DATA: self._packed_data, MD5: self._md5,
        }  # fmt: skip
        if command in does:
            value, self.value = does[command](content, checksum), self.__dict__.pop("value", 0)
            return [_framed(command, self.value, value)]
        return [_framed(command, 0, b"" if command in _DONE_WITHOUT_A_WORD else _UNKNOWN)]

    def _read(self, content: bytes, checksum: int) -> bytes:
        (address,) = struct.unpack("<I", content)
        memory = {
            _EFUSES + 0x44 + 12: 2 << 18, _EFUSES + 0x44 + 16: (self.octal_memory & 3) << 3,
            _MAGIC: ESP32_MAGIC if self.number is None else S3,
        }  # fmt: skip
        self.value = self.registers.get(address, memory.get(address, 0))
        return b""

    def _write(self, content: bytes, checksum: int) -> bytes:
        for address, value, mask, _ in struct.iter_unpack("<4I", content):
            self.registers[address] = self.registers.get(address, 0) & ~mask | value & mask
            if address == _OPTION:
                self.restarted = True  # what comes before the line that resets the chip, which a terminal has not
            if address == _SPI and value & 1 << 18:
                self._ask_flash()
        return b""

    def _ask_flash(self) -> None:
        """A command to the flash chip by the SPI peripheral's registers."""
        command = self.registers.get(_SPI + 0x20, 0) & 0xFF
        answers = {0x9F: self.flash_number, 0x5A: 0x50444653 if self.flash_number else 0}
        self.registers[_SPI + 0x58] = answers.get(command, 0)
        self.registers[_SPI] = 0

    def _security(self, content: bytes, checksum: int) -> bytes:
        if self.number is None:
            return _UNKNOWN
        return struct.pack("<I8BII", 0, *bytes(8), self.number, 0)

    def _begin(self, content: bytes, checksum: int) -> bytes:
        size, _, _, address = struct.unpack_from("<4I", content)
        assert address % SECTOR == 0
        whole = -(-size // SECTOR) * SECTOR
        self.flash[address : address + whole] = b"\xff" * whole
        self.begun, self.packed, self.unpacking = (address, size), bytearray(), zlib.decompressobj()
        return b""

    def _data(self, content: bytes, checksum: int) -> bytes:
        size, number = struct.unpack_from("<II", content)
        block = content[16 : 16 + size]
        if _sum(block) != checksum:
            return _BAD_SUM
        self._program(self.begun[0] + number * size, block)
        return b""

    def _packed_data(self, content: bytes, checksum: int) -> bytes:
        size, _ = struct.unpack_from("<II", content)
        block = content[16 : 16 + size]
        if _sum(block) != checksum:
            return _BAD_SUM
        plain = self.unpacking.decompress(block)
        self._program(self.begun[0] + len(self.packed), plain)
        self.packed += plain
        return b""

    def _program(self, address: int, block: bytes) -> None:
        assert self.flash[address : address + len(block)] == b"\xff" * len(block), "erased before"
        self.flash[address : address + len(block)] = block
        for place, times in self.weak.items():
            if times and address <= place < address + len(block):
                self.weak[place] -= 1
                self.flash[place] ^= 0x10

    def _md5(self, content: bytes, checksum: int) -> bytes:
        address, size = struct.unpack_from("<II", content)
        return md5(self.flash[address : address + size]).hexdigest().encode()


def _framed(command: int, value: int, content: bytes = b"") -> bytes:
    """An answer: content, then two bytes of status and two of no meaning; a status alone is content of two bytes."""
    status = content + bytes(2) if content in (_UNKNOWN, _BAD_SUM) else content + bytes(4)
    plain = struct.pack("<BBHI", 1, command, len(status), value) + status
    escaped = plain.replace(b"\xdb", b"\xdb\xdd").replace(b"\xc0", b"\xdb\xdc")
    return bytes((END,)) + escaped + bytes((END,))


def _sum(block: bytes) -> int:
    total = 0xEF
    for byte in block:
        total ^= byte
    return total


class EspLine:
    """A pseudo-terminal with a chip at its other end, from `with` to its end. port: its name."""

    def __init__(self, chip: EspChip) -> None:
        self.chip = chip

    def __enter__(self) -> str:
        self._here, self._there = pty.openpty()
        tty.setraw(self._there)
        self._ends, self._end = os.pipe()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return os.ttyname(self._there)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.write(self._end, b"\0")
        self._thread.join()
        for one in (self._here, self._there, self._ends, self._end):
            os.close(one)

    def _serve(self) -> None:
        waiting = select.poll()
        waiting.register(self._here, select.POLLIN)
        waiting.register(self._ends, select.POLLIN)
        came = bytearray()
        while True:
            ready = [number for number, _ in waiting.poll()]
            if self._ends in ready:
                return
            came += os.read(self._here, 65536)
            *frames, rest = bytes(came).split(bytes((END,)))
            came = bytearray(rest)
            for frame in frames:
                plain = frame.replace(b"\xdb\xdc", b"\xc0").replace(b"\xdb\xdd", b"\xdb")
                if len(plain) >= 8:
                    for answer in self.chip.answer(plain):
                        os.write(self._here, answer)
