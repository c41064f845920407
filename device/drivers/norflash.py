"""Serial NOR flash: the ballot cartridge (W25Q128JV and its smaller and larger relatives, SPI mode).

Programming turns ones into zeros, anywhere and at any time; only erasing a sector of 4 KiB turns them back. Every call
blocks until the chip is done: 0.7 ms per program, 45 ms per erase. Nothing is read back here; callers compare.
"""

import time

from machine import SPI, Pin

PAGE_BYTES = 256
SECTOR_BYTES = 4096

# W25Q128JV, Instruction Set Table (Standard SPI)
_READ, _PROGRAM, _ERASE_SECTOR = 0x03, 0x02, 0x20
_WRITE_ENABLE, _STATUS = b"\x06", b"\x05"
_JEDEC_ID, _WAKE = b"\x9f", b"\xab"
_UNIQUE_ID = b"\x4b\0\0\0\0"  # with its four dummy bytes
_BUSY, _WRITE_ENABLED = 1, 2  # Status Register-1
_NOBODY = 0xFF  # a line that nothing drives; no real status has every bit set

# W25Q128JV, AC Electrical Characteristics: typical time first, then polling up to twice the maximum
_WAKE_US = 3  # tRES1
_PROGRAM_US, _PROGRAM_POLL_US, _PROGRAM_TIMEOUT_US = 700, 200, 6_000  # tPP
_ERASE_US, _ERASE_POLL_US, _ERASE_TIMEOUT_US = 45_000, 5_000, 800_000  # tSE
_SMALLEST, _LARGEST = 16, 24  # powers of two that three address bytes reach: 64 KiB to 16 MiB

_BLANK = b"\xff" * 512
_PIECE_BYTES = 4096  # one bus transfer


