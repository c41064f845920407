"""Paper ballots beside the booths: in the room, at a voter's home, spoiled and replaced; and turnout by hour."""

from __future__ import annotations

from simulator.people.precinct import HOME, PAPER
from tests.precinct.day import Day
from tests.precinct.traces import events, log_entries, marked, without_log


def test_a_voter_at_home_needs_the_chair_and_is_no_voter_of_the_room(desk: Day) -> None:
    at = desk.desk
    desk.check_in(desk.labels[0], HOME)
    assert (marked(at.hardware, "marked"), marked(at.hardware, "outside"), marked(at.hardware, "paper")) == (1, 1, 0)
    at.hardware.rest(4000)
    desk.show_id(desk.labels[0])
    at.sees("already_marked")


def test_without_the_chair_nobody_votes_at_home(desk: Day) -> None:
    at, member = desk.desk, desk.role_cards[1]
    desk.show_id(desk.labels[0])
    at.sees("may_vote")
    at.chooses("action_vote_at_home")
    at.sees("card_show")
    at.hands.scan(member.texts[0])
    at.sees("card_wrong_role")
    at.presses("ok")
    at.sees("card_show")
    at.presses("back")
    at.sees("may_vote")
    at.presses("back")
    desk.idle(at)
    assert marked(at.hardware, "marked") == marked(at.hardware, "outside") == 0


def test_a_typed_number_asks_the_chair_once(desk: Day) -> None:
    at = desk.desk
    desk.menu(at, "type_number", desk.role_cards[0])
    at.sees("number_type")
    at.hands.type_digits(desk.labels[2][2:14])
    at.sees("may_vote")
    at.chooses("action_vote_at_home")
    at.sees("paper_carried")
    assert marked(at.hardware, "outside") == 1


def test_spoiled_paper_is_counted_and_marks_nobody(desk: Day) -> None:
    at, chair = desk.desk, desk.role_cards[0]
    desk.menu(at, "spoil_paper", chair)
    at.sees("spoil_paper_none")
    at.presses("ok")
    desk.check_in(desk.labels[1], PAPER)
    desk.idle(at)
    at.hardware.rest(4000)
    for before in range(2):
        desk.menu(at, "spoil_paper", chair)
        at.sees("spoil_paper_ask")
        at.sees("spoil_paper_count", before)
        at.presses("ok")
        at.sees("spoil_paper_count", before + 1)
        at.presses("ok")
    desk.menu(at, "spoil_paper", chair)
    at.sees("spoil_paper_ask")
    at.presses("back")
    desk.idle(at)
    assert (marked(at.hardware, "spoiled"), marked(at.hardware, "marked"), marked(at.hardware, "paper")) == (2, 1, 1)
    at.hardware.pull_plug()
    desk.resume(at)
    assert marked(at.hardware, "spoiled") == 2
    assert events(at.hardware).count(("paper_spoiled", 0)) == 2


def test_turnout_knows_hours_and_nothing_finer(desk: Day) -> None:
    """Nothing but numbers by hour: whoever reads the chips cannot tell who came when, nor in which order."""
    at, chair = desk.desk, desk.role_cards[0]
    for voter in (3, 1):
        desk.check_in(desk.labels[voter], 1)
        at.hardware.rest(4000)
    desk.until(at, 17 * 60 + 30)
    desk.check_in(desk.labels[2], PAPER)
    at.hardware.rest(4000)
    assert marked(at.hardware, "hours") == 3
    entries = len(log_entries(at.hardware))
    before = without_log(at.hardware)
    for copy in range(2):
        desk.menu(at, "turnout", chair)
        for line in ("16:00–16:59: 2", "17:00–17:59: 1"):
            at.hands.expect(line)
        at.presses("ok")
        at.take_slip("turnout")
        assert events(at.hardware)[-1] == ("turnout_printed", copy)
    assert without_log(at.hardware) == before and len(log_entries(at.hardware)) == entries + 2
    assert {name for name, _ in events(at.hardware)} == {
        "opened", "booth_opened", "boot", "recovered", "turnout_printed"
    }  # fmt: skip


def test_nobody_knows_the_time_and_turnout_says_so(desk: Day) -> None:
    at = desk.desk
    at.hardware.clock_chip.absent = True
    desk.check_in(desk.labels[0], 1)
    at.hardware.rest(4000)
    desk.menu(at, "turnout", desk.role_cards[0])
    at.sees("turnout_unknown")
