"""Seals that are not those of the list, at a hand-over; a list that the power cut short."""

from __future__ import annotations

from tests.precinct.day import Day
from tests.precinct.self_testing import Technician, said_on
from tests.precinct.traces import events

FIRST, SECOND, FOREIGN = "KZ-0012345", "KZ-0012346", "KZ-0099999"


def scans(day: Day, *numbers: str) -> None:
    for number in numbers:
        day.desk.sees("seals_scan")
        day.desk.hands.scan(number, "]C0")


def ends(day: Day, *words: object) -> None:
    at = day.desk
    at.presses("back")
    at.take_slip("seals")
    at.sees(*words)  # type: ignore[arg-type]
    at.presses("ok")
    day.idle(at)


def test_a_seal_that_was_changed_overnight_is_named(desk: Day) -> None:
    at, chair = desk.desk, desk.role_cards[0]
    desk.menu(at, "seals", chair)
    scans(desk, FIRST, FIRST)
    at.sees("seal_twice")
    at.hands.scan("12*", "]C0")
    at.sees("seal_unreadable")
    at.hands.scan(SECOND.lower(), "]C0")
    at.sees("seals_count", 2)
    ends(desk, "seals_count", 2)
    desk.menu(at, "seals", chair)
    at.chooses("seals_compare")
    scans(desk, SECOND, FIRST)  # in any order
    at.sees("seals_count", 2)
    ends(desk, "seals_same", 2)
    desk.menu(at, "seals", chair)
    at.chooses("seals_compare")
    scans(desk, FIRST, FOREIGN)
    at.sees("seals_count", 2)
    at.presses("back")
    at.take_slip("seals-differ")
    at.sees("seals_missing", SECOND)
    at.hands.expect(FOREIGN)
    at.presses("ok")
    desk.idle(at)
    logged = [one for one in events(at.hardware) if one[0].startswith("seal")]
    two = [("seal", 0), ("seal", 0)]
    assert logged == [*two, ("seals_put", 0), *two, ("seals_compared", 0), *two, ("seals_compared", 1)]


def test_a_list_without_its_end_is_none(desk: Day) -> None:
    at, chair = desk.desk, desk.role_cards[0]
    desk.menu(at, "seals", chair)
    scans(desk, FIRST)
    at.sees("seals_count", 1)
    at.hardware.pull_plug()  # nothing is logged before the last seal
    desk.resume(at)
    desk.menu(at, "seals", chair)
    at.sees("seals_scan")  # there is nothing to compare with


def test_a_readiness_slip_names_the_seals_of_the_last_list(desk: Day) -> None:
    at, chair = desk.desk, desk.role_cards[0]
    desk.menu(at, "seals", chair)
    scans(desk, FIRST, SECOND)
    at.sees("seals_count", 2)
    ends(desk, "seals_count", 2)
    technician = Technician(desk, at)
    technician.works_through()
    at.sees("self_test_good")
    assert said_on(technician.prints(), desk, 0).seals == [FIRST, SECOND]
