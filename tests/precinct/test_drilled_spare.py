"""A spare that became a desk in a drill: nothing gives it its places back; a drill precinct made anew has another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from host_tools.provisioning.own_keys import OwnKeyError, take
from host_tools.provisioning.spare import SpareError
from host_tools.provisioning.spare_places import gather_places
from simulator.people.newborn import injected
from simulator.people.precinct import TRAINING
from tests.precinct.day import Day, keep, make_precinct
from tests.precinct.desk_and_spare import SEED, SERIAL, beside, open_with_slips, shelf, take_place
from tests.precinct.test_second_opening import put_in
from tests.precinct.test_spare_terminal import PUBLIC
from tests.precinct.test_training import CARDS
from tests.precinct.traces import marked

DRILL = 9017


def test_the_next_drill_has_a_spare_and_a_precinct_made_anew(start: Callable[..., Day], tmp_path: Path) -> None:
    """Twice the same three commands, each time in a folder of its own; the spares of the day take no part in it."""
    for number in (1, 2):
        folder = tmp_path / str(number)
        spare, said = shelf(folder / "drill", seed=f"of drill {number}".encode().ljust(32))
        precinct = make_precinct(folder / "precinct", DRILL, number, booths=1, spare_desk=said)
        assert gather_places([precinct.provisioned.folder], spare, PUBLIC) == SERIAL
        day = start(precinct)
        slip = open_with_slips(day, TRAINING)[0]
        day.check_in(CARDS[0], 1)
        day.idle(day.desk)
        left = keep(day, folder / "died")
        day = start(beside(left, spare))
        day.mode = TRAINING
        day.desk.hardware.plug_in()
        take_place(day, day.desk, slip)
        put_in(day.desk, left.chips[0])
        day.resume(day.desk)
        assert marked(day.desk.hardware, "marked") == 1
        day.unplug()
    with pytest.raises(SpareError, match="has shown another key since"):
        gather_places([tmp_path / "1" / "precinct"], spare, PUBLIC)


def test_an_erased_spare_is_not_the_one_that_its_precincts_name(tmp_path: Path) -> None:
    """What a technician meets who erases a spare of the day after a drill: another key, which is refused in words."""
    spare, _ = shelf(tmp_path)
    with pytest.raises(OwnKeyError, match="has shown another key before"):
        take(tmp_path, injected(spare, b"after it was erased".ljust(32)))
    assert take(tmp_path, injected(spare, SEED)).serial_number == SERIAL
