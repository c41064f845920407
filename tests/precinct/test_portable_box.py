"""A portable box: another seal, more brought back than taken, a box that is still out, no box; power in between."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from simulator.people.precinct import HOME
from simulator.people.slip_reader import says
from simulator.people.words import words
from tests.precinct.day import Day, Snapshot
from tests.precinct.three_desks import switched_on
from tests.precinct.traces import events

SEAL, OTHER, FOREIGN = "KZ-0012345", "KZ-0012346", "KZ-0099999"


def leaves(day: Day, seal: str, sets: int, others_are_out: bool = False) -> None:
    at = day.desk
    day.menu(at, "portable_box", day.role_cards[0])
    if others_are_out:
        at.chooses("box_leaves")
    at.sees("box_scan")
    at.hands.scan(seal, "]C0")
    at.sees("box_taken")
    at.hands.type_digits(f"{sets:04d}")
    at.take_slip("box-leaves")
    day.idle(at)


def of_boxes(day: Day) -> list[tuple[str, int]]:
    return [one for one in events(day.desk.hardware) if one[0].startswith("box_")]


def test_a_box_comes_back_with_another_seal_and_more_than_it_took(desk: Day) -> None:
    at, chair = desk.desk, desk.role_cards[0]
    leaves(desk, SEAL, 7)
    desk.check_in(desk.labels[0], HOME)
    desk.idle(at)
    at.hardware.pull_plug()
    desk.resume(at)  # what is out is in the log
    desk.menu(at, "portable_box", chair)
    at.chooses("box_is_back")
    at.sees("box_scan")
    at.hands.scan(FOREIGN, "]C0")
    at.sees("box_brought")
    at.hands.type_digits("0008")
    at.sees("box_too_many", 7)
    at.presses("ok")
    at.sees("box_brought")
    at.hands.type_digits("0006")
    at.take_slip("box-back")
    at.sees("box_given_now", 1)
    at.hands.expect("ПЛОМБА")
    at.presses("ok")
    desk.idle(at)
    assert of_boxes(desk) == [("box_left", 0), ("box_back", 1)]


def test_two_boxes_are_told_apart_and_none_leaves_twice(desk: Day) -> None:
    at, chair = desk.desk, desk.role_cards[0]
    leaves(desk, SEAL, 7)
    leaves(desk, OTHER, 3, others_are_out=True)
    desk.menu(at, "portable_box", chair)
    at.chooses("box_leaves")
    at.sees("box_scan")
    at.hands.scan(SEAL, "]C0")
    at.sees("seal_twice")
    at.presses("back")
    desk.idle(at)
    assert of_boxes(desk) == [("box_left", 0)] * 2


def test_no_box_leaves_while_voting_is_suspended(desk: Day) -> None:
    at, chair = desk.desk, desk.role_cards[0]
    desk.suspend(at)
    desk.menu(at, "portable_box", chair)
    at.sees("box_none_out")
    at.presses("ok")
    assert of_boxes(desk) == []


def stands(slip: Image.Image, name: str, bold: bool = False) -> bool:
    """Whether the Kazakh words, which come first, begin a line; the roll may be too narrow for all of them."""
    return says(slip, " ".join(words(name, "kk").split(" ")[:2]), bold)


def test_the_box_of_one_desk_of_three_is_not_held_against_the_other_desks_ballots(
    start: Callable[..., Day], three_desks: Snapshot
) -> None:
    """It says that lists of other desks go along, and that its own number is not all of them."""
    day = switched_on(start(three_desks))
    at, chair = day.desk, day.role_cards[0]
    day.menu(at, "portable_box", chair)
    at.sees("box_scan")
    at.hands.scan(SEAL, "]C0")
    at.sees("box_taken")
    at.hands.type_digits("0003")
    slip = at.take_slip("box-leaves")
    assert stands(slip, "box_other_lists", True)
    day.menu(at, "portable_box", chair)
    at.chooses("box_is_back")
    at.sees("box_scan")
    at.hands.scan(SEAL, "]C0")
    at.sees("box_brought")
    at.hands.type_digits("0002")
    assert stands(at.take_slip("box-back"), "box_this_desk")
    at.sees("box_given_now", 1)
