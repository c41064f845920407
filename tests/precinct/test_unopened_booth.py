"""A booth that is dead in the morning and never opened: the protocol names it, with the commission's reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.people.precinct import OFFICIAL
from tests.precinct.day import VOTE, Day, Snapshot, keep
from tests.precinct.evening_numbers import numbers
from tests.precinct.slip_objects import payload_of
from tests.precinct.test_second_opening import checked, refused_by_verifiers

WHY = "Не Включается"  # as the keyboard on the screen begins each word
NO_PAPER = numbers(paper=[[0] * 10, [0] * 5, [0] * 5], issued=0, room=0)


@pytest.fixture(scope="module")
def without(new: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Booth 2 does not start. One voter has voted in booth 1; all is closed. also: `totals` of booth 1."""
    folder = tmp_path_factory.mktemp("without")
    day = Day(new, folder / "day")
    for at in (day.desk, day.booth(1)):
        day.open(at)
        day.idle(at)
    day.vote(1, day.check_in(day.labels[0], 1), VOTE)
    totals = [day.close_booth(1)]
    day.close_desk()
    return keep(day, folder / "kept", totals=totals)


def asked_why(day: Day) -> None:
    day.resume(day.desk)
    day.menu(day.desk, "count")
    day.desk.sees("booth_unopened", 2)
    day.desk.presses("ok")
    day.desk.sees("reason_type")


def counted(day: Day, totals: list[list[str]]) -> list[str]:
    """The codes of the protocol, of which all copies are printed; the reason has been typed."""
    for codes in totals:
        day.desk.sees("totals_show")
        for code in codes:
            day.desk.hands.scan(code)
    day.show_keys(OFFICIAL, (1, 3, 5))
    return day.type_and_sign(NO_PAPER)


def test_a_booth_that_was_dead_in_the_morning_is_named_with_a_reason(
    start: Callable[..., Day], without: Snapshot, tmp_path: Path
) -> None:
    day, totals = start(without), without.also["totals"]
    asked_why(day)
    day.desk.hands.type_letters(WHY)
    protocol = counted(day, totals)
    said = payload_of(protocol)
    assert ([line[0] for line in said[4]], said[20]) == ([1], [[2, WHY]])
    text = checked(day, totals, protocol)
    assert f"Booth 2 was not opened. The commission gave a reason: {WHY}" in text and "✗" not in text, text
    assert refused_by_verifiers(day, totals, protocol, tmp_path) == []
    corrected = payload_of(day.correct("ОПЕЧАТКА", NO_PAPER))
    assert (corrected[11], corrected[20]) == (2, said[20])


def test_nobody_counts_without_saying_why_and_nothing_is_kept_before(
    start: Callable[..., Day], without: Snapshot
) -> None:
    day, totals = start(without), without.also["totals"]
    asked_why(day)
    day.desk.presses("back")
    day.desk.sees("desk_closed")
    day.menu(day.desk, "count")
    day.desk.sees("booth_unopened", 2)
    day.desk.presses("back")
    day.desk.sees("desk_closed")
    day.desk.hardware.pull_plug()
    asked_why(day)
    day.desk.hands.type_letters(WHY)
    assert payload_of(counted(day, totals))[20] == [[2, WHY]]
