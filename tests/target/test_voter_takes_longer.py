"""Voters on the emulated board who take longer than the plan of desks and booths says."""

from __future__ import annotations

import pytest

from host_tools.provisioning.queueing import shown, times
from simulator.measure import voters
from simulator.measure.emulated_board import M3
from simulator.measure.kept import kept

pytestmark = pytest.mark.target
BY_KEYS_AND_BY_TOUCH = 2


@pytest.fixture(scope="module")
def stages() -> dict[str, times.Stage]:
    """The first voters of the sample that the plan's data are of, with the processor in the wire's clock."""
    found = kept("voters", [M3], lambda: voters.emulated(BY_KEYS_AND_BY_TOUCH).as_data())
    return times.stages(found, times.people())


@pytest.mark.parametrize("name", shown.NAMES)
def test_a_voter_takes_no_longer_than_planned(name: str, stages: dict[str, times.Stage]) -> None:
    planned = [(1 + times.TOLERANCE) * seconds + times.SLACK_S for seconds in times.measured()[name].seconds]
    late = [pair for pair in zip(stages[name].seconds, planned, strict=False) if pair[0] > pair[1]]
    assert not late, "make bench-voters RECORD=1 makes what is measured the plan's data"


@pytest.mark.parametrize("name", shown.NAMES)
def test_no_voter_takes_longer_than_the_bar(name: str, stages: dict[str, times.Stage]) -> None:
    assert shown.held(name, stages[name]), stages[name]
