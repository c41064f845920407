"""The hour: closing before it, opening before it, voters before it, and clocks that are no witness."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from host_tools.formats.definitions import Hours
from simulator.people.officials import DAY_OF_VOTING
from simulator.people.precinct import OFFICIAL, PAPER, TEST
from tests.precinct.day import Day, Snapshot, election_with, make_precinct
from tests.precinct.traces import events, refusal

MIDNIGHT = DAY_OF_VOTING - (16 * 60 + 6) * 60 - 40  # of the day of voting, five hours east of UTC


def at_clock(hours: int, minutes: int) -> int:
    return MIDNIGHT + (hours * 60 + minutes) * 60


def tries_to_close(day: Day, number: int) -> None:
    """Up to the choice in the menu."""
    at = day.terminals[number]
    day.idle(at)
    at.hands.scan(day.role_cards[0].texts[0])
    at.sees("polls")
    at.chooses("action_close")


@pytest.mark.parametrize("number", [0, 1], ids=["desk", "booth"])
def test_closed_too_early(start: Callable[..., Day], opened: Snapshot, number: int) -> None:
    day = start(opened)
    at = day.terminals[number]
    day.resume(at)
    tries_to_close(day, number)
    at.hands.expect("20:00")
    at.hands.expect("16:0")
    at.presses("ok")
    day.idle(at)
    assert "closed" not in dict(events(at.hardware))


def test_closed_too_early_where_the_election_leaves_it_to_two_people(
    start: Callable[..., Day], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("early")
    day = start(make_precinct(folder / "made", election=election_with(folder, early_close=True)))
    booth = day.booth(1)
    day.open(booth, OFFICIAL)
    tries_to_close(day, 1)
    booth.sees("hour_ask")
    booth.presses("back")
    tries_to_close(day, 1)
    booth.sees("hour_ask")
    booth.presses("ok")
    booth.sees("pin_type")
    booth.hands.type_digits(day.role_cards[0].pin)
    booth.sees("card_show")
    day.show_card(booth, day.role_cards[1])
    booth.sees("booth_closed", limit_ms=600_000)
    assert [event for event in events(booth.hardware) if event[0] in ("hour_confirmed", "closed")] == [
        ("hour_confirmed", 2), ("closed", 0),
    ]  # fmt: skip


def test_a_hospital_closes_early_once_everybody_on_its_list_has_voted(
    start: Callable[..., Day], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Not with one of them missing; a voter who was added counts as one more."""
    day = start(make_precinct(tmp_path_factory.mktemp("kind") / "made", kind="hospital"), unix_seconds=at_clock(9, 0))
    desk = day.desk
    day.open(desk, OFFICIAL)
    day.show_zero_of(1)
    day.add_voter("900101300007", "Сейтқали Айжан", "1234567", PAPER)
    for label in day.labels[:-1]:
        day.check_in(label, PAPER)
    tries_to_close(day, 0)
    desk.hands.expect("20:00")
    desk.sees("close_not_all", 1)
    desk.presses("ok")
    day.idle(desk)
    assert "closed" not in dict(events(desk.hardware))
    day.check_in(day.labels[-1], PAPER)
    day.closes_minutes = 0  # nobody waits
    day.close_desk()
    assert [event for event in events(desk.hardware) if event[0] in ("hour_confirmed", "closed")] == [
        ("hour_confirmed", 2), ("closed", 0),
    ]  # fmt: skip


def test_early_close_of_the_election_does_not_empty_a_ship(
    start: Callable[..., Day], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("ship")
    day = start(make_precinct(folder / "made", election=election_with(folder, early_close=True), kind="ship"))
    day.open(day.desk, OFFICIAL)
    tries_to_close(day, 0)
    day.desk.sees("close_not_all", len(day.labels))
    booth = day.booth(1)
    day.open(booth, OFFICIAL)
    tries_to_close(day, 1)
    booth.sees("hour_ask")  # it knows no list: two people answer


def test_a_test_is_closed_at_any_hour(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new, unix_seconds=at_clock(3, 0))
    day.open(day.booth(1), TEST)
    day.closes_minutes = 0  # nobody waits
    assert day.close_booth(1)


@pytest.mark.parametrize("seconds", [None, at_clock(12, 0) - 86400], ids=["no time", "another day"])
def test_a_clock_that_is_no_witness_asks_two_people(
    start: Callable[..., Day], new: Snapshot, seconds: int | None
) -> None:
    day = start(new, unix_seconds=seconds)
    day.closes_minutes = 0
    booth = day.booth(1)
    booth.hardware.plug_in()
    if seconds is None:
        booth.sees("clock_unknown")
        booth.presses("ok")
    day.open(booth, OFFICIAL)
    day.idle(booth)
    assert day.close_booth(1)
    asked = [event for event in events(booth.hardware) if event[0] == "hour_confirmed"]
    assert asked == [("hour_confirmed", 1), ("hour_confirmed", 2)]


def test_opened_too_early_and_voters_before_the_hour(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new, unix_seconds=at_clock(5, 50))
    desk = day.desk
    day.ask_to_open(desk)
    desk.hands.expect("06:00")
    desk.hands.expect("05:5")
    desk.presses("ok")
    day.until(desk, 6 * 60 + 30)
    day.open(desk, OFFICIAL)
    day.show_zero_of(1)
    day.show_id(day.labels[0])
    desk.sees("too_early", "07:00")
    assert events(desk.hardware)[-1] == refusal("too_early", "check_in_refused")
    day.until(desk, 7 * 60)
    assert day.check_in(day.labels[0], 1)


def test_closed_after_midnight(start: Callable[..., Day], opened: Snapshot) -> None:
    """Counting ran late, or nobody closed in time: the next day is not "before 20:00"."""
    day = start(opened, unix_seconds=at_clock(24, 30))
    day.closes_minutes = 0
    day.resume(day.booth(1))
    assert day.close_booth(1)


def test_a_precinct_has_hours_of_its_own(start: Callable[..., Day], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where people work by shifts it opens at six, and closes an hour before the others."""
    folder = tmp_path_factory.mktemp("hours")
    day = start(make_precinct(folder / "made", hours=Hours(6 * 60, 19 * 60)), unix_seconds=at_clock(5, 10))
    desk = day.desk
    day.open(desk, OFFICIAL)
    day.show_zero_of(1)
    day.show_id(day.labels[0])
    desk.sees("too_early", "06:00")
    day.until(desk, 6 * 60)
    assert day.check_in(day.labels[0], 1)
    day.until(desk, 18 * 60 + 55)
    tries_to_close(day, 0)
    desk.hands.expect("19:00")
    desk.presses("ok")
    day.closes_minutes = 19 * 60
    day.close_desk()
