"""Voters who leave without voting: each slip and ballot is a line of the protocol, none of them a breach."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from host_tools.elections.election_file import read_election
from host_tools.verifying.precinct import check_precinct
from simulator.people.precinct import OFFICIAL, PAPER
from simulator.people.words import words
from tests.precinct.by_touch import touches, types
from tests.precinct.day import ELECTION, Day, Snapshot
from tests.precinct.evening_numbers import numbers
from tests.precinct.slip_objects import object_of, payload_of
from tests.precinct.traces import events, marked, refusal


def give_back(day: Day, slip: str) -> None:
    """The chair's card, one line of the menu, the slip's code."""
    day.menu(day.desk, "slip_back", day.role_cards[0])
    day.desk.sees("slip_back_show")
    day.desk.hands.scan(slip)


def test_a_slip_comes_back_once_and_only_one_that_was_given(desk: Day) -> None:
    at = desk.desk
    slip = desk.check_in(desk.labels[0], 1)
    give_back(desk, slip)
    at.sees("slip_back_taken")
    at.presses("ok")
    desk.idle(at)
    before = {name: marked(at.hardware, name) for name in ("marked", "issued 1", "voided 1")}
    assert before == {"marked": 1, "issued 1": 1, "voided 1": 1}
    assert events(at.hardware)[-1] == ("slip_returned", 0)
    give_back(desk, slip)
    at.sees("slip_came_back")
    assert events(at.hardware)[-1] == refusal("slip_came_back")
    at.presses("back")
    desk.idle(at)
    assert {name: marked(at.hardware, name) for name in before} == before
    desk.show_id(desk.labels[0])
    at.sees("already_marked")


def test_paper_comes_back_no_more_often_than_it_was_given(desk: Day) -> None:
    at, chair = desk.desk, desk.role_cards[0]
    desk.menu(at, "paper_back", chair)
    at.sees("spoil_paper_none")
    at.presses("ok")
    desk.idle(at)
    desk.check_in(desk.labels[1], PAPER)
    desk.idle(at)
    desk.menu(at, "paper_back", chair)
    at.sees("paper_back_ask")
    at.presses("ok")
    at.sees("paper_back_count", 1)
    desk.idle(at)
    assert (marked(at.hardware, "returned"), marked(at.hardware, "paper")) == (1, 1)
    desk.menu(at, "paper_back", chair)
    at.sees("spoil_paper_none")


@pytest.mark.parametrize("act", ["spoil_paper", "slip_back", "paper_back", "slip_taken", "paper_taken"])
def test_an_act_for_people_who_leave_takes_more_than_three_touches(
    desk: Day, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Besides the chair's card and PIN, which every act has."""
    at, chair = desk.desk, desk.role_cards[0]
    slip = desk.check_in(desk.labels[0], 1)
    desk.idle(at)
    desk.check_in(desk.labels[1], PAPER)
    desk.idle(at)
    touched: list[object] = []
    touch = at.hands.touch
    monkeypatch.setattr(at.hands, "touch", lambda words: (touched.append(words), touch(words)))
    at.hands.scan(chair.texts[0])
    at.sees("polls")
    touches(at, words(f"action_{act}", at.language))
    at.sees("pin_type")
    chosen = len(touched)
    types(at, chair.pin)
    touched[chosen:] = []
    if act == "slip_back":
        at.sees("slip_back_show")
        at.hands.scan(slip)
        at.sees("slip_back_taken")
    else:
        at.hardware.wait(lambda: at.hands.screen.target(words("key_ok", at.language)) is not None)
    at.hands.touch(words("key_ok", at.language))
    desk.idle(at)
    assert len(touched) <= 3, touched
    name = {"spoil_paper": "spoiled", "slip_back": "voided 1", "paper_back": "returned"}.get(act)
    assert name is None or marked(at.hardware, name) == 1
    assert events(at.hardware)[-1][0] in (act, "paper_spoiled", "slip_returned", "paper_returned")


def test_an_evening_after_people_left_has_no_breach(start: Callable[..., Day], opened: Snapshot) -> None:
    """One votes; one brings the slip back, one takes it away; two took paper: one gives it back, one takes it along."""
    day = start(opened)
    for terminal in day.terminals:
        day.resume(terminal)
    day.vote(1, day.check_in(day.labels[0], 1), ("Косеев", "Да", "Нет"))
    give_back(day, day.check_in(day.labels[1], 1))
    day.desk.sees("slip_back_taken")
    day.desk.presses("ok")
    day.idle(day.desk)
    day.check_in(day.labels[2], 2)
    for voter in (3, 4):
        day.check_in(day.labels[voter], PAPER)
        day.idle(day.desk)
    day.menu(day.desk, "paper_back", day.role_cards[0])
    day.desk.presses("ok")
    day.desk.sees("paper_back_count", 1)
    day.desk.presses("ok")
    day.idle(day.desk)
    totals = [day.close_booth(1), day.close_booth(2)]
    day.close_desk()
    nobody = [[0] * 10, [0] * 5, [0] * 5]
    codes = day.count(totals, OFFICIAL, numbers(nobody, issued=2, room=0))
    fields = payload_of(codes)[7]
    names = ("marked", "activations", "electronic", "slips_returned", "issued_recorded", "paper_returned")
    assert [fields[name] for name in names] == [5, 3, 1, 1, 2, 1] and 12 not in payload_of(codes)
    images = [bytes(chip.array) for terminal in day.terminals for chip in terminal.hardware.chips]
    objects = [object_of(one)[1] for one in totals]
    place = day.provisioned.precincts[OFFICIAL]
    report = check_precinct(images, objects, object_of(codes)[1], read_election(ELECTION), place)
    assert report.ok, report.first_bad


@pytest.mark.parametrize("which", ["another booth's number", "another desk's"])
def test_a_slip_that_this_desk_never_gave_is_refused(desk: Day, neighbour: Snapshot, which: str) -> None:
    at = desk.desk
    slip = desk.activation(booth=9) if which == "another booth's number" else desk.activation(key=None, precinct=18)
    give_back(desk, slip)
    at.sees("slip_not_issued" if which == "another booth's number" else "code_other_precinct")
