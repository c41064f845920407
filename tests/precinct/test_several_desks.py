"""A precinct with three desks: voters and slips that are another desk's, and packages that are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from host_tools.elections.demo_roll import demo_voters
from host_tools.formats.packages import open_package
from host_tools.rolls.roll_view import RollView, open_row
from simulator.people.words import words
from tests.precinct.day import AUTHORITY, VOTERS, Day, Snapshot
from tests.precinct.slip_objects import payload_of
from tests.precinct.three_desks import EACH, FIRST, SECOND, THIRD, switched_on
from tests.precinct.traces import events, marked, refusal, without_log

PUBLIC = bytes(AUTHORITY.verify_key)
DESK, INDEX = 7, 6  # keys of an activation


@pytest.fixture
def day(start: Callable[..., Day], three_desks: Snapshot) -> Day:
    return switched_on(start(three_desks))


def test_a_voter_of_the_other_desk_is_told_which_and_nothing_more(day: Day) -> None:
    names = [voter.name for voter in demo_voters(VOTERS, 1)]
    before = without_log(day.desk.hardware)
    for number, at in enumerate(day.desks, 1):
        day.idle(at)
        at.sees("slip_desk_number", number)  # so that whoever is sent finds it
    day.show_id(day.labels[SECOND])
    day.desk.sees("other_desk", 2)
    assert refusal("other_desk", "check_in_refused") in events(day.desk.hardware)
    assert names[SECOND].split()[0] not in day.desk.hands.screen.aloud
    day.show_id(day.labels[FIRST], at=day.desks[1])
    day.desks[1].sees("other_desk", 1)
    assert without_log(day.desk.hardware) == before
    assert marked(day.desks[1].hardware, "marked") == 0


def test_no_desk_has_anything_of_another_part_but_tags(three_desks: Snapshot) -> None:
    places = three_desks.provisioned.terminals
    packages = {number: place / "data" / "official.tmpk" for number, place in places.items()}
    first, second = (open_package(packages[number].read_bytes(), PUBLIC) for number in (0, 102))
    for package, own in ((first, three_desks.labels[:SECOND]), (second, three_desks.labels[SECOND:THIRD])):
        view = RollView.of(package.parts["roll"])
        assert [bool(open_row(view, label, package.secrets)) for label in three_desks.labels] == [
            label in own for label in three_desks.labels
        ]
        assert len(package.parts["desks"]) == 8 + 9 * 2 * (VOTERS - len(own))  # a label and a number of each voter
    assert first.secrets.wrap_key != second.secrets.wrap_key
    assert second.secrets.card_secret is None


def test_a_desk_neither_takes_back_nor_exchanges_slips_of_another(day: Day) -> None:
    slip = day.check_in(day.labels[SECOND], 1, desk=2)
    day.menu(day.desk, "slip_back", day.role_cards[0])
    day.desk.sees("slip_back_show")
    day.desk.hands.scan(slip)
    day.desk.sees("slip_of_desk", 2)


def test_another_desk_than_the_first_neither_adds_nor_counts(day: Day) -> None:
    at = day.desks[1]
    day.idle(at)
    at.hands.scan(day.role_cards[0].texts[0])
    at.sees("polls")
    assert not at.hands.screen.shows(words("action_add_voter", at.language))
    at.presses("back")


def test_a_package_of_another_desk_is_refused(three_desks: Snapshot, tmp_path: Path) -> None:
    day = Day(three_desks, tmp_path / "day")
    places = day.provisioned.terminals
    other = (places[0] / "data" / "official.tmpk").read_bytes()
    (places[102] / "data" / "official.tmpk").write_bytes(other)
    at = day.desks[1]
    at.hardware.plug_in()
    at.sees("package_role")
    day.unplug()


def test_a_booth_takes_slips_of_both_desks_and_none_twice(day: Day) -> None:
    first = day.check_in(day.labels[FIRST], 1)
    second = day.check_in(day.labels[SECOND], 1, desk=2)
    assert [payload_of([code])[DESK] for code in (first, second)] == [1, 2]
    assert payload_of([first])[INDEX] < EACH <= payload_of([second])[INDEX]
    for code in (first, second):
        day.vote(1, code, ("Косеев", "Да", "Нет"))
    day.idle(day.booth(1))
    day.booth(1).hands.scan(second)
    day.booth(1).sees("already_cast")


def test_a_slip_with_another_desks_number_opens_no_booth(day: Day) -> None:
    day.check_in(day.labels[FIRST], 1)
    key = day.device_key(102)
    for changes in ({"desk": 2, "index": 0}, {"desk": 1, "index": 0}, {"desk": 1, "index": EACH}):
        day.idle(day.booth(1))
        day.booth(1).hands.scan(day.activation(key, **changes))
        day.booth(1).sees("unknown_index", language="kk")
