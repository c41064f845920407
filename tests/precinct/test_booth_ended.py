"""A booth dies and does not go on: chair and member end it at the desk, and its voters go to another place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.people.precinct import OFFICIAL, PowerWentOff
from simulator.people.slip_reader import codes_on
from tests.precinct.day import VOTE, Day, Snapshot, opening_of
from tests.precinct.evening_numbers import numbers, type_numbers
from tests.precinct.slip_objects import payload_of
from tests.precinct.test_second_opening import (
    BY_HAND,
    checked,
    exchange,
    first_zero,
    opened_again,
    protocol_with_a_box_by_hand,
    refused_by_verifiers,
    shown_again,
    taken_out,
)
from tests.precinct.traces import events, marked

EVENT = ("booth_ended", 1)


def end(day: Day, booth: int = 1) -> list[str]:
    """Chair and member end a booth at the desk; the codes on the slip, of which there are none."""
    at = day.desk
    day.menu(at, "end_booth")
    at.chooses("booth_number", booth)
    at.sees("end_booth_text")
    at.presses("ok")
    slip = at.take_slip("booth_ended")
    at.sees("booth_ended")
    at.presses("ok")
    day.idle(at)
    return codes_on(slip)


@pytest.fixture
def dead(start: Callable[..., Day], opened: Snapshot) -> tuple[Day, list[str]]:
    """Four slips are handed out for booth 1, two vote, then it dies for good and is ended."""
    day = start(opened)
    for at in day.terminals:
        day.resume(at)
    slips = [day.check_in(day.labels[voter], 1) for voter in range(4)]
    for slip in slips[:2]:
        day.vote(1, slip, VOTE)
    day.booth(1).hardware.pull_plug()
    assert end(day) == []
    return day, slips[2:]


def test_a_booth_that_is_lost_loses_nothing_and_doubles_nothing(dead: tuple[Day, list[str]], tmp_path: Path) -> None:
    """Two have voted, one waits with a slip and exchanges it, one goes home with hers, one comes later."""
    day, (waits, _) = dead
    first = opening_of(day.booth(1))
    day.vote(2, exchange(day, waits, booth=2)[0], VOTE)
    day.show_id(day.labels[4])
    day.desk.sees("may_vote")
    day.desk.chooses("booth_number", 1)
    day.desk.sees("booth_ended")  # nobody is sent there any more
    day.desk.presses("ok")
    day.desk.presses("back")
    day.vote(2, day.check_in(day.labels[4], 2), VOTE)
    totals = [day.close_booth(2)]
    day.close_desk()
    protocol = protocol_with_a_box_by_hand(day, totals)
    said = payload_of(protocol)
    assert said[18] == [[first[1], 1, 2]]
    assert (said[7]["electronic"], said[7]["slips_exchanged"], said[7]["marked"], said[7]["activations"]) == (
        2,
        1,
        5,
        6,
    )
    text = checked(day, totals, protocol)
    assert "was ended at the desk" in text and "✗" not in text, text


def test_a_dead_booth_that_comes_back_in_the_evening_is_counted_once_and_has_its_line(
    dead: tuple[Day, list[str]], tmp_path: Path
) -> None:
    day, (waits, kept) = dead
    day.vote(2, exchange(day, waits, booth=2)[0], VOTE)
    at, desk = day.booth(1), day.desk
    for code in first_zero(day):
        desk.hands.scan(code)
        desk.sees("zero_older")  # it stays ended whatever its paper says
    day.menu(desk, "exchange_slip")
    desk.hands.scan(waits)
    desk.sees("slip_exchanged")
    desk.presses("back")
    day.resume(at)
    totals = [day.close_booth(1), day.close_booth(2)]
    day.close_desk()
    day.show_totals(totals)
    day.show_keys(OFFICIAL, (1, 3, 5))
    type_numbers(day, numbers(paper=[[0] * len(votes) for votes in BY_HAND], issued=0, room=0))
    protocol = codes_on(desk.take_slip("protocol"))
    said = payload_of(protocol)
    assert said[18] == [[opening_of(at)[1], 1, 0]]
    assert {line[0]: (line[1], line[5]) for line in said[4]} == {1: (2, 4), 2: (1, 1)}
    text = checked(day, totals, protocol)
    assert "✗" not in text, text
    assert refused_by_verifiers(day, totals, protocol, tmp_path) == []
    assert kept


def test_a_booth_that_was_ended_is_opened_again_on_other_cartridges(dead: tuple[Day, list[str]]) -> None:
    day, (waits, _) = dead
    day.booth(1).hardware.plug_in()
    taken_out(day.booth(1))
    shown_again(day, opened_again(day))
    (slip,) = exchange(day, waits)
    day.vote(1, slip, VOTE)


def test_nobody_ends_a_booth_by_accident_and_none_that_was_not_opened(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    desk = day.desk
    day.open(desk)
    day.menu(desk, "end_booth")
    desk.sees("end_booth_none")
    desk.presses("ok")
    day.open(day.booth(1))
    day.idle(desk)
    day.show_zeros()
    day.menu(desk, "end_booth")
    desk.chooses("booth_number", 1)
    desk.sees("end_booth_text")
    desk.presses("back")
    day.vote(1, day.check_in(day.labels[0], 1), VOTE)


@pytest.mark.parametrize("torn", [False, True])
@pytest.mark.parametrize("write", range(1, 7))
def test_the_power_goes_while_a_booth_is_ended(
    write: int, torn: bool, start: Callable[..., Day], opened: Snapshot
) -> None:
    """At each write of the entry and of the signed head behind it: it stands as it did, or it has ended."""
    day = start(opened)
    day.resume(day.desk)
    day.resume(day.booth(1))
    day.desk.hardware.chips[write % 2].cut_at((write + 1) // 2, torn)
    with pytest.raises(PowerWentOff):
        end(day)
    day.resume(day.desk)
    noted = events(day.desk.hardware).count(EVENT)
    if not noted:
        day.vote(1, day.check_in(day.labels[0], 1), VOTE)
        end(day)
    assert events(day.desk.hardware).count(EVENT) == 1
    day.show_id(day.labels[1])
    day.desk.chooses("booth_number", 1)
    day.desk.sees("booth_ended")


def test_the_paper_ends_while_a_booth_is_ended_and_the_slip_comes_when_it_is_asked_for_again(desk: Day) -> None:
    day, at = desk, desk.desk
    slip_before = marked(at.hardware, "marked")
    at.hardware.printer.paper_left_mm = 25
    day.menu(at, "end_booth")
    at.chooses("booth_number", 1)
    at.sees("end_booth_text")
    at.presses("ok")
    at.sees("printer_paper_out")
    at.presses("back")  # nobody has paper
    at.sees("booth_ended")
    at.presses("ok")
    day.idle(at)
    at.hardware.printer.load_paper()
    at.leave_slips()
    day.menu(at, "end_booth")
    at.chooses("booth_number", 1)
    at.take_slip("booth_ended")
    at.sees("booth_ended")
    assert events(at.hardware).count(EVENT) == 1
    assert marked(at.hardware, "marked") == slip_before
