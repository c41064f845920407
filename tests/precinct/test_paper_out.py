"""Paper that ends, and printers that fall silent, before, during and after a slip: said, noted, printed again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.people.precinct import OFFICIAL, Terminal
from simulator.people.slip_reader import kind_of
from tests.precinct.day import VOTE, Day, Snapshot
from tests.precinct.evening_numbers import count, numbers
from tests.precinct.traces import ballots, events, marked

PAPER_OUT, SILENT = ("printer_trouble", 2), ("printer_trouble", 5)


def paper_ends(at: Terminal, left_mm: float) -> None:
    at.hardware.printer.paper_left_mm = left_mm


def new_roll(at: Terminal, language: str = "") -> None:
    at.sees("printer_paper_out", language=language)
    at.sees("printer_again", language=language)
    at.hardware.printer.load_paper()
    at.presses("ok")


def kinds_since(at: Terminal, pieces: int) -> list[str]:
    """What came out behind so many slips."""
    return [kind_of(slip) for slip in list(at.hardware.printer.slips)[pieces:]]


@pytest.mark.parametrize("left_mm", [0, 30], ids=["before", "during"])
def test_an_activation_slip_comes_out_the_same_on_the_new_roll(desk: Day, left_mm: float) -> None:
    at = desk.desk
    paper_ends(at, left_mm)
    desk.show_id(desk.labels[0])
    at.sees("may_vote")
    at.presses("ok", "ok")
    new_roll(at)
    at.sees("slip_given")
    (code,) = desk.newest_codes(at)
    assert code.startswith("TM1:A:1/1:")
    assert PAPER_OUT in events(at.hardware)
    assert marked(at.hardware, "marked") == marked(at.hardware, "issued 1") == 1


def test_a_roll_that_ends_right_behind_a_slip_gives_the_same_slip_again(desk: Day) -> None:
    """The printer cannot tell whether the last rows came out, so the slip is not believed."""
    at = desk.desk
    code = desk.check_in(desk.labels[0], 1)
    paper_ends(at, 0)
    new_roll(at)
    at.sees("slip_given")
    assert desk.newest_codes(at) == [code]
    assert marked(at.hardware, "marked") == marked(at.hardware, "issued 1") == 1
    desk.show_id(desk.labels[1])
    at.sees("may_vote")
    at.presses("ok", "ok")
    at.sees("slip_given")
    assert desk.newest_codes(at) != [code]
    assert events(at.hardware).count(PAPER_OUT) == 1


@pytest.mark.parametrize("left_mm", [0, 40], ids=["before", "during"])
def test_a_ballot_without_paper_is_not_cast_and_can_be_printed_again(booth: Day, left_mm: float) -> None:
    at = booth.at_review(language="en", selections=["Koseev", "Yes", "No"])
    paper_ends(at, left_mm)
    at.presses("ok")
    new_roll(at, "en")
    assert ballots(at.hardware) == 0 and PAPER_OUT in events(at.hardware)
    at.sees("review", language="en")
    booth.print_ballot(at, "en")
    at.presses("ok")
    at.sees("cast_done", language="en")
    assert ballots(at.hardware) == marked(at.hardware, "cast") == 1


def test_ballots_that_the_printer_spoiled_are_not_held_against_the_voter(booth: Day) -> None:
    at = booth.at_review(booth.activation(index=9), "en", ["Koseev", "Yes", "No"])
    for _ in range(3):
        paper_ends(at, 40)
        at.presses("ok")
        new_roll(at, "en")
        at.sees("review", language="en")
        at.hands.focus_on("Print")
    booth.print_ballot(at, "en")
    at.presses("ok")
    at.sees("cast_done", language="en")


def test_a_ballot_cast_before_the_paper_ends_stays_cast(booth: Day) -> None:
    at = booth.at_review()
    at.presses("ok")
    at.sees("compare", language="ru")
    paper_ends(at, 2)
    at.presses("ok")
    new_roll(at, "ru")
    at.sees("cast_done", language="ru")
    assert ballots(at.hardware) == marked(at.hardware, "cast") == 1
    booth.vote(1, booth.activation(index=7), VOTE)
    assert ballots(at.hardware) == 2


@pytest.mark.parametrize("when", ["before", "during", "after"])
def test_a_printer_that_falls_silent_at_a_ballot(booth: Day, when: str) -> None:
    at = booth.at_review()
    printer = at.hardware.printer
    if when == "before":
        printer.silent = True
    at.presses("ok")
    if when == "during":
        at.hardware.wait(lambda: printer.rows_printed > 100)
        printer.silent = True
    if when == "after":
        at.sees("compare", language="ru")
        printer.silent = True
        at.presses("ok")
    at.sees("printer_silent", language="ru")
    printer.silent = False
    at.presses("ok")
    if when == "after":
        at.sees("cast_done", language="ru")
        assert ballots(at.hardware) == 1
    else:
        assert ballots(at.hardware) == 0
        at.sees("review", language="ru")
        for _ in VOTE:
            at.presses("back")
            at.sees_contest("ru")
        at.presses("back")
        at.sees("session_slip_good", language="ru")
        booth.vote(1, booth.activation(), VOTE)
    assert SILENT in events(at.hardware)


def test_a_printer_that_is_silent_at_the_desk(desk: Day) -> None:
    at = desk.desk
    at.hardware.printer.silent = True
    desk.show_id(desk.labels[0])
    at.sees("may_vote")
    at.presses("ok", "ok")
    at.sees("printer_silent")
    at.hardware.printer.silent = False
    at.presses("ok")
    at.sees("slip_given")
    assert len(desk.newest_codes(at)) == 1
    assert events(at.hardware).count(SILENT) == 1


def test_a_zero_slip_without_paper_opens_nothing_until_it_is_whole(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    at = day.booth(1)
    day.ask_to_open(at)
    day.officials(at)
    paper_ends(at, 50)
    at.sees("printer_paper_out")
    at.presses("back")
    at.sees("mode_choose")  # nobody put paper in, so the polls are not open
    at.hardware.printer.load_paper()
    at.chooses("mode_official")
    day.officials(at)
    day.idle(at)
    assert day.newest_codes(at)[0].startswith("TM1:Z:")
    assert events(at.hardware) == [("opened", OFFICIAL), PAPER_OUT]
    day.vote(1, day.activation(), VOTE)


def test_sealed_totals_without_paper_are_printed_until_they_are_whole(booth: Day) -> None:
    at = booth.booth(1)
    booth.vote(1, booth.activation(), VOTE)
    paper_ends(at, 60)
    booth.menu(at, "close")
    new_roll(at)
    at.sees("booth_closed")
    assert [code[:9] for code in booth.newest_codes(at)] == [f"TM1:S:{part}/4"[:9] for part in (1, 2, 3, 4)]
    assert PAPER_OUT in events(at.hardware)


def test_a_protocol_without_paper_is_kept_and_printed_again(start: Callable[..., Day], evening: Snapshot) -> None:
    day = start(evening)
    paper_ends(day.desk, 100)
    count(day, numbers())
    new_roll(day.desk)
    day.desk.sees("desk_closed")
    codes = day.newest_codes(day.desk)
    assert codes and all(code.startswith("TM1:P:") for code in codes)
    assert PAPER_OUT in events(day.desk.hardware)
