"""Accounts of members who issue: nobody, the wrong one, two at a desk, one at two, ballots that are missing."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from host_tools.formats import cose
from host_tools.provisioning.plan import OFFICIAL
from simulator.people.precinct import PAPER
from simulator.people.words import words
from tests.precinct.day import Day, Snapshot
from tests.precinct.evening_numbers import numbers
from tests.precinct.slip_objects import object_of
from tests.precinct.three_desks import (
    FIRST,
    SECOND,
    TWO_ON_PAPER,
    account,
    counted,
    evening_at_desks,
    payload,
    said_wrong,
    switched_on,
)
from tests.precinct.traces import EVENT_NAMES, add_entry, events, marked


@pytest.fixture
def day(start: Callable[..., Day], three_desks: Snapshot) -> Day:
    return switched_on(start(three_desks))


@pytest.fixture
def evening(start: Callable[..., Day], three_desks_closed: Snapshot) -> Day:
    return evening_at_desks(start(three_desks_closed))


def test_what_a_member_gave_is_on_that_members_account(evening: Day) -> None:
    protocol = counted(evening)
    assert [(one.desk, one.holder) for one in protocol.accounts or ()] == [(1, 3), (2, 4)]
    assert account(protocol, 1, 3) == account(protocol, 2, 4) == (100, 2, 1, 3, 97)


def test_nobody_is_checked_in_before_a_member_issues(day: Day) -> None:
    day.show_id(day.labels[FIRST])
    day.desk.sees("nobody_issues")
    assert marked(day.desk.hardware, "marked") == 0


@pytest.mark.parametrize(("card", "words_said"), [(0, "card_wrong_role"), (1, "issue_secretary")])
def test_neither_chair_nor_secretary_issues(day: Day, card: int, words_said: str) -> None:
    at, shown = day.desk, day.role_cards[card]
    day.idle(at)
    at.hands.scan(shown.texts[0])
    at.sees("polls")
    at.chooses("action_issue_here")
    if card:
        at.sees("pin_type")
        at.hands.type_digits(shown.pin)
    else:
        at.sees("card_show", words("card_member", at.language))
        at.hands.scan(shown.texts[0])
    at.sees(words_said)
    assert "member_issues" not in [name for name, _ in events(at.hardware)]


def test_nobody_takes_over_with_the_card_of_another_member(day: Day) -> None:
    """Somebody has the card of the member who issues, or of another one, and types a PIN of their own."""
    at = day.desk
    day.check_in(day.labels[FIRST], PAPER)
    before = events(at.hardware).count(("member_issues", 3))
    for card in (day.role_cards[2], day.role_cards[3]):
        day.idle(at)
        at.hands.scan(card.texts[0])
        at.sees("polls")
        at.chooses("action_issue_here")
        at.sees("pin_type")
        at.hands.type_digits("000000")
        at.sees("pin_wrong")
        at.presses("ok")
        at.sees("pin_type")
        at.presses("back")
    taken_over = [one for one in events(at.hardware) if one[0] == "member_issues"]
    assert taken_over == [("member_issues", 3)] * before
    day.check_in(day.labels[FIRST + 1], PAPER)  # still on the account of member 3


def test_two_members_share_no_account_and_two_desks_of_one_need_a_reason(day: Day) -> None:
    day.check_in(day.labels[FIRST], PAPER)
    day.issue_here(day.desk, day.role_cards[3], 50)  # another member, who sits at the second desk, too
    day.check_in(day.labels[FIRST + 1], PAPER)
    day.check_in(day.labels[SECOND], PAPER, desk=2)
    day.also["totals"] = [day.close_booth(number) for number in (1, 2)]
    day.close_desk()
    three = [[3] + 9 * [0], [0, 3, 0, 0, 0], [3, 0, 0, 0, 0]]
    codes_said = day.count(day.also["totals"], OFFICIAL, numbers(three, 3), reason="ошибка")  # type: ignore[arg-type]
    protocol = payload(object_of(codes_said)[1])
    assert account(protocol, 1, 3) == (100, 0, 1, 3, 97)
    assert account(protocol, 1, 4) == (50, 0, 1, 3, 47)
    assert account(protocol, 2, 4) == (100, 0, 1, 3, 97)
    assert protocol.reason


def test_a_ballot_that_a_member_does_not_give_back_needs_a_reason(day: Day, tmp_path: Path) -> None:
    day.check_in(day.labels[FIRST], PAPER)
    day.menu(day.desk, "close")
    day.give_back(day.desk, missing=1)
    day.desk.sees("eq_account", 3, 100, 99)
    day.desk.presses("back")
    day.desk.sees("issue_left", 3)
    day.desk.hands.type_digits("0096")
    day.desk.sees("eq_account", 3, 100, 99)
    day.desk.presses("ok")
    day.desk.sees("desk_closed")
    day.also["totals"] = [day.close_booth(number) for number in (1, 2)]
    day.desk_reports = day.also["reports"] = [day.close_further(at) for at in day.desks[1:]]
    one = [[1] + 9 * [0], [0, 1, 0, 0, 0], [1, 0, 0, 0, 0]]
    codes_said = day.count(day.also["totals"], OFFICIAL, numbers(one, 1), reason="ошибка")  # type: ignore[arg-type]
    signed = object_of(codes_said)[1]
    protocol = payload(signed)
    assert account(protocol, 1, 3) == (100, 0, 1, 3, 96)
    assert protocol.reason
    assert said_wrong(day, signed, tmp_path / "honest") == []
    silent = cose.sign1(protocol.model_copy(update={"reason": None}).to_cbor(), day.device_key(0))
    said = said_wrong(day, silent, tmp_path / "silent")
    assert len(said) == 2 and all("100" in text for text in said), said
    (mine,) = protocol.accounts or ()
    hidden = protocol.model_copy(update={"reason": None, "accounts": [mine._replace(unused=97)]})
    said = said_wrong(day, cose.sign1(hidden.to_cbor(), day.device_key(0)), tmp_path / "hidden")
    assert said == ["The accounts of members at the desk are not those of its event log."], said


def takes_over_often(day: Day, times: int) -> None:
    """Two members took the first desk over by turns, and each gave back the one ballot that they had received.

    The entries are added to the log of the desk, which is off: by hand it would be an hour.
    """
    hardware, received, given_back, counted_so_far = day.desk.hardware, 1, 1, (0,) * 7
    number = next(number for number, name in EVENT_NAMES.items() if name == "member_issues")
    for time in range(times):
        data = struct.pack("<9H", received, *counted_so_far, given_back if time else 0)
        add_entry(hardware, number, 3 + time % 2, data)
    day.piles[day.desk.name] = 3 + (times - 1) % 2, 1


def test_members_take_a_desk_over_all_day(start: Callable[..., Day], three_desks: Snapshot, tmp_path: Path) -> None:
    day, times = start(three_desks), 900
    takes_over_often(day, times)
    switched_on(day)
    day.issue_here(day.desk, day.role_cards[2], 50)
    day.check_in(day.labels[FIRST], PAPER)
    day.issue_here(day.desk, day.role_cards[3], 60)
    day.check_in(day.labels[FIRST + 1], PAPER)
    day.also["totals"] = [day.close_booth(number) for number in (1, 2)]
    day.close_desk()
    day.also["reports"] = day.desk_reports
    signed = object_of(day.count(day.also["totals"], OFFICIAL, numbers(TWO_ON_PAPER, 2)))[1]  # type: ignore[arg-type]
    protocol = payload(signed)
    assert account(protocol, 1, 3) == (times // 2 + 50, 0, 1, 3, times // 2 + 47)
    assert account(protocol, 1, 4) == (times // 2 + 60, 0, 1, 3, times // 2 + 57)
    assert [name for name, _ in events(day.desk.hardware)].count("member_issues") == times + 3  # the last one: closing
    assert protocol.reason is None
    assert said_wrong(day, signed, tmp_path / "honest") == []
