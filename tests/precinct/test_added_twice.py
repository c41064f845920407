"""A voter is added on the day: once, by two people, on a ground, with a sheet for the paper list."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from host_tools.formats.label import make_label
from simulator.people.precinct import PAPER, PowerWentOff
from simulator.people.slip_reader import says
from simulator.people.words import words
from tests.golden_picture import compare
from tests.precinct.day import VOTE, Day, Snapshot, election_with, make_precinct
from tests.precinct.traces import events, kept_anywhere, marked, refusal

NUMBER, OTHER = "900101300007", "850101300005"
NAME, CERTIFICATE = "ҮЛГІ", "0012345"
RESIDENCE = words("slip_residence", "ru").split(" ")[-1]  # the roll is too narrow for all of it


def asks_to_add(day: Day, number: str) -> None:
    """Up to the number."""
    day.menu(day.desk, "add_voter")
    day.desk.sees("number_type")
    day.desk.hands.type_digits(number)


def types_the_rest(day: Day) -> None:
    """Name and certificate."""
    at = day.desk
    at.sees("name_type")
    at.sees("key_back")  # the letters are Kazakh, the page speaks the desk's language
    at.hands.type_letters(NAME)
    at.sees("added_certificate")
    at.chooses("added_certificate")
    at.sees("certificate_type")
    at.hands.type_digits(CERTIFICATE)
    at.chooses("certificate_kept")
    at.sees("may_vote")


def test_added_twice(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    desk = day.desk
    day.resume(desk)
    day.resume(day.booth(1))
    sheet, slip = day.add_voter(NUMBER, NAME, CERTIFICATE)
    assert says(sheet, CERTIFICATE, bold=True) and not says(sheet, RESIDENCE, bold=True)
    day.vote(1, slip, VOTE)
    assert marked(desk.hardware, "marked") == marked(desk.hardware, "issued 1") == 1

    desk.hardware.rest(4000)
    asks_to_add(day, NUMBER)
    desk.sees("already_added")
    assert events(desk.hardware)[-1] == refusal("already_added", "check_in_refused")
    desk.presses("ok")
    day.show_id(make_label(NUMBER, 4))
    desk.sees("already_added")
    day.add_voter(OTHER, NAME, CERTIFICATE[::-1], PAPER)
    desk.sees("paper_given")
    assert (marked(desk.hardware, "marked"), marked(desk.hardware, "paper")) == (2, 1)
    assert kept_anywhere(desk.hardware, [number.encode() for number in (NUMBER, OTHER, CERTIFICATE)]) == []


def test_whoever_is_on_the_roll_is_not_added(desk: Day) -> None:
    number = desk.labels[0][2:14]
    asks_to_add(desk, number)
    desk.desk.sees("on_roll")
    assert events(desk.desk.hardware)[-1] == refusal("on_roll", "check_in_refused")
    desk.desk.presses("ok")
    desk.check_in(desk.labels[0], 1)


def test_a_mistyped_number_is_typed_again(desk: Day) -> None:
    asks_to_add(desk, NUMBER[:-1] + "8")
    desk.desk.sees("number_wrong")
    desk.desk.presses("ok")
    desk.desk.sees("number_type")
    desk.desk.presses("back")
    desk.idle(desk.desk)
    assert marked(desk.desk.hardware, "marked") == 0


def test_nobody_is_added_without_the_sheet(desk: Day) -> None:
    """The printer has no paper and people give up: nothing is marked, and the voter can be added later."""
    at = desk.desk
    at.hardware.printer.paper_left_mm = 30
    asks_to_add(desk, NUMBER)
    types_the_rest(desk)
    at.chooses("booth_number", 1)
    at.sees("printer_paper_out")
    at.presses("back")
    desk.idle(at)
    assert marked(at.hardware, "marked") == 0
    at.hardware.printer.load_paper()
    asks_to_add(desk, NUMBER)
    types_the_rest(desk)
    at.chooses("booth_number", 1)
    at.sees("slip_given")
    assert desk.newest_codes(at)[0].startswith("TM1:A:") and marked(at.hardware, "marked") == 1


@pytest.mark.parametrize("operation", [1, 3, 6])
def test_the_power_goes_while_adding(desk: Day, operation: int) -> None:
    """The sheet is on paper; the voter is added with the same slip, or not at all."""
    at = desk.desk
    asks_to_add(desk, NUMBER)
    types_the_rest(desk)
    at.hardware.chips[(operation + 1) % 2].cut_at((operation + 1) // 2, torn=True)
    with pytest.raises(PowerWentOff):
        at.chooses("booth_number", 1)
        at.sees("slip_given")
    at.hardware.plug_in()
    at.hands.expect("Было отключение")
    again = at.hands.screen.shows("Печатается")
    at.presses("ok")
    desk.idle(at)
    assert marked(at.hardware, "marked") == again
    asks_to_add(desk, NUMBER)
    at.sees("already_added" if again else "name_type")


def test_a_resident_needs_no_certificate(desk: Day) -> None:
    sheet, activation = desk.add_voter(NUMBER, NAME, "")
    compare(np.asarray(sheet), "sheet_added_resident")
    assert says(sheet, RESIDENCE, bold=True) and says(sheet, NUMBER, bold=True)
    assert activation and marked(desk.desk.hardware, "marked") == 1


def test_an_election_that_adds_no_residents_asks_for_the_certificate(
    start: Callable[..., Day], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("adds-no-residents")
    day = start(make_precinct(folder / "made", election=election_with(folder, add_residents=False)))
    day.open(day.desk)
    asks_to_add(day, NUMBER)
    day.desk.sees("name_type")
    day.desk.hands.type_letters(NAME)
    day.desk.sees("certificate_type")


def test_an_election_that_adds_nobody(start: Callable[..., Day], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("adds-nobody")
    day = start(make_precinct(folder / "made", election=election_with(folder, add_voters=False)))
    day.open(day.desk)
    day.idle(day.desk)
    day.desk.hands.scan(day.role_cards[0].texts[0])
    day.desk.sees("polls")
    with pytest.raises(AssertionError, match="no line"):
        day.desk.chooses("action_add_voter")


def test_a_roll_of_labels_sends_people_to_the_paper_list(
    start: Callable[..., Day], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Such a roll cannot be searched by number; an unreadable card is typed by its label."""
    folder = tmp_path_factory.mktemp("labels-only")
    day = start(make_precinct(folder / "made", election=election_with(folder, number_cards=False)))
    desk = day.desk
    day.open(desk)
    day.show_zero_of(1)
    asks_to_add(day, NUMBER)
    desk.sees("added_paper_list")
    desk.presses("back")
    day.menu(desk, "type_number", day.role_cards[0])
    for half, first in ((day.labels[2][:12], 1), (day.labels[2][12:], 13)):
        desk.sees("label_type", first)
        desk.hands.type_digits(half)
    desk.sees("may_vote")
    desk.chooses("booth_number", 1)
    assert desk.take_slip("activation")
