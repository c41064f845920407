"""The drill of a training: a terminal dies, and the day goes on within ten minutes (docs/terminals.md, section 8).

Minutes are those of the terminals' own clocks: waiting for parts, printing, reading, keys. What people do away from a
terminal is added from a table; the microcontroller's processor time is not in it (docs/target.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from host_tools.provisioning.spare import take_place
from simulator.people.precinct import TRAINING, PowerWentOff
from simulator.people.slip_reader import codes_on
from tests.precinct.day import VOTE, Day, Snapshot, keep, opened_everywhere
from tests.precinct.test_booth_ended import end
from tests.precinct.test_second_opening import exchange, put_in, shown_again, taken_out
from tests.precinct.test_spare_terminal import PUBLIC, spare_of
from tests.precinct.test_training import CARDS
from tests.precinct.traces import ballots, marked

MOST_MINUTES = 10.0
# What people do away from a terminal, in minutes: guesses of ours, to be timed in a real training.
PLUG_AND_BOX = 1.0  # pull the plug, seal the box
CARTRIDGE = 2.0  # both chips out of one terminal and into the other
FILES = 3.0  # the technician's computer: files of the dead one, and onto the spare
WALK = 0.5  # from a booth to the desk


@pytest.fixture(scope="session")
def trained(new: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A training open everywhere, before the first voter."""
    return opened_everywhere(new, tmp_path_factory.mktemp("drilled"), TRAINING)


class Drill(Day):
    """A training, with the minutes that its terminals have taken since the last look."""

    def begin(self) -> None:
        self._seen = {at.name: at.hardware.bench.clock.now_us for at in self.terminals}

    def minutes(self) -> float:
        spent = sum(at.hardware.bench.clock.now_us - self._seen[at.name] for at in self.terminals)
        return spent / 60_000_000


@pytest.fixture
def start_drill(trained: Snapshot, tmp_path: Path) -> Callable[..., Drill]:
    def begin(snapshot: Snapshot = trained, switched_on: int = 3) -> Drill:
        day = Drill(snapshot, tmp_path / f"drill-{len(list(tmp_path.glob('drill-*')))}")
        day.mode = TRAINING
        for at in day.terminals[:switched_on]:
            day.resume(at)
        return day

    return begin


def in_the_morning(day: Day) -> str:
    """One voter has voted in booth 1, and one waits before it with a slip, which is returned."""
    day.vote(1, day.check_in(CARDS[0], 1), VOTE)
    return day.check_in(CARDS[1], 1)


def again(day: Day) -> list[str]:
    """Booth 1 is opened on blank cartridges; the codes of its zero report."""
    zero = codes_on(day.open(day.booth(1), TRAINING))
    day.idle(day.booth(1))
    return zero


def test_a_booth_that_is_dead_is_ended_and_its_voters_vote_elsewhere(start_drill: Callable[..., Drill]) -> None:
    day = start_drill()
    waits = in_the_morning(day)
    day.begin()
    day.booth(1).hardware.pull_plug()
    end(day)
    (slip,) = exchange(day, waits, booth=2)
    spent = day.minutes()
    day.vote(2, slip, VOTE)
    assert PLUG_AND_BOX + WALK + spent < MOST_MINUTES, spent
    print(f"ended and exchanged: {spent:.1f} minutes at the terminals")
    day.unplug()


@pytest.mark.parametrize("number", [0, 1])
def test_a_spare_goes_on_with_files_and_cartridge(
    number: int, start_drill: Callable[..., Drill], tmp_path: Path
) -> None:
    day = start_drill()
    waits = in_the_morning(day)
    day.idle(day.desk)
    left = keep(day, tmp_path / "died")
    dead = left.provisioned.terminals[number]
    spare = spare_of(dead, tmp_path / "spare")
    take_place(dead, spare, PUBLIC)
    places = left.provisioned.terminals | {number: spare}
    day = start_drill(replace(left, provisioned=replace(left.provisioned, terminals=places)), 0)
    for at in day.terminals:
        if at is not day.terminals[number]:
            day.resume(at)
    day.begin()
    day.resume(day.terminals[number])
    day.idle(day.terminals[number])
    spent = day.minutes()
    day.vote(1, waits, VOTE)  # the slip of before is good
    day.vote(1, day.check_in(CARDS[2], 1), VOTE)
    assert ballots(day.booth(1).hardware) == marked(day.booth(1).hardware, "cast") == 3
    assert marked(day.desk.hardware, "marked") == 3
    assert PLUG_AND_BOX + FILES + CARTRIDGE + spent < MOST_MINUTES, spent
    print(f"a spare for terminal {number}: {spent:.1f} minutes at the terminals")
    day.unplug()


def test_a_booth_with_other_cartridges_is_opened_again(start_drill: Callable[..., Drill]) -> None:
    """The files go on, on a spare or not, and the cartridge is dead."""
    day = start_drill()
    waits = in_the_morning(day)
    day.begin()
    taken_out(day.booth(1))
    shown_again(day, again(day))
    (slip,) = exchange(day, waits)
    spent = day.minutes()
    day.vote(1, slip, VOTE)
    assert PLUG_AND_BOX + FILES + CARTRIDGE + WALK + spent < MOST_MINUTES, spent
    print(f"opened again on other cartridges: {spent:.1f} minutes at the terminals")
    day.unplug()


def test_one_chip_in_each_of_two_terminals_lets_nobody_vote(start_drill: Callable[..., Drill], tmp_path: Path) -> None:
    day = start_drill()
    waits = in_the_morning(day)
    at = day.booth(1)
    for chip in (0, 1):
        at.hardware.pull_plug()
        at.hardware.chips[chip].absent = True
        at.hardware.plug_in()
        at.sees("chip_missing")
        at.hardware.pull_plug()
        at.hardware.chips[chip].absent = False
    day.resume(at)
    day.vote(1, waits, VOTE)
    day.unplug()


def test_a_dead_booth_that_comes_back_beside_its_spare_gets_no_voters(start_drill: Callable[..., Drill]) -> None:
    """It has no cartridge. On another one it is a second opening, which two people would have to let in at the desk."""
    day = start_drill()
    at = day.booth(1)
    waits = in_the_morning(day)
    cartridge = taken_out(at)
    zero = again(day)  # the dead one, beside its spare
    at.hands.scan(waits)
    at.sees("other_opening")  # slips of the day are not for it
    day.idle(day.desk)
    for code in zero:
        day.desk.hands.scan(code)
    day.desk.sees("booth_again_text")
    day.desk.presses("back")
    put_in(at, cartridge)  # the spare
    at.hardware.plug_in()
    at.sees("power_nothing")
    day.unplug()


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_the_power_goes_while_the_waiting_slip_is_exchanged(cut: int, start_drill: Callable[..., Drill]) -> None:
    day = start_drill()
    waits = in_the_morning(day)
    day.booth(1).hardware.pull_plug()
    end(day)
    day.desk.hardware.chips[0].cut_at(cut)
    with pytest.raises(PowerWentOff):
        exchange(day, waits, booth=2)
    if cut > 1:
        day.resume(day.desk, "slip_again")
        day.desk.sees("show_card")
        (slip,) = day.newest_codes(day.desk)
    else:
        day.resume(day.desk)
        (slip,) = exchange(day, waits, booth=2)
    day.vote(2, slip, VOTE)
    assert marked(day.desk.hardware, "exchanged 1") == marked(day.desk.hardware, "issued 2") == 1
    day.unplug()
