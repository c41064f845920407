"""A terminal's memory runs out on the day: the firmware needs more of it than its budget."""

from __future__ import annotations

import pytest

from simulator.measure.emulated_board import M3
from simulator.measure.heap import budget, full_in
from simulator.measure.kept import kept

pytestmark = pytest.mark.target


def test_a_day_lives_in_the_heap_of_its_budget() -> None:
    assert kept("heap", [M3], lambda: full_in(budget())) == []
