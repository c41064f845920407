"""Acts that were under way (formats, section 6): overwritten with zeros once they are done, or a link that was left."""

from __future__ import annotations

from dataclasses import dataclass, field

from host_tools.formats.cartridge import INTENT_BYTES, Region
from host_tools.verifying.nothing_but import Rebuilt
from host_tools.verifying.twin import WORN_BITS, Twin, zeros

_BLANK, _DONE, _PENDING = range(3)


@dataclass
class Intents:
    """Entries by their content. done: settled; skipped: unused below the last settled one, because of a flipped bit."""

    done: list[int] = field(default_factory=list)
    pending: list[int] = field(default_factory=list)
    one_chip: list[int] = field(default_factory=list)

    @property
    def skipped(self) -> int:
        """Blank entries below the last that was used."""
        used = sorted({*self.done, *self.pending, *self.one_chip})
        return used[-1] + 1 - len(used) if used else 0


def read_intents(twin: Twin, region: Region) -> Intents:
    """Every entry of both chips; a few bits more or less are wear."""
    found = Intents()
    for place, copies in enumerate(twin.entries(region, INTENT_BYTES)):
        states = [_state(copy) for copy in copies]
        if _PENDING in states:
            found.pending.append(place)
        elif states == [_DONE, _DONE]:
            found.done.append(place)
        elif _DONE in states:
            found.one_chip.append(place)
    return found


def _state(entry: bytes) -> int:
    fallen = zeros(entry)
    if fallen <= WORN_BITS:
        return _BLANK
    return _DONE if fallen >= 8 * INTENT_BYTES - WORN_BITS else _PENDING


def put_intents(twin: Twin, region: Region, found: Intents, rebuilt: Rebuilt) -> None:
    """Rebuild the region. What is pending stays as it is: it is said for itself."""
    for place in found.done:
        rebuilt.put(region.begin + place * INTENT_BYTES, bytes(INTENT_BYTES))
    for place in found.pending + found.one_chip:
        at = region.begin + place * INTENT_BYTES
        for chip in (0, 1):
            entry = twin.images[chip][at : at + INTENT_BYTES]
            if place in found.pending:
                rebuilt.put(at, entry, chip)
            elif _state(entry) == _DONE:
                rebuilt.put(at, bytes(INTENT_BYTES), chip)
