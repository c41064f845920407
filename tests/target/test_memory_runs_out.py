"""A terminal's memory runs out on the day: the firmware needs more of it than its budget."""

from __future__ import annotations

import tomllib

import pytest

from simulator.measure import acts
from simulator.measure.emulated_board import M3

pytestmark = pytest.mark.target
BUDGETS = acts.BUDGETS.with_name("heap_budgets.toml")


def test_a_day_lives_in_the_heap_of_its_budget() -> None:
    with acts.day(M3, heap_kib=tomllib.loads(BUDGETS.read_text("utf-8"))["demo_day"]) as today:
        today.boot()
        today.open()
        today.vote(0)
        today.close()
        consoles = [at.hardware.bench.log.read_text() for at in (today.desk, today.booth)]
    assert not [console for console in consoles if "MemoryError" in console]
