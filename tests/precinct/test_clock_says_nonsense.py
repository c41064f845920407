"""A clock that says something else each time it is read: a whole day and its count go through, and nobody restarts."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from simulator.hardware.parts.ds3231 import TIME_REGISTERS, Ds3231
from simulator.people.precinct import PAPER
from simulator.people.slip_reader import codes_on
from tests.precinct.day import VOTE, Day, Snapshot
from tests.precinct.evening_numbers import numbers, read_totals_and_keys, type_numbers

EDGES = (
    "59 59 23 07 31 12 99",
    "00 00 00 01 01 01 20",
    "59 59 23 07 31 12 19",
    "00 00 00 01 01 81 00",
    "59 59 23 07 31 92 99",
)


class MadClock:
    """In place of a clock chip's time: any bytes, any moment of any year, the ends of what is taken, or the truth."""

    def __init__(self, chip: Ds3231, seed: int) -> None:
        self._chip, self._chance, self.reads = chip, random.Random(seed), 0
        self._truth = chip.read

    def read(self, register: int, count: int) -> bytes | None:
        """As the part answers; one read in eight is not answered at all."""
        self.reads += 1
        self._chip.garbled_time = self._nonsense()
        return None if self._chance.random() < 1 / 8 else self._truth(register, count)

    def _nonsense(self) -> bytes | None:
        chance = self._chance
        kind = chance.randrange(4)
        if kind == 0:
            return chance.randbytes(TIME_REGISTERS)
        if kind == 1:
            return bytes.fromhex(chance.choice(EDGES))
        if kind == 2:
            year, month, day, hour = (chance.randrange(*ends) for ends in ((0, 100), (1, 13), (1, 32), (0, 24)))
            digits = f"{chance.randrange(60):02}{chance.randrange(60):02}{hour:02}01{day:02}{month:02}{year:02}"
            return bytes.fromhex(digits)
        return None


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 12))])
def test_a_day_goes_through_and_is_counted(start: Callable[..., Day], opened: Snapshot, seed: int) -> None:
    day = start(opened)
    for at in day.terminals:
        day.resume(at)
    clocks = [MadClock(at.hardware.clock_chip, seed * 10 + place) for place, at in enumerate(day.terminals)]
    for at, clock in zip(day.terminals, clocks, strict=True):
        at.hardware.clock_chip.read = clock.read  # type: ignore[method-assign]
    day.vote(1, day.check_in(day.labels[0], 1), VOTE, changes=1)
    day.vote(2, day.check_in(day.labels[1], 2), VOTE)
    day.vote(1, day.check_in(day.labels[2], 1), VOTE)
    day.check_in(day.labels[3], PAPER)
    totals = [day.close_booth(1), day.close_booth(2)]
    day.close_desk()
    read_totals_and_keys(day, totals=totals)
    type_numbers(day, numbers())
    day.desk.sees("desk_closed", limit_ms=600_000)
    assert codes_on(day.desk.take_slip("protocol"))
    assert [at.hardware.bench.restarts for at in day.terminals] == [0, 0, 0]
    assert all(clock.reads for clock in clocks)
