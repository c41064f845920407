"""Ballot cartridges that are missing, worn, different from each other, or not empty."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.people.precinct import OFFICIAL, TEST
from tests.precinct.day import VOTE, Day, Snapshot
from tests.precinct.traces import ballots, events, marked, regions


def test_a_chip_missing_at_boot_is_said_until_it_is_there(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    booth = day.booth(1)
    booth.hardware.chips[1].absent = True
    booth.hardware.plug_in()
    booth.sees("chip_missing")
    booth.sees("call_technician")
    booth.presses("ok")
    booth.sees("chip_missing")
    booth.hardware.chips[1].absent = False
    booth.presses("ok")
    booth.sees("power_nothing")
    booth.presses("ok")
    day.vote(1, day.activation(), VOTE)


def test_a_chip_pulled_before_a_voter_comes_stops_the_session_at_once(booth: Day) -> None:
    at = booth.booth(1)
    at.hardware.chips[0].absent = True
    booth.idle(at)
    at.hands.scan(booth.activation())
    at.sees("cast_failed")
    at.sees("chip_missing")
    at.hardware.chips[0].absent = False
    at.hardware.rest(10_000)
    booth.vote(1, booth.activation(), VOTE)
    assert ballots(at.hardware) == marked(at.hardware, "cast") == 1
    assert len(booth.taken) == 2, "the code and the ballot"


def test_a_chip_pulled_before_the_cast_leaves_the_slip_good(booth: Day) -> None:
    """And nobody else votes until the chip is back and shows that the act is forgotten."""
    at = booth.at_review()
    at.presses("ok")
    at.sees("compare", language="ru")
    at.hardware.chips[1].absent = True
    at.presses("ok")
    at.sees("cast_failed", language="ru")
    at.sees("chip_missing", language="ru")
    assert marked(at.hardware, "cast") == 0
    at.sees("memory_unsettled")
    at.hardware.chips[1].absent = False
    at.hardware.rest(10_000)
    booth.vote(1, booth.activation(), VOTE)
    assert ballots(at.hardware) == marked(at.hardware, "cast") == 1
    assert [name for name, _ in events(at.hardware)].count("memory_trouble") >= 1


def test_a_booth_that_could_not_close_goes_on_sealing(booth: Day) -> None:
    """The cartridge is loose while chair and member type their PINs; pushed in again, the booth is still open."""
    at = booth.booth(1)
    cards = booth.role_cards
    booth.idle(at)
    booth.until(at, booth.closes_minutes)
    at.hands.scan(cards[0].texts[0])
    at.sees("polls")
    at.chooses("action_close")
    at.hands.type_digits(cards[0].pin)
    at.sees("card_show")
    for chip in at.hardware.chips:
        chip.absent = True
    booth.show_card(at, cards[1])
    at.sees("chip_missing")
    for chip in at.hardware.chips:
        chip.absent = False
    at.presses("ok")
    booth.vote(1, booth.activation(), VOTE)
    assert ballots(at.hardware) == marked(at.hardware, "cast") == 1


def test_a_worn_cell_under_a_ballot_moves_it_to_another_slot(booth: Day) -> None:
    """Three slots are blank, two of them have a cell that cannot become zero: the ballot finds the third."""
    hardware = booth.booth(1).hardware
    begin, _ = regions(hardware)["ballots"]
    for slot in range(13):
        hardware.chips[0].flip(begin + slot * 2048 + 5, 3)
    for slot in (13, 14):
        for bit in range(8):
            hardware.chips[1].stuck_bits[begin + slot * 2048 + 700, bit] = 1
    booth.vote(1, booth.activation(), VOTE)
    booth.idle(booth.booth(1))
    assert ballots(hardware) == marked(hardware, "cast") == 1
    booth.close_booth(1)
    booth.booth(1).sees("booth_closed")
    assert ballots(hardware, "sorted") == 1


def test_a_voters_mark_that_one_chip_does_not_take_stands_on_the_other(desk: Day) -> None:
    hardware = desk.desk.hardware
    begin, _ = regions(hardware)["marked"]
    for number in range(12):
        hardware.chips[1].stuck_bits[begin + number // 8, number % 8] = 1
    desk.check_in(desk.labels[0], 1)
    desk.idle(desk.desk)
    desk.show_id(desk.labels[0])
    desk.desk.sees("already_marked")


def test_a_voters_mark_that_neither_chip_takes_stops_the_desk_without_a_slip(desk: Day) -> None:
    """Until a chip takes it; then the slip comes, and nobody has to show their card again."""
    hardware = desk.desk.hardware
    begin, _ = regions(hardware)["marked"]
    for chip in hardware.chips:
        for number in range(12):
            chip.stuck_bits[begin + number // 8, number % 8] = 1
    desk.show_id(desk.labels[0])
    desk.desk.sees("may_vote")
    desk.desk.presses("ok", "ok")
    desk.desk.sees("memory_unsettled")
    assert not hardware.printer.slips
    assert events(hardware)[-1] == ("memory_trouble", 0)
    hardware.chips[1].stuck_bits.clear()
    hardware.rest(6000)
    desk.desk.take_slip("activation")
    desk.idle(desk.desk)
    desk.show_id(desk.labels[0])
    desk.desk.sees("already_marked")


def test_two_chips_of_different_booths_are_told_apart(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    one, two = day.booth(1).hardware, day.booth(2).hardware
    one.chips[1].array[:] = bytes(two.chips[1].array)
    one.plug_in()
    day.booth(1).sees("chips_differ")
    day.booth(1).sees("call_technician")


def test_both_chips_of_another_booth_are_foreign(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    one, two = day.booth(1).hardware, day.booth(2).hardware
    before = [bytes(chip.array) for chip in two.chips]
    for mine, other in zip(one.chips, two.chips, strict=True):
        mine.array[:] = bytes(other.array)
    one.plug_in()
    day.booth(1).sees("chip_foreign")
    assert [bytes(chip.array) for chip in one.chips] == before


@pytest.mark.parametrize("number", [0, 1], ids=["desk", "booth"])
def test_smaller_chips_with_the_beginning_of_these_are_refused_in_words(
    start: Callable[..., Day], opened: Snapshot, number: int
) -> None:
    """Header, marks and log are right; the rest of the regions would lie behind the end."""
    day = start(opened)
    at = day.terminals[number]
    for chip in at.hardware.chips:
        chip.size_bytes = 64 << 10
        chip.array = chip.array[: chip.size_bytes]
    at.hardware.plug_in()
    at.sees("chip_too_small")
    at.sees("call_technician")


def test_official_does_not_open_on_what_a_test_left(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    booth = day.booth(1)
    day.open(booth, TEST)
    day.vote(1, day.activation(mode=1), VOTE)
    day.idle(booth)
    booth.hardware.pull_plug()
    day.resume(booth)  # the test goes on; nobody is asked for a mode
    booth.hardware.pull_plug()
    for chip in booth.hardware.chips:
        chip.array[:4096] = b"\xff" * 4096  # somebody wipes the header elsewhere
    before = [bytes(chip.array) for chip in booth.hardware.chips]
    day.ask_to_open(booth)
    day.officials(booth)
    booth.sees("not_empty")
    booth.sees("call_technician")
    assert [bytes(chip.array) for chip in booth.hardware.chips] == before


def test_a_test_is_cleared_and_then_official_opens(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    booth = day.booth(1)
    day.open(booth, TEST)
    day.vote(1, day.activation(mode=1), VOTE)
    day.close_booth(1)
    day.clear_test(booth)
    assert all(set(chip.array) == {0xFF} for chip in booth.hardware.chips)
    day.open(booth, OFFICIAL)
    day.vote(1, day.activation(), VOTE)
    assert ballots(booth.hardware) == 1
