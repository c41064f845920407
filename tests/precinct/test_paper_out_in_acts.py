"""The paper ends under a slip of an act at the desk: the piece is void, the slip comes whole, nothing counts double."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from simulator.people.slip_reader import ACTIVATION, OTHER, VOID
from tests.precinct.day import Day
from tests.precinct.test_added_twice import CERTIFICATE, NUMBER, asks_to_add, types_the_rest
from tests.precinct.test_paper_out import PAPER_OUT, kinds_since, new_roll, paper_ends
from tests.precinct.test_portable_box import SEAL, leaves
from tests.precinct.test_refused_addition import types_name
from tests.precinct.traces import events, marked

LEFT_MM = 25  # the slips are longer


class Act(NamedTuple):
    """An act up to its slip, what is seen behind it, its event, how often that is logged, and what came before."""

    begins: Callable[[Day], object]
    sees: tuple[object, ...]
    event: str
    times: int = 1
    before: Callable[[Day], object] = lambda day: None
    marks: int = 0
    prints: tuple[str, ...] = (OTHER,)


def chair(act: str) -> Callable[[Day], object]:
    """The chair chooses an act and nothing more."""
    return lambda day: day.menu(day.desk, act, day.role_cards[0])


def seals(day: Day) -> None:
    day.menu(day.desk, "seals", day.role_cards[0])
    day.desk.sees("seals_scan")
    day.desk.hands.scan(SEAL, "]C0")
    day.desk.sees("seals_count", 1)
    day.desk.presses("back")


def box_leaves(day: Day) -> None:
    day.menu(day.desk, "portable_box", day.role_cards[0])
    day.desk.sees("box_scan")
    day.desk.hands.scan(SEAL, "]C0")
    day.desk.sees("box_taken")
    day.desk.hands.type_digits("0007")


def box_is_back(day: Day) -> None:
    day.menu(day.desk, "portable_box", day.role_cards[0])
    day.desk.chooses("box_is_back")
    day.desk.sees("box_scan")
    day.desk.hands.scan(SEAL, "]C0")
    day.desk.sees("box_brought")
    day.desk.hands.type_digits("0006")


def helped(day: Day) -> None:
    day.menu(day.desk, "assisted", day.role_cards[0])
    day.desk.sees("asked_voter_back")
    day.desk.hands.scan(day.labels[0], "]C0")
    day.desk.sees("helper_type")
    day.desk.hands.type_letters("ҮЛГІ")
    day.desk.sees("helper_ask")
    day.desk.presses("ok")


def voted(day: Day) -> None:
    day.check_in(day.labels[0], 1)
    day.idle(day.desk)


def added(day: Day) -> None:
    asks_to_add(day, NUMBER)
    types_the_rest(day)
    day.desk.chooses("booth_number", 1)


def refused(day: Day) -> None:
    asks_to_add(day, NUMBER)
    types_name(day)
    day.desk.chooses("added_certificate")
    day.desk.sees("certificate_type")
    day.desk.hands.type_digits(CERTIFICATE)
    day.desk.chooses("added_bad_certificate")
    day.desk.sees("added_refuse_ask")
    day.desk.presses("ok")


def booth_ended(day: Day) -> None:
    day.menu(day.desk, "end_booth")
    day.desk.chooses("booth_number", 1)
    day.desk.sees("end_booth_text")
    day.desk.presses("ok")


def turnout(day: Day) -> None:
    day.menu(day.desk, "turnout", day.role_cards[0])
    day.desk.sees("key_print")
    day.desk.presses("ok")


PAPER = {
    "seals": Act(seals, ("seals_count", 1), "seals_put"),
    "box leaves": Act(box_leaves, (), "box_left"),
    "box is back": Act(box_is_back, ("box_given_now", 1), "box_back", before=lambda day: leaves(day, SEAL, 7)),
    "assisted": Act(helped, ("counted_so_far", 1), "assisted", before=voted, marks=1),
    "added": Act(added, ("slip_given",), "printer_trouble", marks=1, prints=(OTHER, ACTIVATION)),
    "refused": Act(refused, ("added_refused_so_far", 1), "adding_refused"),
    "booth ended": Act(booth_ended, ("booth_ended", 1), "booth_ended"),
    "turnout": Act(turnout, (), "turnout_printed"),
    "time card": Act(chair("set_clock"), ("time_card_request",), "clock_set", times=0),
    "suspend": Act(chair("suspend"), (), "suspended"),
}


@pytest.mark.parametrize("name", PAPER)
def test_the_slip_comes_whole_on_the_new_roll(desk: Day, name: str) -> None:
    act, at = PAPER[name], desk.desk
    act.before(desk)
    pieces = len(at.hardware.printer.slips)
    paper_ends(at, LEFT_MM)
    act.begins(desk)
    new_roll(at)
    if act.sees:
        at.sees(*act.sees)  # type: ignore[arg-type]
    at.hardware.rest(30_000)
    assert kinds_since(at, pieces) == [VOID, *act.prints]
    found = [one for one, _ in events(at.hardware)]
    assert events(at.hardware).count(PAPER_OUT) == 1 and found.count(act.event) == act.times
    assert marked(at.hardware, "marked") == act.marks
