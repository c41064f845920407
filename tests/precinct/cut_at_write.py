"""The plug is pulled at a write that has a name: the n-th of a region of one chip, whatever else is written before it.

A count of all operations would do for one day only: a record lies where its slot is drawn, and how many pages it
crosses differs from slot to slot.
"""

from __future__ import annotations

from simulator.hardware.parts.w25q128 import W25Q128


class CutAtWrite:
    """From now on, until it has happened or `forget` is called.

    region: (begin, end) in bytes. number: which program of this region it is, counted from 1.
    torn: as `W25Q128.cut_at` has it.
    """

    def __init__(self, chip: W25Q128, region: tuple[int, int], number: int, torn: bool | str) -> None:
        self._chip, self._region, self._left, self._torn = chip, region, number, torn
        self._operate = chip._operate
        chip._operate = self._watched  # type: ignore[method-assign]

    def forget(self) -> None:
        """The power stays after all."""
        self._chip._operate = self._operate  # type: ignore[method-assign]

    def _watched(
        self, kind: str, address: int, length: int, start: int, before: bytes, after: bytes, time_us: int
    ) -> None:
        if self._region[0] <= address < self._region[1]:
            self._left -= 1
            if not self._left:
                self.forget()
                self._chip.cut_at(1, self._torn)
        self._operate(kind, address, length, start, before, after, time_us)
