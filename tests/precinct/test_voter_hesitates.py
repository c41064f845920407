"""Voters who change their mind too often, or walk away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.precinct.day import Day, Snapshot, shared
from tests.precinct.traces import ballots, events, marked

VOTE = ["Koseev", "Yes", "No"]


@pytest.fixture(scope="module")
def booth(opened: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """One booth for all these voters, one after the other."""
    yield from shared(opened, tmp_path_factory.mktemp("voters"), 1)


def cast_so_far(day: Day) -> int:
    """Ballots, which the activations must agree with."""
    hardware = day.booth(1).hardware
    assert ballots(hardware) == marked(hardware, "cast")
    return ballots(hardware)


def at_review(day: Day, index: int) -> None:
    day.at_review(day.activation(index=index), "en", VOTE)


def spoil(day: Day) -> None:
    day.print_ballot(day.booth(1), "en")
    day.booth(1).presses("back")
    day.booth(1).take_slip("spoiled")


def test_after_too_many_spoiled_slips_the_chair_is_called_and_the_slip_stays_good(booth: Day) -> None:
    at = booth.booth(1)
    at_review(booth, 1)
    for number in range(3):
        spoil(booth)
        if number < 2:
            at.sees("review", language="en")
    at.sees("spoiled_limit", 3, language="en")
    at.sees("call_chair", language="en")
    assert events(at.hardware)[-1] == ("session_given_up", 2)
    at.sees("show_slip")
    before = cast_so_far(booth)
    booth.vote(1, booth.activation(index=1), VOTE, "en")
    assert cast_so_far(booth) == before + 1


def test_nobody_there_any_more_is_asked_then_ended(booth: Day) -> None:
    at = booth.booth(1)
    at_review(booth, 2)
    before = cast_so_far(booth)
    began_us = at.hardware.bench.clock.now_us
    at.sees("still_there", language="en", limit_ms=200_000)
    alert_us = at.hardware.bench.clock.now_us
    assert 149 < (alert_us - began_us) / 1_000_000 < 152
    at.sees("session_ended", language="en")
    assert 29 < (at.hardware.bench.clock.now_us - alert_us) / 1_000_000 < 31
    at.sees("show_slip")
    assert events(at.hardware)[-1] == ("session_given_up", 1)
    assert cast_so_far(booth) == before


def test_any_key_at_the_alert_goes_on_where_it_was(booth: Day) -> None:
    at = booth.booth(1)
    at_review(booth, 3)
    at.sees("still_there", language="en", limit_ms=200_000)
    at.presses("left")
    at.sees("review", language="en")
    at.presses("ok")
    at.sees("compare", language="en")
    at.presses("ok")
    at.sees("cast_done", language="en")


def test_a_paper_left_hanging_is_spoiled_and_not_cast(booth: Day) -> None:
    at = booth.booth(1)
    at_review(booth, 4)
    before = cast_so_far(booth)
    at.presses("ok")
    at.sees("compare", language="en")
    at.sees("still_there", language="en", limit_ms=200_000)
    at.sees("session_ended", language="en", limit_ms=60_000)
    assert cast_so_far(booth) == before
    at.sees("show_slip")


def test_two_keys_at_once_are_no_answer(booth: Day) -> None:
    at = booth.booth(1)
    at_review(booth, 5)
    at.hardware.rest(400)
    at.hardware.keys.hold("ok")
    at.hardware.rest(50)
    at.hardware.keys.hold("back")
    at.hardware.rest(200)
    at.hardware.keys.release("ok")
    at.hardware.keys.release("back")
    at.hardware.rest(400)
    at.sees("review", language="en")
    at.presses("ok")
    at.sees("compare", language="en")
