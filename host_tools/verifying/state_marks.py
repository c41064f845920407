"""The state marks in the header's sector: what a cartridge has been through, and how often it was suspended."""

from __future__ import annotations

from dataclasses import dataclass

from host_tools.formats.cartridge import MARK_BYTES, MARKS, SECTOR_BYTES, STATE_AT
from host_tools.verifying.twin import Twin, zeros

FIRST_PAUSE, END = 16, (SECTOR_BYTES - STATE_AT) // MARK_BYTES


@dataclass(frozen=True)
class StateMarks:
    """is_set: by number; torn: marks that one chip holds in part or not at all, as a power cut leaves them."""

    is_set: tuple[bool, ...]
    torn: tuple[int, ...]

    def named(self) -> dict[str, bool]:
        """The states by name."""
        return {name: self.is_set[number] for number, name in enumerate(MARKS)}

    def pauses(self) -> int:
        """Changes between open and suspended: the marks from FIRST_PAUSE on, as far as they are set without a gap."""
        pauses = self.is_set[FIRST_PAUSE:]
        return pauses.index(False) if False in pauses else len(pauses)

    def strangers(self, known: tuple[int, ...]) -> list[int]:
        """Marks that are set and are no state of this terminal, nor pauses without a gap."""
        end = FIRST_PAUSE + self.pauses()
        return [
            number
            for number, is_set in enumerate(self.is_set)
            if is_set and number not in known and not FIRST_PAUSE <= number < end
        ]


def mark_at(number: int) -> int:
    """Address of a mark."""
    return STATE_AT + number * MARK_BYTES


def read_marks(twin: Twin) -> StateMarks:
    """A mark is set where most of its bits are 0 on either chip."""
    is_set, torn = [], []
    for number in range(END):
        copies = [image[mark_at(number) : mark_at(number) + MARK_BYTES] for image in twin.images]
        fallen = [zeros(copy) for copy in copies]
        is_set.append(max(fallen) > MARK_BYTES * 4)
        if is_set[-1] and min(fallen) <= MARK_BYTES * 4:
            torn.append(number)
    return StateMarks(tuple(is_set), tuple(torn))
