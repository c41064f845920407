"""Voting is suspended and goes on: who stands in the queue, what a power cut does to it, what comes on paper."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from simulator.people.precinct import PowerWentOff, Terminal
from simulator.people.slip_reader import inked, says, white_on_black
from simulator.people.words import words
from tests.precinct.day import VOTE, Day, Snapshot
from tests.precinct.traces import ballots, events, marked, refusal, regions


def is_suspended(at: Terminal) -> bool:
    return at.hands.screen.shows(words("suspended_wait" if at.name != "desk" else "polls_suspended", at.language))


def test_suspended_in_the_queue(start: Callable[..., Day], opened: Snapshot) -> None:
    """A voter has a slip already when the booth is suspended: it is refused politely, and good afterwards."""
    day = start(opened)
    booth = day.booth(1)
    day.resume(day.desk)
    day.resume(booth)
    slip = day.check_in(day.labels[0], 1)
    day.suspend(booth)
    day.suspend(day.desk)

    booth.sees("suspended_wait")
    booth.hands.scan(slip)
    booth.hardware.rest(2000)
    assert events(booth.hardware)[-1] == refusal("polls_suspended") and is_suspended(booth)
    day.show_id(day.labels[1])
    assert events(day.desk.hardware)[-1] == refusal("polls_suspended", "check_in_refused")
    assert marked(day.desk.hardware, "marked") == 1

    booth.hardware.pull_plug()
    day.desk.hardware.pull_plug()
    day.resume(booth)
    day.resume(day.desk)
    booth.sees("suspended_wait")
    day.desk.sees("polls_suspended")

    day.resume_voting(booth)
    day.resume_voting(day.desk)
    day.vote(1, slip, VOTE)
    assert ballots(booth.hardware) == 1
    day.desk.hardware.rest(3000)
    day.check_in(day.labels[1], 2)
    for at in (booth, day.desk):
        assert [name for name, _ in events(at.hardware) if name in ("suspended", "resumed")] == ["suspended", "resumed"]


@pytest.mark.parametrize("operation", [1, 4, 6, 7, 8])
def test_the_power_goes_while_suspending(booth: Day, operation: int) -> None:
    """Log entry, its signed head, the mark: wherever it stops, the booth is open or suspended, and can be the other."""
    at = booth.booth(1)
    at.hardware.chips[(operation + 1) % 2].cut_at((operation + 1) // 2, torn=True)
    with pytest.raises(PowerWentOff):
        booth.suspend(at)
    booth.resume(at)
    booth.idle(at)
    if operation != 7:  # a mark that was torn on the first chip counts by most of its bits
        assert is_suspended(at) == (operation == 8)
    if not is_suspended(at):
        booth.suspend(at)
    booth.resume_voting(at)
    booth.vote(1, booth.activation(), VOTE)


def test_the_paper_runs_out_under_the_slip_and_it_is_printed_again(booth: Day) -> None:
    at = booth.booth(1)
    at.hardware.printer.paper_left_mm = 60
    booth.menu(at, "suspend", booth.role_cards[0])
    at.sees("printer_paper_out")
    at.presses("back")
    booth.idle(at)
    assert is_suspended(at)
    at.hardware.printer.load_paper()
    for _ in (1, 2):
        booth.menu(at, "report", booth.role_cards[0])
        at.take_slip("report")
        booth.idle(at)
    assert events(at.hardware)[-2:] == [("report_reprinted", 1), ("report_reprinted", 2)]


def test_closed_out_of_a_suspension(booth: Day) -> None:
    at = booth.booth(1)
    booth.vote(1, booth.activation(), VOTE)
    booth.suspend(at)
    assert len(booth.close_booth(1)) == 4
    assert ballots(at.hardware, "sorted") == 1
    at.hardware.pull_plug()
    at.hardware.plug_in()
    at.sees("booth_closed")


def test_a_member_alone_suspends_nothing(booth: Day) -> None:
    at, member = booth.booth(1), booth.role_cards[1]
    booth.idle(at)
    at.hands.scan(member.texts[0])
    at.sees("polls")
    at.chooses("action_suspend")
    at.sees("card_chair")
    at.presses("back")
    booth.idle(at)
    assert not is_suspended(at)


def test_the_desk_suspended_many_times_counts_on(desk: Day) -> None:
    at = desk.desk
    for voter in range(3):
        desk.check_in(desk.labels[voter], 1)
        desk.suspend(at)
        desk.resume_voting(at)
    assert marked(at.hardware, "marked") == 3
    desk.menu(at, "report", desk.role_cards[0])
    at.take_slip("report")
    assert events(at.hardware)[-1] == ("report_reprinted", 1)


def test_a_night_between_in_which_nothing_changed_and_one_in_which_somebody_did(booth: Day) -> None:
    """The morning's slip says that the counts are the evening's; where chips say more, screen, log and slip do."""
    at = booth.booth(1)
    booth.suspend(at)
    at.hardware.pull_plug()
    booth.resume(at)
    booth.menu(at, "resume")
    at.take_slip("void")  # the plug was pulled: what hung in the printer is cut off first
    assert says(at.take_slip("resumed"), words("counts_same", "kk"), bold=True)
    booth.suspend(at)
    at.hardware.pull_plug()
    begin, _ = regions(at.hardware)["in use"]
    for chip in at.hardware.chips:
        chip.array[begin] &= 0xFE
    booth.resume(at)
    booth.menu(at, "resume")
    at.sees("counts_differ")
    assert ("counts_differ", 0) in events(at.hardware)
    at.presses("ok")
    at.take_slip("void")
    wanted, said = inked(words("counts_differ", "kk")), white_on_black(at.take_slip("resumed"))
    assert any(np.array_equal(line, wanted) for line in said)
