"""A good slip for another booth or for paper: the booth says that it is cancelled, and the desk takes its word once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from host_tools.elections.election_file import read_election
from host_tools.verifying.precinct import check_precinct
from simulator.people.precinct import OFFICIAL, PAPER
from simulator.people.slip_reader import codes_on
from tests.precinct.day import ELECTION, VOTE, Day, Snapshot
from tests.precinct.evening_numbers import numbers
from tests.precinct.slip_objects import object_of, payload_of
from tests.precinct.traces import events, marked, refusal

BOOTH, INDEX = 4, 6  # keys of an activation, and of a booth's word about it


def cancelled(day: Day, slip: str, why: str = "cancel_other_booth", booth: int = 1) -> str:
    """The chair's card at the booth, one line of the menu, the slip, the reason: the booth's word."""
    at = day.booth(booth)
    day.menu(at, "cancel_slip", day.role_cards[0])
    at.sees("cancel_show")
    at.hands.scan(slip)
    at.chooses(why)
    (word,) = codes_on(at.take_slip("cancelled"))
    at.sees("cancel_done")
    at.presses("ok")
    day.idle(at)
    return word


def changed(day: Day, word: str, booth: int | str) -> str | None:
    """The booth's word at the desk, and one choice: the new slip, or None for paper."""
    day.idle(day.desk)
    day.desk.hands.scan(word)
    day.desk.sees("action_exchange_slip")
    day.desk.chooses("paper_ballot" if booth == PAPER else "booth_number", *([] if booth == PAPER else [booth]))
    given = None if booth == PAPER else codes_on(day.desk.take_slip("activation"))[0]
    day.idle(day.desk)
    return given


@pytest.fixture
def day(start: Callable[..., Day], opened: Snapshot) -> Day:
    day = start(opened)
    for terminal in day.terminals:
        day.resume(terminal)
    return day


@pytest.mark.timeout(900)
def test_people_change_leave_and_take_along_and_every_line_is_an_ordinary_one(day: Day) -> None:
    """One changes booth, one takes paper instead, one leaves; the evening has no breach, and the chips agree."""
    slips = [day.check_in(day.labels[voter], 1) for voter in range(4)]
    word = cancelled(day, slips[0])
    assert payload_of([word])[INDEX] == payload_of([slips[0]])[INDEX]
    other = changed(day, word, booth=2)
    assert other is not None and payload_of([other])[BOOTH] == 2
    day.vote(2, other, VOTE)
    assert changed(day, cancelled(day, slips[1], "cancel_paper"), PAPER) is None
    cancelled(day, slips[2], "cancel_left")
    day.vote(1, slips[3], VOTE)
    assert [detail for name, detail in events(day.booth(1).hardware) if name == "slip_cancelled"] == [2, 3, 1]
    for act, name in (("slip_taken", "slips taken"), ("paper_taken", "papers taken")):
        day.menu(day.desk, act, day.role_cards[0])
        day.desk.sees("taken_ask")
        day.desk.presses("ok")
        day.desk.sees("counted_so_far", 1)
        day.idle(day.desk)
        assert marked(day.desk.hardware, name) == 1
    day.menu(day.desk, "withdraw_paper", day.role_cards[0])
    day.desk.hands.type_digits("0006")
    day.desk.sees("counted_so_far", 6)
    day.idle(day.desk)
    assert events(day.desk.hardware)[-1] == ("paper_withdrawn", 6) and marked(day.desk.hardware, "withdrawn") == 6
    # Two ballots of each of the three contests are defective.
    totals = [day.close_booth(1), day.close_booth(2)]
    day.close_desk()
    nobody = [[0] * 10, [0] * 5, [0] * 5]
    codes = day.count(totals, OFFICIAL, numbers(nobody, issued=1, room=0, withdrawn=2, unused=7))
    fields = payload_of(codes)[7]
    names = ("marked", "activations", "electronic", "slips_cancelled", "slips_changed", "issued_recorded")
    assert [fields[name] for name in names] == [4, 5, 2, 3, 2, 1] and 12 not in payload_of(codes)
    assert [fields[name] for name in ("slips_taken", "papers_taken", "withdrawn_recorded")] == [1, 1, 6]
    images = [bytes(chip.array) for terminal in day.terminals for chip in terminal.hardware.chips]
    objects = [object_of(one)[1] for one in totals]
    place = day.provisioned.precincts[OFFICIAL]
    report = check_precinct(images, objects, object_of(codes)[1], read_election(ELECTION), place)
    assert report.ok, report.first_bad


def test_a_cancelled_slip_opens_no_ballot_and_its_word_is_taken_once(day: Day) -> None:
    slip, voted = day.check_in(day.labels[0], 1), day.check_in(day.labels[1], 1)
    word, at = cancelled(day, slip), day.booth(1)
    at.hands.scan(slip)
    at.sees("slip_cancelled")
    assert events(at.hardware)[-1] == refusal("slip_cancelled")
    day.menu(at, "cancel_slip", day.role_cards[0])
    at.hands.scan(slip)
    at.sees("slip_cancelled")
    at.presses("ok")
    (again,) = codes_on(at.take_slip("cancelled"))
    at.sees("cancel_done")
    at.presses("ok")
    day.idle(at)
    assert again == word and marked(at.hardware, "cancelled") == 1
    changed(day, word, booth=2)
    for shown in (word, again):
        day.desk.hands.scan(shown)
        day.desk.sees("slip_exchanged")
    assert marked(day.desk.hardware, "changed 1") == 1
    day.vote(1, voted, VOTE)
    day.menu(at, "cancel_slip", day.role_cards[0])
    at.hands.scan(voted)
    at.sees("already_cast")


def test_a_slip_that_came_back_is_not_changed_and_a_changed_one_does_not_come_back(day: Day) -> None:
    first, second = day.check_in(day.labels[0], 1), day.check_in(day.labels[1], 1)
    words = [cancelled(day, slip) for slip in (first, second)]
    changed(day, words[0], PAPER)
    for slip, why in ((first, "slip_exchanged"), (second, "slip_back_taken")):
        day.menu(day.desk, "slip_back", day.role_cards[0])
        day.desk.hands.scan(slip)
        day.desk.sees(why)
        day.desk.presses("ok" if slip is second else "back")
        day.idle(day.desk)
    day.idle(day.desk)
    day.desk.hands.scan(words[1])
    day.desk.sees("slip_came_back")
    assert (marked(day.desk.hardware, "changed 1"), marked(day.desk.hardware, "swapped")) == (1, 1)
