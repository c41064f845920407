"""A voter is not added: no consent, another precinct, a certificate shown twice. The reason is on paper and counted."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.people.precinct import PAPER
from tests.golden_picture import compare
from tests.precinct.day import Day
from tests.precinct.test_added_twice import CERTIFICATE, NAME, NUMBER, OTHER, asks_to_add
from tests.precinct.traces import events, kept_anywhere, marked

REFUSED = ("added_no_consent", "added_elsewhere", "added_unconfirmed")


def is_refused(day: Day, why: str, so_far: int = 1) -> None:
    """From the page with the reason, to the voter's copy and back."""
    at = day.desk
    at.sees("added_refuse_ask")
    at.presses("ok")
    sheet = at.take_slip("refusal")
    compare(np.asarray(sheet), f"sheet_refused_{why.removeprefix('added_')}")
    at.sees("added_refused_so_far", so_far)
    at.presses("ok")
    day.idle(at)


def types_name(day: Day) -> None:
    day.desk.sees("name_type")
    day.desk.hands.type_letters(NAME)
    day.desk.sees("added_certificate")


@pytest.mark.parametrize("why", REFUSED)
def test_who_does_not_live_here_is_not_added(desk: Day, why: str) -> None:
    at = desk.desk
    asks_to_add(desk, NUMBER)
    types_name(desk)
    at.chooses("added_resident")
    at.sees("added_who_asked")
    if why == REFUSED[0]:
        at.chooses(why)
    else:
        at.chooses("added_member", 2)
        at.sees("added_answer")
        at.chooses(why)
    is_refused(desk, why)
    assert marked(at.hardware, "marked") == 0
    assert ("adding_refused", 3 + REFUSED.index(why)) in events(at.hardware)
    assert kept_anywhere(at.hardware, [NUMBER.encode()]) == []
    asks_to_add(desk, NUMBER)  # who comes back with papers can be added
    types_name(desk)


def test_a_certificate_is_shown_by_two_voters(desk: Day) -> None:
    at = desk.desk
    desk.add_voter(NUMBER, NAME, CERTIFICATE, PAPER)
    at.sees("paper_given")
    at.hardware.pull_plug()
    desk.resume(at)
    asks_to_add(desk, OTHER)
    types_name(desk)
    at.chooses("added_certificate")
    at.sees("certificate_type")
    at.hands.type_digits(CERTIFICATE)
    is_refused(desk, "added_certificate_twice")
    assert marked(at.hardware, "marked") == 1 and ("adding_refused", 2) in events(at.hardware)


def test_a_certificate_that_is_not_valid_is_not_kept(desk: Day) -> None:
    at = desk.desk
    asks_to_add(desk, NUMBER)
    types_name(desk)
    at.chooses("added_certificate")
    at.sees("certificate_type")
    at.hands.type_digits(CERTIFICATE)
    at.chooses("added_bad_certificate")
    is_refused(desk, "added_bad_certificate")
    desk.add_voter(NUMBER, NAME, CERTIFICATE, PAPER)
