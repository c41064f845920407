"""A desk dies and nobody can read its files: the district's spare goes on as that desk, by a slip and two cards."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.people.precinct import TRAINING
from tests.precinct.day import VOTE, Day, Snapshot, keep
from tests.precinct.desk_and_spare import PLACES, beside, open_with_slips, precinct_and_spare, take_place
from tests.precinct.evening_numbers import numbers
from tests.precinct.slip_objects import payload_of
from tests.precinct.test_second_opening import put_in
from tests.precinct.test_spare_drill import CARTRIDGE, MOST_MINUTES, PLUG_AND_BOX, Drill, in_the_morning
from tests.precinct.test_training import CARDS
from tests.precinct.traces import events, marked


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Path]:
    return precinct_and_spare(tmp_path_factory.mktemp("replaced"))


@pytest.fixture(scope="module")
def trained(made: tuple[Snapshot, Path], tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A training, open everywhere."""
    folder = tmp_path_factory.mktemp("replaced-training")
    day = Day(made[0], folder / "day")
    return keep(day, folder / "kept", replacement=open_with_slips(day, TRAINING))


def test_a_training_goes_on_with_the_spare_desk_and_is_counted(
    trained: Snapshot, made: tuple[Snapshot, Path], tmp_path: Path
) -> None:
    """One has voted, one waits with a slip: the spare checks in the third, and nobody twice; all is counted."""
    day = Drill(trained, tmp_path / "drill")
    day.mode = TRAINING
    for at in day.terminals:
        day.resume(at)
    waits = in_the_morning(day)
    day.idle(day.desk)
    left = keep(day, tmp_path / "died")
    day = Drill(beside(left, made[1]), tmp_path / "on")
    day.mode = TRAINING
    for at in day.booths:
        day.resume(at)
    day.begin()
    desk = day.desk
    desk.hardware.plug_in()
    take_place(day, desk, trained.also["replacement"][0])  # type: ignore[index]
    put_in(desk, left.chips[0])
    day.resume(desk)
    day.idle(desk)
    spent = day.minutes()
    day.vote(1, waits, VOTE)  # the slip of before is good
    day.show_id(CARDS[0])
    desk.sees("already_marked")
    day.vote(2, day.check_in(CARDS[2], 2), VOTE)
    assert marked(desk.hardware, "marked") == 3
    assert ("place_taken", 0) in events(desk.hardware)
    data = day.provisioned.terminals[0] / "data"
    assert not (data / "places").exists() and not list(data.glob("*.part"))
    assert [path.name for path in data.glob("*.tmpk")] == ["training.tmpk"]
    assert (made[1] / PLACES).exists()
    totals = [day.close_booth(1), day.close_booth(2)]
    day.close_desk()
    protocol = payload_of(day.count(totals, TRAINING, numbers(_NO_PAPER, 0)))
    assert (protocol[3], protocol[5][1], protocol[7]["marked"]) == (TRAINING, [3, 0, 0], 3)
    assert PLUG_AND_BOX + CARTRIDGE + spent < MOST_MINUTES, spent
    print(f"a spare in the place of a desk, by its slip: {spent:.1f} minutes at the terminals")
    day.unplug()


_NO_PAPER = [[0] * 10, [0] * 5, [0] * 5]
