"""W25Q128JV: a serial NOR flash chip as its datasheet describes it (Winbond W25Q128JV), SPI mode only.

Programming turns ones into zeros, erasing a sector turns all of it into ones, and both take time in which the chip
answers nothing but its status. There is no error correction on the chip, so single bits can be wrong.
"""

from __future__ import annotations

import hashlib
import mmap
import random
from collections import Counter
from pathlib import Path

from simulator.hardware.lines import PowerCut, SpiPart

PAGE_BYTES, SECTOR_BYTES = 256, 4096
# Instruction Set Table (Standard SPI): opcode -> bytes before the first data byte, the opcode included.
HEADER_BYTES = {0x06: 1, 0x04: 1, 0x05: 1, 0x35: 1, 0x9F: 1, 0xB9: 1, 0xC7: 1, 0x60: 1,
                0x03: 4, 0x0B: 5, 0x02: 4, 0x20: 4, 0x52: 4, 0xD8: 4, 0xAB: 4, 0x4B: 5}  # fmt: skip
ERASE_BYTES = {0x20: SECTOR_BYTES, 0x52: 32 << 10, 0xD8: 64 << 10, 0xC7: 0, 0x60: 0}  # 0: the whole chip
# AC Electrical Characteristics: typical and maximum, in microseconds.
PROGRAM_US = (700, 3_000)
ERASE_US = {0x20: (45_000, 400_000), 0x52: (120_000, 1_600_000), 0xD8: (150_000, 2_000_000),
            0xC7: (40_000_000, 200_000_000), 0x60: (40_000_000, 200_000_000)}  # fmt: skip
WAKE_US = 3  # tRES1
BUSY, WRITE_ENABLED = 1, 2


