"""A serial NOR flash chip behind a programmer: only what reads (W25Q128JV, Instruction Set Table, Standard SPI)."""

from __future__ import annotations

from host_tools.chip_reading.ch341a import Ch341a
from host_tools.chip_reading.source import LARGEST, SMALLEST

_READ, _STATUS, _WAKE, _IDENTITY = b"\x03", b"\x05", b"\xab", b"\x9f"
_BUSY = 1
_NOBODY = (0x00, 0xFF)  # a line that nothing drives
_MOST_LOOKS = 2_000  # at the status: each takes about 1 ms, and an erase of a sector 400 ms at most


class SpiChip:
    """A `source.Source`. programmer: open."""

    def __init__(self, programmer: Ch341a) -> None:
        self._programmer = programmer

    def size(self) -> int | None:
        """As `Source.size`: wakes the chip, waits until it has ended what it was doing, and asks who it is."""
        exchange = self._programmer.exchange
        if exchange(_WAKE) is None:
            return None
        for _ in range(_MOST_LOOKS):
            status = exchange(_STATUS, 1)
            if status is None:
                return None
            if status[0] == _NOBODY[1]:
                return 0
            if not status[0] & _BUSY:
                break
        else:
            return 0
        identity = exchange(_IDENTITY, 3)
        if identity is None:
            return None
        maker, _, capacity = identity
        return 1 << capacity if maker not in _NOBODY and SMALLEST <= capacity <= LARGEST else 0

    def read(self, address: int, count: int) -> bytes | None:
        """As `Source.read`."""
        return self._programmer.exchange(_READ + address.to_bytes(3, "big"), count)
