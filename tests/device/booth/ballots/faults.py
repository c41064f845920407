"""What a chip may do wrong with its power on: refuse a write, half do it, misreport it, be read wrong, be away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.hardware.parts.w25q128 import W25Q128

READ, PROGRAM = 0x03, 0x02
WRITE_FAULTS = ("refused", "half", "denied")  # nothing of it stands; some bits do; all does, but the next read is wrong


@dataclass(frozen=True)
class Fault:
    """kind: of WRITE_FAULTS, at the `at`-th write of both chips; "misread" at the `at`-th access: that read gives FF;
    "away": `chip` reads FF and takes nothing from access `at` to before `until`. Counted from 1 and from power on.
    """

    kind: str
    at: int
    until: int = 0
    chip: int = 0


class Faulty:
    """Makes two chips do it; counts what they are asked."""

    def __init__(self, chips: Sequence[W25Q128], faults: Sequence[Fault]) -> None:
        self._chips, self._faults = chips, faults
        self.accesses: list[tuple[int, int]] = []  # (chip, READ or PROGRAM)
        self.writes = 0
        self._is_new, self._blind, self._blind_next = [True, True], [False, False], [False, False]
        for number, chip in enumerate(chips):
            chip.select = self._select(number, chip.select)  # type: ignore[method-assign]
            chip.transfer = self._transfer(number, chip.transfer)  # type: ignore[method-assign]
            chip._operate = self._operate(number, chip._operate)  # type: ignore[method-assign]

    def remove(self) -> None:
        for one in self._faults:
            if one.kind == "away":
                self._chips[one.chip].absent = False
        for chip in self._chips:
            del chip.select, chip.transfer, chip._operate

    def _select(self, number: int, select: Callable[[], None]) -> Callable[[], None]:
        def selected() -> None:
            self._is_new[number], self._blind[number] = True, False
            select()

        return selected

    def _transfer(self, number: int, transfer: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
        def transferred(data: bytes) -> bytes:
            if self._is_new[number] and data:
                self._is_new[number] = False
                if data[0] in (READ, PROGRAM):
                    self._begin(number, data[0])
            answer = transfer(data)
            return b"\xff" * len(answer) if self._blind[number] else answer

        return transferred

    def _begin(self, number: int, opcode: int) -> None:
        self.accesses.append((number, opcode))
        at = len(self.accesses)
        for chip, part in enumerate(self._chips):
            losses = [one for one in self._faults if one.kind == "away" and one.chip == chip]
            if losses:
                part.absent = any(one.at <= at < one.until for one in losses)
        if opcode == READ:
            self._blind[number] = self._blind_next[number] or Fault("misread", at) in self._faults
            self._blind_next[number] = False

    def _operate(self, number: int, operate: Callable[..., None]) -> Callable[..., None]:
        def operated(
            kind: str, address: int, length: int, start: int, before: bytes, after: bytes, time_us: int
        ) -> None:
            self.writes += 1
            how = next((one.kind for one in self._faults if one.kind in WRITE_FAULTS and one.at == self.writes), "")
            if how == "refused":
                after = before
            elif how == "half":
                pairs = enumerate(zip(before, after, strict=True))
                after = bytes(new if place % 2 else old for place, (old, new) in pairs)
            self._blind_next[number] |= how == "denied"
            operate(kind, address, length, start, before, after, time_us)

        return operated
