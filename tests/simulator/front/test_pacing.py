"""A terminal's time beside the wall's: neither runs away, and lost time is not made up for at a sprint."""

from __future__ import annotations

from simulator.front.pacing import MOST_LAG_US, STEP_US, Pacing


class Clocks:
    """Two clocks that a test moves."""

    def __init__(self) -> None:
        self.wall_s, self.terminal_us = 100.0, 5_000_000
        self.pacing = Pacing(lambda: self.terminal_us, lambda: self.wall_s)


def test_time_is_due_as_the_wall_has_it() -> None:
    clocks = Clocks()
    clocks.wall_s += 0.1
    assert abs(clocks.pacing.due_us - 5_100_000) < 2


def test_four_times_as_fast() -> None:
    clocks = Clocks()
    clocks.pacing.set_factor(4)
    clocks.wall_s += 0.1
    assert abs(clocks.pacing.due_us - 5_400_000) < 2


def test_a_terminal_that_is_ahead_waits_a_step_at_most() -> None:
    clocks = Clocks()
    assert clocks.pacing.wait_s(clocks.terminal_us + 5_000) == 0.005
    assert clocks.pacing.wait_s(clocks.terminal_us + 10_000_000) == STEP_US / 1_000_000


def test_a_terminal_that_is_behind_does_not_wait() -> None:
    clocks = Clocks()
    clocks.wall_s += 0.2
    assert clocks.pacing.wait_s(clocks.terminal_us + 100_000) == 0


def test_what_much_computing_has_cost_is_let_go() -> None:
    clocks = Clocks()
    clocks.wall_s += 10 * MOST_LAG_US / 1_000_000
    assert clocks.pacing.due_us == clocks.terminal_us
    clocks.wall_s += 0.05
    assert abs(clocks.pacing.due_us - clocks.terminal_us - 50_000) < 2


def test_after_a_rush_time_goes_on_from_where_it_is() -> None:
    clocks = Clocks()
    clocks.terminal_us += 3_600_000_000
    clocks.pacing.anchor()
    clocks.wall_s += 0.01
    assert abs(clocks.pacing.due_us - clocks.terminal_us - 10_000) < 2