class NorFlash:
    """One chip with its own chip select; several may share the bus.

    spi: machine.SPI, mode 0.
    chip_select: machine.Pin, an output, low while the chip is addressed.
    """

    def __init__(self, spi: SPI, chip_select: Pin) -> None:
        self._spi, self._select = spi, chip_select
        self._select.value(1)
        self.size_bytes = 0  # the largest that `identify` has seen
        self.page_us = 0  # the shortest time that a page took since the start; a worn chip is slow. 0: none was written
        self._head = bytearray(4)
        self._status = bytearray(1)
        self._piece = bytearray(len(_BLANK))

    def identify(self) -> int | None:
        """Wake the chip, wait until an operation interrupted by a reset has ended, and read its identity.

        Returns its size in bytes, or None if no such chip answers. May be called again at any time. A missing chip
        reads as ones, and program and erase fail.
        """
        self._send(_WAKE)
        time.sleep_us(_WAKE_US)
        if self._read_status() == _NOBODY or not self._wait(0, _ERASE_POLL_US, _ERASE_TIMEOUT_US):
            return None
        maker, _, capacity = self._ask(_JEDEC_ID, 3)
        if maker in (0x00, _NOBODY) or not _SMALLEST <= capacity <= _LARGEST:
            return None
        self.size_bytes = max(self.size_bytes, 1 << capacity)  # one wrong answer must not put data outside the chip
        return 1 << capacity

    def unique_id(self) -> bytes:
        """The 8 bytes that no other chip has (Read Unique ID Number, 4Bh); all FF or 00 if no chip answers."""
        return self._ask(_UNIQUE_ID, 8)

    def read_into(self, address: int, buffer) -> None:
        """Fill a bytearray or memoryview from `address` on."""
        self._check(address, len(buffer))
        self._begin(_READ, address)
        if len(buffer) <= _PIECE_BYTES:
            self._spi.readinto(buffer)
        else:
            view = memoryview(buffer)
            for start in range(0, len(view), _PIECE_BYTES):
                self._spi.readinto(view[start : start + _PIECE_BYTES])
        self._select.value(1)

    def read(self, address: int, length: int) -> bytearray:
        """`length` bytes from `address` on."""
        buffer = bytearray(length)
        self.read_into(address, buffer)
        return buffer

    def program(self, address: int, data) -> bool:
        """Turn ones into zeros where `data` has zeros; any length, across pages.

        data: bytes, bytearray or memoryview. False: the chip does not answer, refuses to write or does not finish;
        some pages may have been programmed then.
        """
        self._check(address, len(data))
        view = memoryview(data)
        done = 0
        while done < len(view):
            # Page Program (02h): beyond the end of a page the chip would wrap to its beginning.
            room = PAGE_BYTES - (address + done) % PAGE_BYTES
            part = view[done : done + room]
            if not self._enable_write():
                return False
            began_us = time.ticks_us()
            self._begin(_PROGRAM, address + done)
            self._spi.write(part)
            self._select.value(1)
            if not self._wait(_PROGRAM_US, _PROGRAM_POLL_US, _PROGRAM_TIMEOUT_US):
                return False
            took_us = time.ticks_diff(time.ticks_us(), began_us)
            if took_us < self.page_us or not self.page_us:
                self.page_us = took_us
            done += len(part)
        return True

    def erase_sector(self, address: int) -> bool:
        """Turn the sector of 4 KiB that starts at `address` into ones. False as in `program`."""
        self._check(address, SECTOR_BYTES)
        if address % SECTOR_BYTES:
            raise ValueError("not the start of a sector")
        if not self._enable_write():
            return False
        self._begin(_ERASE_SECTOR, address)
        self._select.value(1)
        return self._wait(_ERASE_US, _ERASE_POLL_US, _ERASE_TIMEOUT_US)

    def is_blank(self, address: int, length: int) -> bool:
        """True if every bit of the range is one."""
        self._check(address, length)
        self._begin(_READ, address)
        blank = True
        while blank and length >= len(_BLANK):
            self._spi.readinto(self._piece)
            blank = self._piece == _BLANK
            length -= len(_BLANK)
        if blank and length:
            tail = memoryview(self._piece)[:length]
            self._spi.readinto(tail)
            blank = tail == memoryview(_BLANK)[:length]
        self._select.value(1)
        return blank

    # --- the wire ---------------------------------------------------------------------------------------------------

    def _check(self, address: int, length: int) -> None:
        if address < 0 or address + length > self.size_bytes:
            raise ValueError("outside the chip")

    def _send(self, command: bytes) -> None:
        self._select.value(0)
        self._spi.write(command)
        self._select.value(1)

    def _begin(self, opcode: int, address: int) -> None:
        """Select the chip and send an opcode with its address."""
        head = self._head
        head[0] = opcode
        head[1], head[2], head[3] = address >> 16, address >> 8 & 0xFF, address & 0xFF
        self._select.value(0)
        self._spi.write(head)

    def _ask(self, command: bytes, count: int) -> bytes:
        self._select.value(0)
        self._spi.write(command)
        answer = self._spi.read(count)
        self._select.value(1)
        return answer

    def _read_status(self) -> int:
        self._select.value(0)
        self._spi.write(_STATUS)
        self._spi.readinto(self._status)
        self._select.value(1)
        return self._status[0]

    def _enable_write(self) -> bool:
        """Set the write latch. Each program and erase clears it; a missing or locked chip never sets it."""
        self._send(_WRITE_ENABLE)
        return self._read_status() & (_BUSY | _WRITE_ENABLED) == _WRITE_ENABLED

    def _wait(self, first_us: int, poll_us: int, timeout_us: int) -> bool:
        """Sleep the typical time, then poll until the chip is ready. False if that takes longer than the timeout.

        first_us: typical time.
        poll_us: between two polls.
        timeout_us: longest time.
        """
        if first_us:
            time.sleep_us(first_us)
        while self._read_status() & _BUSY:
            if first_us >= timeout_us:
                return False
            time.sleep_us(poll_us)
            first_us += poll_us
        return True
