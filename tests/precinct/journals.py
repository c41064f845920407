"""What a terminal's chips are made to hold on a day, judged by the automaton of the models when the day is over.

A terminal writes by the order of docs/cast-protocol.md, whatever a test does to it. Chips that fail take more ways, so
from the first write on a failing chip the looser table judges, and the two need not hold the same.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.hardware.parts.w25q128 import W25Q128
from simulator.hardware.terminal import TerminalHardware
from tests.models.automaton import BOOTH, DESK, while_chips_fail, wrong_step
from tests.models.journal import Journal, Written
from tests.precinct.traces import has_header, regions
from tests.rig import ROOT

ACCEPTED = ROOT / "build" / "journals_accepted.txt"  # a line for each, with its writes
_TEST_PAGE = range(1024, 1280)  # docs/formats.md, section 6
_HEADER_BYTES, _CLOSED_AT, _MARK_BYTES = 512, 2048 + 4 * 16, 16


def _is_self_test(start: int, before: bytes) -> bool:
    """A page between header and marks, which no act uses: a self-test writes it on an empty chip, and erases it."""
    others = before[: _TEST_PAGE.start - start] + before[_TEST_PAGE.stop - start :]
    return start in _TEST_PAGE or (start == 0 and len(before) > _TEST_PAGE.stop and others == b"\xff" * len(others))


class DayJournal(Journal):
    """Listens to the chips of one terminal from now on. is_desk: which table judges."""

    def __init__(self, hardware: TerminalHardware, is_desk: bool) -> None:
        super().__init__({}, DESK if is_desk else BOOTH)
        self._hardware, self.has_failed, self._is_noted = hardware, False, False
        for number, chip in enumerate(hardware.chips):
            chip._store = self._stored(number, chip)  # type: ignore[method-assign]
        start = hardware.bench._start_processor

        def started(cause: int) -> None:
            self._look()
            self.power()
            start(cause)

        hardware.bench._start_processor = started  # type: ignore[method-assign]

    def power(self) -> None:
        """The power goes and comes; somebody may have exchanged the chips."""
        super().power()
        for held in self._held:
            held.clear()

    def wrong(self) -> str | None:
        """What is not as the models have it, or None."""
        if not self.has_failed:
            return super().wrong()
        return wrong_step(self.names, while_chips_fail(self._table))

    def note_accepted(self) -> None:
        """Add it to those that the automaton has accepted, once, if anything was written."""
        if self.names and not self._is_noted:
            self._is_noted = True
            with ACCEPTED.open("a") as file:  # several processes may write: a short line is written at once
                file.write(f"{len(self.names)}\n")

    def _stored(self, number: int, chip: W25Q128) -> Callable[[int, bytes], None]:
        store = chip._store

        def stored(start: int, after: bytes) -> None:
            place = slice(start, start + len(after))
            before = bytes(chip.array[place])
            store(start, after)
            self.has_failed |= any(one.absent or one.read_only or one.stuck_bits for one in self._hardware.chips)
            if start < _HEADER_BYTES:
                self._look()
            if not _is_self_test(start, before):
                self.add([Written(number, start, before, bytes(chip.array[place]))])

        return stored

    def _look(self) -> None:
        """Take up what is in the sockets: where its regions lie, and whether it is closed."""
        # Without a whole header nothing but the first sector is written.
        self._regions = regions(self._hardware) if has_header(self._hardware) else {}
        marks = [bytes(chip.array[_CLOSED_AT : _CLOSED_AT + _MARK_BYTES]) for chip in self._hardware.chips]
        self._is_closed = bytes(_MARK_BYTES) in marks

    def _differ(self, place: range) -> bool:
        # What was written since the power came, else what stood there: the array is one write ahead of the journal.
        first, second = (
            [held.get(at, chip.array[at]) for at in place]
            for held, chip in zip(self._held, self._hardware.chips, strict=True)
        )
        return first != second
