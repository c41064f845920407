"""Requests to vote at home: too late, twice, of one who has voted, of one not on the list; the list for the box."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from simulator.people.precinct import HOME, PAPER
from simulator.people.slip_reader import OTHER, VOID
from tests.golden_picture import compare
from tests.precinct.day import Day, Snapshot
from tests.precinct.test_paper_out import kinds_since, new_roll, paper_ends
from tests.precinct.test_portable_box import SEAL
from tests.precinct.traces import events, kept_anywhere


@pytest.fixture
def home(start: Callable[..., Day], afternoon: Snapshot) -> Day:
    """That precinct, with its desk switched on."""
    day = start(afternoon)
    day.resume(day.desk)
    return day


def asks(day: Day, label: str, desk: int = 1) -> None:
    """The chair chooses a new request and shows the voter's card. desk: its number."""
    at = day.desks[desk - 1]
    day.menu(at, "home_request", day.role_cards[0])
    at.chooses("home_new")
    at.sees("asked_voter_back")
    at.hands.scan(label, "]C0")


def request(day: Day, label: str, number: int, desk: int = 1) -> None:
    """A request is recorded. desk: its number."""
    at = day.desks[desk - 1]
    asks(day, label, desk)
    at.sees("home_ask")
    at.presses("ok")
    at.sees("home_recorded", number)
    at.presses("ok")
    day.idle(at)


def comes_too_late(day: Day, until: str = "12:00", desk: int = 1) -> None:
    """A request is refused, and that is counted. desk: its number."""
    at = day.desks[desk - 1]
    day.menu(at, "home_request", day.role_cards[0])
    at.chooses("home_new")
    at.sees("home_late", until)
    at.presses("ok")
    day.idle(at)


def is_helped(day: Day, label: str, desk: int = 1) -> Image.Image:
    """The chair records a voter's helper; the sheet. desk: its number."""
    at = day.desks[desk - 1]
    day.menu(at, "assisted", day.role_cards[0])
    at.sees("asked_voter_back")
    at.hands.scan(label, "]C0")
    at.sees("helper_type")
    at.hands.type_letters("ҮЛГІ")
    at.sees("helper_ask")
    at.presses("ok")
    sheet = at.take_slip("helped")
    at.sees("counted_so_far", 1)
    at.presses("ok")
    day.idle(at)
    return sheet


def of_homes(day: Day) -> list[tuple[str, int]]:
    return [one for one in events(day.desk.hardware) if one[0].startswith("home_")]


def test_the_box_takes_the_list_along_after_a_power_cut(home: Day) -> None:
    at, chair = home.desk, home.role_cards[0]
    request(home, home.labels[0], 1)
    request(home, home.labels[1], 2)
    assert kept_anywhere(at.hardware, [home.labels[0].encode(), home.labels[0][2:14].encode()]) == []
    at.hardware.pull_plug()
    home.resume(at)
    home.check_in(home.labels[1], HOME)
    home.idle(at)
    home.menu(at, "portable_box", chair)
    at.sees("box_scan")
    at.hands.scan(SEAL, "]C0")
    at.sees("box_taken")
    at.hands.type_digits("0003")
    at.take_slip("box-leaves")
    at.take_slip("home-list")
    home.idle(at)
    assert of_homes(home) == [("home_requested", 0)] * 2


def test_a_request_comes_twice_and_from_one_who_has_voted(home: Day) -> None:
    at = home.desk
    request(home, home.labels[0], 1)
    asks(home, home.labels[0])
    at.sees("home_again")
    at.presses("ok")
    home.check_in(home.labels[2], PAPER)
    home.idle(at)
    asks(home, home.labels[2])
    at.sees("already_marked")
    at.presses("ok")
    home.idle(at)
    assert of_homes(home) == [("home_requested", 0)]


def test_the_paper_ends_under_the_box_and_its_list(home: Day) -> None:
    """Each is printed again from its beginning, and the box has left once."""
    at, pieces = home.desk, 0
    request(home, home.labels[0], 1)
    home.menu(at, "portable_box", home.role_cards[0])
    at.sees("box_scan")
    at.hands.scan(SEAL, "]C0")
    at.sees("box_taken")
    pieces = len(at.hardware.printer.slips)
    paper_ends(at, 25)
    at.hands.type_digits("0003")
    new_roll(at)
    home.idle(at)
    assert kinds_since(at, pieces) == [VOID, OTHER, OTHER]
    home.menu(at, "home_request", home.role_cards[0])
    paper_ends(at, 25)
    at.chooses("home_list")
    new_roll(at)
    home.idle(at)
    assert kinds_since(at, pieces) == [VOID, OTHER, OTHER, VOID, OTHER]
    logged = [name for name, _ in events(at.hardware)]
    assert (logged.count("box_left"), logged.count("home_requested")) == (1, 1)


def test_a_request_comes_after_noon(desk: Day) -> None:
    comes_too_late(desk)
    assert of_homes(desk) == [("home_refused", 0)]


def test_nobody_asked_and_the_list_is_wanted(desk: Day) -> None:
    at = desk.desk
    desk.menu(at, "home_request", desk.role_cards[0])
    at.chooses("home_list")
    at.sees("home_none")
    at.presses("ok")
    desk.idle(at)


def test_a_helper_is_on_paper_and_counted_alone(desk: Day) -> None:
    at = desk.desk
    desk.check_in(desk.labels[0], 1)
    desk.idle(at)
    compare(np.asarray(is_helped(desk, desk.labels[0])), "sheet_helped")
    assert events(at.hardware)[-1] == ("assisted", 0)
    assert kept_anywhere(at.hardware, ["ҮЛГІ".encode()]) == []
