"""The firmware that ships, on chips that fail the test at the first erase between opening and closing.

What it writes on that day, in which order, is what the models of the acts say (tests/models).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.people.precinct import HOME, PAPER, PowerWentOff
from tests.precinct.day import VOTE, Day, Snapshot
from tests.precinct.traces import ballots, regions


def test_voters_refusals_and_power_cuts_erase_nothing(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    chips = [chip for terminal in day.terminals for chip in terminal.hardware.chips]
    for chip in chips:
        chip.forbid_erase = True
    booth = day.booth(1)
    for terminal in day.terminals:
        day.resume(terminal)
    slip = day.check_in(day.labels[0], 1)
    day.vote(1, slip, VOTE, changes=1)
    day.idle(booth)
    booth.hands.scan(slip)
    booth.sees("already_cast")
    day.check_in(day.labels[1], PAPER)
    day.idle(day.desk)
    day.suspend(booth)
    day.suspend(day.desk)
    day.resume_voting(booth)
    day.resume_voting(day.desk)
    day.desk.hardware.rest(4000)
    day.check_in(day.labels[5], HOME)
    day.menu(day.desk, "spoil_paper", day.role_cards[0])
    day.desk.sees("spoil_paper_ask")
    day.desk.presses("ok")
    day.desk.sees("spoil_paper_count", 1)
    day.desk.presses("ok")
    day.add_voter("900101300007", "ҮЛГІ", "0012345", 2)
    day.desk.hardware.rest(4000)
    day.show_id(day.labels[1])
    day.desk.sees("already_marked")
    booth.hardware.chips[1].cut_at(3, torn=True)
    with pytest.raises(PowerWentOff):
        day.vote(1, day.check_in(day.labels[2], 1), VOTE)
    booth.hardware.plug_in()
    booth.presses("ok")
    booth.hardware.rest(2000)
    booth.presses("ok")
    day.vote(2, day.check_in(day.labels[3], 2), VOTE)
    assert not any(chip.erases for chip in chips)

    for chip in chips:
        chip.forbid_erase = False
    cast = ballots(booth.hardware)
    day.close_booth(1)
    booth.sees("booth_closed")
    begin, end = regions(booth.hardware)["ballots"]
    for chip in booth.hardware.chips:
        assert chip.erases and all(begin <= address < end for address in chip.erases)
    assert ballots(booth.hardware, "sorted") == cast >= 1
    at_desk, in_booth, _ = day.journals
    assert in_booth.wrong() is None and in_booth.names[-1] == "CLOSED" and not in_booth.has_failed
    assert at_desk.wrong() is None and {"CHECK_IN_FORGOTTEN", "ADDED_HASH", "PAPER_SPOILED"} <= set(at_desk.names)
