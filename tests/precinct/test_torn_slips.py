"""Torn slips: marked void on the paper, never left hanging for the next person, never forgotten over a power cut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from simulator.people.slip_reader import BALLOT, CODE, VOID, kind_of
from tests.golden_picture import compare
from tests.precinct.day import VOTE, Day, make_precinct
from tests.precinct.printer_acts import board_with, print_torn_activation
from tests.precinct.traces import ballots, events


def turnout(day: Day) -> None:
    """The chair wants a report; the key that prints it is next."""
    day.menu(day.desk, "turnout", day.role_cards[0])
    day.desk.sees("key_print")


def test_a_void_slip_says_so_in_both_languages(desk: Day) -> None:
    print_torn_activation(desk)
    torn = desk.desk.hardware.printer.slips[0]
    assert kind_of(torn) == VOID
    compare(np.asarray(torn), "precinct_void")


def test_a_report_that_is_given_up_is_voided_before_the_next_person(desk: Day) -> None:
    at = desk.desk
    turnout(desk)
    at.hardware.printer.brown_out_at_row = 300
    at.presses("ok")
    at.sees("printer_fault")
    at.presses("back")
    desk.idle(at)
    assert [kind_of(slip) for slip in at.hardware.printer.slips] == [VOID]
    at.leave_slips()
    code = desk.check_in(desk.labels[0])
    assert code.startswith("TM1:A:") and len(at.hardware.printer.slips) == 2


def test_a_report_that_is_given_up_without_paper_is_voided_when_there_is_some(desk: Day) -> None:
    at = desk.desk
    turnout(desk)
    at.presses("ok")
    at.hardware.wait(lambda: at.hardware.printer.rows_printed > 300)
    at.hardware.printer.cover_open = True
    at.sees("printer_cover")
    at.presses("back")
    desk.idle(at)
    at.sees("printer_cover")  # on the page that waits for the next voter
    at.hardware.printer.cover_open = False
    at.hardware.rest(60_000)
    assert [kind_of(slip) for slip in at.hardware.printer.slips] == [VOID]
    assert not at.hands.screen.shows("крышка")


def test_the_end_of_a_ballot_is_not_given_up(booth: Day) -> None:
    at = booth.at_review()
    booth.print_ballot(at, "ru")
    at.hardware.printer.silent = True
    at.presses("ok")
    for _ in range(2):
        at.sees("printer_silent", language="ru")
        at.presses("back")
        at.hardware.rest(2_000)
    at.hardware.printer.silent = False
    at.sees("printer_silent", language="ru")
    at.presses("ok")
    at.sees("cast_done", language="ru")
    assert [kind_of(slip) for slip in at.hardware.printer.slips] == [CODE, BALLOT]
    assert ballots(at.hardware) == 1


def test_a_clock_chip_that_is_gone_forgets_no_ballot(booth: Day) -> None:
    """Nothing remembers the torn slip but the cartridge, and that is enough for a ballot."""
    at = booth.at_review()
    at.hardware.clock_chip.absent = True
    at.presses("ok")
    at.hardware.wait(lambda: at.hardware.printer.rows_printed > 300)
    at.hardware.pull_plug()
    at.hardware.plug_in()
    at.sees("clock_unknown")
    at.presses("ok")
    at.sees("power_not_cast")
    assert ballots(at.hardware) == 0 and len(at.hardware.printer.slips) == 1


def test_a_voter_who_leaves_before_looking_has_cast_all_the_same(start: Callable[..., Day], tmp_path: Path) -> None:
    day = start(make_precinct(tmp_path / "made", board=board_with(tmp_path, "plain_80_cutter")))
    at = day.booth(1)
    day.open_with_looks(at)
    at.hands.scan(day.activation())
    day.choose_ballot(at, "ru", VOTE)
    day.print_ballot(at, "ru")
    at.presses("ok")
    at.sees("printer_look", language="ru")
    at.sees("still_there", language="ru", limit_ms=300_000)
    day.idle(at)
    assert ballots(at.hardware) == 1 and events(at.hardware)[-1] == ("printer_trouble", 5)
    assert kind_of(at.hardware.printer.slips[-1]) == BALLOT
