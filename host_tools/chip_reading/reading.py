"""Read a whole chip, twice, as far as it goes, and say what did not come.

Each sector is read until two readings agree. Where no two do, each byte is what most readings say, and the sector is
reported as unsteady. What cannot be read at all is left as ones, as on a blank chip, and reported as lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from host_tools.chip_reading.source import SECTOR_BYTES, Source

READINGS = 7  # of a sector at most
GIVE_UP_AFTER = 16  # sectors in a row that did not come: those behind them are tried twice
_BLANK, _ZEROS = b"\xff" * SECTOR_BYTES, bytes(SECTOR_BYTES)


@dataclass
class Reading:
    """A chip as it was read. unsteady, lost: addresses of sectors."""

    image: bytearray
    unsteady: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Did every sector give the same bytes twice?"""
        return not self.unsteady and not self.lost


def read_chip(source: Source, size: int, progress: Callable[[int], None] = lambda done: None) -> Reading:
    """All sectors of a chip. size: what `source.size` said. progress: called with the bytes that are behind."""
    found = Reading(bytearray(b"\xff" * size))
    lost_in_a_row = 0
    for address in range(0, size, SECTOR_BYTES):
        readings = _readings(source, address, size, READINGS if lost_in_a_row < GIVE_UP_AFTER else 2)
        if readings:
            sector, times = Counter(readings).most_common(1)[0]
            if times == 1:
                sector = _by_majority(readings)
                found.unsteady.append(address)
            found.image[address : address + SECTOR_BYTES] = sector
            lost_in_a_row = 0
        else:
            found.lost.append(address)
            lost_in_a_row += 1
            if source.size() is None:  # what the chip is read through has gone
                found.lost += range(address + SECTOR_BYTES, size, SECTOR_BYTES)
                break
        progress(address + SECTOR_BYTES)
    return found


def _readings(source: Source, address: int, size: int, tries: int) -> list[bytes]:
    """Readings of a sector, until two agree; empty if none came."""
    readings: list[bytes] = []
    for _ in range(tries):
        reading = source.read(address, SECTOR_BYTES)
        if reading is None or (reading in (_BLANK, _ZEROS) and source.size() != size):
            continue  # a chip without contact reads as ones or zeros
        readings.append(reading)
        if readings.count(reading) == 2:
            break
    return readings


def _by_majority(readings: Sequence[bytes]) -> bytes:
    return bytes(Counter(column).most_common(1)[0][0] for column in zip(*readings, strict=True))