class W25Q128(SpiPart):
    """One chip, erased when it is new.

    size_bytes: a power of two from 64 KiB on; the identification's last byte gives it.
    image: the file that holds the array, up to date at every moment, created if missing; None: memory only.
    seed: of the unique number, and of which bits a torn operation reaches.

    Faults: `absent`, `slow`, `read_only`, `forbid_erase` are plain flags; `stuck_bits[(address, bit)] = 0 or 1` is a
    worn cell that ends every program or erase at that value; see `cut_at` and `flip`.
    """

    def __init__(self, size_bytes: int = 16 << 20, image: Path | None = None, seed: int = 0) -> None:
        assert size_bytes >= 1 << 16 and size_bytes & (size_bytes - 1) == 0
        self.size_bytes = size_bytes
        self.image = image
        self.array: bytearray | mmap.mmap = _open_image(image, size_bytes) if image else bytearray(b"\xff" * size_bytes)
        self.unique_id = hashlib.sha256(b"W25Q128 %d" % seed).digest()[:8]
        self.absent = False  # nothing in the socket: the line reads ones
        self.slow = False  # the datasheet's maximum times instead of the typical
        self.read_only = False  # the write enable latch never sets
        self.forbid_erase = False  # an erase is a bug of the firmware from here on
        self.stuck_bits: dict[tuple[int, int], int] = {}
        self.operations = 0  # programs and erases begun since the chip was made
        self.erases: list[int] = []
        self.wear: Counter[int] = Counter()  # sector number -> erases
        self.journal: list[tuple[str, int, int]] = []  # ("program" | "erase", address, length)
        self._random = random.Random(seed)
        self._cut: tuple[int, bool | str] | None = None
        self.power_on()

    # --- faults and looking inside ------------------------------------------------------------------------------

    def cut_at(self, operation: int, torn: bool | str = False) -> None:
        """Take the power away at a program or erase: the `operation`-th from now, counted from 1.

        torn: False just before it begins, True in the middle of it, "after" when it is done.
        """
        assert operation >= 1 and torn in (False, True, "after")
        self._cut = (self.operations + operation, torn)

    @property
    def cut_in(self) -> int | None:
        """At which program or erase from now the power goes; None if it does not."""
        return self._cut[0] - self.operations if self._cut else None

    def forget_cut(self) -> None:
        """The power stays after all."""
        self._cut = None

    def flip(self, address: int, bit: int) -> None:
        """A cell loses its charge's meaning: the bit becomes 0."""
        self.array[address] &= ~(1 << bit)

    def save(self, path: Path | None = None) -> None:
        """Write the array to `path`, or make sure that its own image file has it."""
        if path:
            path.write_bytes(self.array)
        elif isinstance(self.array, mmap.mmap):
            self.array.flush()

    @property
    def busy(self) -> bool:
        """An operation is under way."""
        return self._under_way is not None and self.clock.now_us < self._busy_until_us

    # --- supply -------------------------------------------------------------------------------------------------

    def power_on(self) -> None:
        self._write_enabled = self._asleep = False
        self._busy_until_us = self._awake_at_us = 0
        self._under_way: tuple[int, bytes, bytes] | None = None  # address, before, after
        self._begin()

    def power_off(self) -> None:
        if self._under_way and self.busy:
            self._tear(*self._under_way)
        self._under_way = None

    # --- the bus ------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._command: int | None = None
        self._header = b""
        self._needed = 1
        self._data_bytes = 0  # clocked after the header
        self._page = bytearray(b"\xff" * PAGE_BYTES)

    def select(self) -> None:
        self._begin()

    def transfer(self, data: bytes) -> bytes:
        if self.absent:
            return b"\xff" * len(data)
        if not self._header and data:
            self._command = self._heard(data[0])
            self._needed = HEADER_BYTES.get(data[0], 1)
        head = data[: self._needed - len(self._header)]
        self._header += head
        rest = data[len(head) :]
        if not rest:
            return b"\xff" * len(head)
        answer = self._exchange(rest)
        self._data_bytes += len(rest)
        return b"\xff" * len(head) + answer

    def _heard(self, opcode: int) -> int | None:
        """The opcode if the chip listens to it in its state, else None (while busy it hears only status reads)."""
        if self._asleep:
            return opcode if opcode == 0xAB else None
        if self.clock.now_us < self._awake_at_us or (self.busy and opcode not in (0x05, 0x35)):
            return None
        return opcode

    @property
    def _address(self) -> int:
        return int.from_bytes(self._header[1:4], "big") % self.size_bytes

    def _exchange(self, data: bytes) -> bytes:
        """The data phase: what the chip drives onto its output while `data` comes in."""
        count, start = len(data), self._data_bytes
        if self._command in (0x03, 0x0B):
            position = (self._address + start) % self.size_bytes
            answer = bytes(self.array[position : position + count])
            return answer + self.array[: count - len(answer)] if len(answer) < count else answer
        if self._command == 0x02:
            for i, byte in enumerate(data):  # Page Program (02h): what passes the page's end goes on at its beginning
                self._page[(self._address + start + i) % PAGE_BYTES] = byte
        elif self._command == 0x05:
            if not self.busy:
                self._finish()
            return bytes((self.busy * BUSY | self._write_enabled * WRITE_ENABLED,)) * count
        elif self._command == 0x35:
            return b"\0" * count
        elif self._command == 0x9F:
            return _part(bytes((0xEF, 0x40, self.size_bytes.bit_length() - 1)), start, count)
        elif self._command == 0x4B:
            return _part(self.unique_id, start, count)
        elif self._command == 0xAB:
            return bytes((self.size_bytes.bit_length() - 2,)) * count
        return b"\xff" * count

    def deselect(self) -> None:
        """Here a command takes effect, if it came whole (Instructions: chip select rises right after it)."""
        command, exact = self._command, len(self._header) == self._needed and not self._data_bytes
        self._command = None
        if command is None or self.absent:
            return
        if command == 0xAB:
            self._awake_at_us = self.clock.now_us + WAKE_US if self._asleep else self._awake_at_us
            self._asleep = False
        elif command == 0xB9 and exact:
            self._asleep = True
        elif command in (0x06, 0x04) and exact:
            self._finish()
            self._write_enabled = command == 0x06 and not self.read_only
        elif command == 0x02 and self._data_bytes and self._may_write():
            self._program()
        elif command in ERASE_BYTES and exact and self._may_write():
            self._erase(command)

    # --- the array ----------------------------------------------------------------------------------------------

    def _may_write(self) -> bool:
        self._finish()
        return self._write_enabled

    def _program(self) -> None:
        page = self._address - self._address % PAGE_BYTES
        before = bytes(self.array[page : page + PAGE_BYTES])
        after = _both(before, bytes(self._page))
        length = min(self._data_bytes, PAGE_BYTES)
        self._operate("program", self._address, length, page, before, after, PROGRAM_US[self.slow])

    def _erase(self, opcode: int) -> None:
        assert not self.forbid_erase, "erase while polls are open"
        length = ERASE_BYTES[opcode] or self.size_bytes
        start = self._address // length * length if ERASE_BYTES[opcode] else 0
        before = bytes(self.array[start : start + length])
        self._operate("erase", start, length, start, before, b"\xff" * length, ERASE_US[opcode][self.slow])

    def _operate(
        self, kind: str, address: int, length: int, start: int, before: bytes, after: bytes, time_us: int
    ) -> None:
        """Do one program or erase; the power may go before, within or after it."""
        cut = self._cut is not None and self._cut[0] == self.operations + 1
        torn = self._cut[1] if self._cut and cut else False
        if cut:
            self._cut = None
            if torn is False:
                raise PowerCut
        self.operations += 1
        self.journal.append((kind, address, length))
        if kind == "erase":
            self.erases.append(address)
            self.wear.update(range(start // SECTOR_BYTES, (start + length) // SECTOR_BYTES))
        if cut and torn is True:
            self._tear(start, before, after)
            raise PowerCut
        self._store(start, after)
        if cut:
            raise PowerCut
        self._busy_until_us = self.clock.now_us + time_us
        self._under_way = (start, before, after)

    def _store(self, start: int, after: bytes) -> None:
        self.array[start : start + len(after)] = after
        for (address, bit), value in self.stuck_bits.items():
            if start <= address < start + len(after):
                self.array[address] = self.array[address] & ~(1 << bit) | value << bit

    def _tear(self, start: int, before: bytes, after: bytes) -> None:
        """Each bit that was to change has changed, or not."""
        old, new = int.from_bytes(before, "big"), int.from_bytes(after, "big")
        torn = old ^ (old ^ new) & self._random.getrandbits(8 * len(before))
        self._store(start, torn.to_bytes(len(before), "big"))

    def _finish(self) -> None:
        """Status Registers, WEL: the write enable latch clears when a program or an erase has ended."""
        if self._under_way and not self.busy:
            self._under_way = None
            self._write_enabled = False


def _both(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one, "big") & int.from_bytes(other, "big")).to_bytes(len(one), "big")


def _part(answer: bytes, start: int, count: int) -> bytes:
    """An answer that repeats as long as the clock runs."""
    return bytes(answer[(start + i) % len(answer)] for i in range(count))


def _open_image(image: Path, size_bytes: int) -> mmap.mmap:
    if not image.exists():
        image.parent.mkdir(parents=True, exist_ok=True)
        image.write_bytes(b"\xff" * size_bytes)
    assert image.stat().st_size == size_bytes, f"{image} is not the image of a chip of {size_bytes} bytes"
    with image.open("r+b") as file:
        return mmap.mmap(file.fileno(), size_bytes)
