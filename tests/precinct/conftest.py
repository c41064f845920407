"""Precincts in some states, each made once through the real acts; a test gets a copy of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulator.people.precinct import OFFICIAL, PAPER
from simulator.people.slip_reader import codes_on
from tests.precinct.day import Day, Snapshot, election_with, keep, make_precinct, opened_everywhere
from tests.precinct.evening_numbers import count, numbers
from tests.precinct.three_desks import closed, provisioned

CHOICES = (("Косеев", "Да", "Нет"), ("Батыров", "Нет", ""), ("Косеев", "Да", "Да"))


@pytest.fixture(scope="session")
def new(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Provisioned, never switched on."""
    return make_precinct(tmp_path_factory.mktemp("precinct") / "made")


@pytest.fixture(scope="session")
def neighbour(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Another precinct of the same election."""
    return make_precinct(tmp_path_factory.mktemp("neighbour") / "made", number=18, seed=2)


@pytest.fixture(scope="session")
def opened(new: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Officially open, before the first voter."""
    return opened_everywhere(new, tmp_path_factory.mktemp("opened"), OFFICIAL)


@pytest.fixture(scope="session")
def evening(opened: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Three ballots cast at two booths, one on paper, one spoiled; everything closed, nothing counted.

    also: `totals`, the codes of each booth's sealed totals; `slips`, all of the day.
    """
    folder = tmp_path_factory.mktemp("evening")
    day = Day(opened, folder / "day")
    for terminal in day.terminals:
        day.resume(terminal)
    for voter, (booth, selections) in enumerate(zip((1, 2, 1), CHOICES, strict=True)):
        day.vote(booth, day.check_in(day.labels[voter], booth), selections, changes=int(voter == 0))
    day.check_in(day.labels[3], PAPER)
    totals = [day.close_booth(1), day.close_booth(2)]
    day.close_desk()
    for number in (1, 2):
        day.booth(number).sees("booth_closed")
    return keep(day, folder / "kept", totals=totals, slips=day.taken)


@pytest.fixture(scope="session")
def counted(evening: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The evening with its protocol, two copies."""
    folder = tmp_path_factory.mktemp("counted")
    day = Day(evening, folder / "day")
    count(day, numbers())
    day.desk.sees("desk_closed", limit_ms=600_000)
    while sum(bool(codes_on(slip)) for _, slip in day.taken) < 2:
        day.desk.take_slip("protocol")
    slips = [(name, slip) for name, slip in day.taken if codes_on(slip)]
    return keep(day, folder / "kept", slips=slips, totals=evening.also["totals"])


@pytest.fixture(scope="session")
def afternoon(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Officially open; requests to vote at home are taken until 17:00, and it is 16:06."""
    folder = tmp_path_factory.mktemp("until-evening")
    new = make_precinct(folder / "made", election=election_with(folder, home_requests_until='"17:00"'))
    return opened_everywhere(new, folder / "opened", OFFICIAL)


@pytest.fixture(scope="session")
def three_desks_new(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Three desks and two booths, never switched on."""
    return provisioned(tmp_path_factory.mktemp("desks_new") / "made")


@pytest.fixture(scope="session")
def three_desks(three_desks_new: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Three desks and two booths, officially open; each desk has seen the booths' zero reports."""
    return opened_everywhere(three_desks_new, tmp_path_factory.mktemp("desks"), OFFICIAL)


@pytest.fixture(scope="session")
def three_desks_closed(three_desks: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The same after a short day, everything closed and nothing counted; `reports` are those of the further desks."""
    return closed(three_desks, tmp_path_factory.mktemp("desks_closed"))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Day]]:
    """start(snapshot, …): a day in a folder of its own; unplugged when the test is over."""
    days: list[Day] = []

    def begin(snapshot: Snapshot, **more: int | None) -> Day:
        days.append(Day(snapshot, tmp_path / str(len(days)), **more))
        return days[-1]

    yield begin
    for day in days:
        day.unplug()


@pytest.fixture
def booth(start: Callable[..., Day], opened: Snapshot) -> Day:
    """An open precinct of which only booth 1 is switched on."""
    day = start(opened)
    day.resume(day.booth(1))
    return day


@pytest.fixture
def desk(start: Callable[..., Day], opened: Snapshot) -> Day:
    """An open precinct of which only the desk is switched on."""
    day = start(opened)
    day.resume(day.desk)
    return day
