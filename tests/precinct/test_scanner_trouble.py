"""The scanner is silent, or at another speed, when the terminal starts and in the middle of the day."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.hardware.parts import gm65_registers
from simulator.people.precinct import Terminal
from simulator.people.words import words
from tests.precinct.day import VOTE, Day, Snapshot
from tests.precinct.traces import events

SPEED = 0x2A  # and the register behind it


def test_silent_at_boot_is_said_and_noted_and_mended_without_a_restart(
    start: Callable[..., Day], opened: Snapshot
) -> None:
    day = start(opened)
    booth = day.booth(1)
    booth.hardware.scanner.silent = True
    booth.hardware.plug_in()
    booth.sees("scanner_missing")
    booth.sees("call_technician")
    booth.presses("ok")
    booth.sees("power_nothing")
    booth.presses("ok")
    booth.sees("scanner_missing")
    booth.hardware.scanner.silent = False
    booth.presses("ok")
    booth.sees("show_slip")
    assert ("scanner_trouble", 0) in events(booth.hardware)
    day.vote(1, day.activation(), VOTE)


def test_silent_in_the_middle_of_the_day_is_noticed_before_anybody_shows_a_slip(booth: Day) -> None:
    at = booth.booth(1)
    noted = events(at.hardware)
    at.hardware.scanner.silent = True
    at.sees("scanner_missing")
    at.sees("call_technician")
    assert events(at.hardware) == [*noted, ("scanner_trouble", 0)]
    at.hardware.scanner.silent = False
    at.presses("ok")
    at.sees("show_slip")
    booth.vote(1, booth.activation(), VOTE)


def test_left_at_another_speed_it_is_found_all_the_same(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    day.booth(1).hardware.scanner.wrong_baud(115_200)
    day.resume(day.booth(1))
    day.vote(1, day.activation(), VOTE)


def test_a_short_loss_of_its_supply_is_mended_unseen(booth: Day) -> None:
    at = booth.booth(1)
    noted = events(at.hardware)
    at.hardware.scanner.brown_out()
    at.hardware.rest(90_000)
    at.sees("show_slip")
    booth.vote(1, booth.activation(), VOTE)
    assert events(at.hardware) == noted


@pytest.mark.parametrize("pause_ms", [1000, 5000])
@pytest.mark.parametrize("lost", ["registers", "supply"])
def test_a_lost_set_up_is_mended_within_15_s_while_people_keep_trying(booth: Day, lost: str, pause_ms: int) -> None:
    at, slip = booth.booth(1), booth.activation()
    booth.idle(at)
    module = at.hardware.scanner
    if lost == "supply":
        module.saved[:] = gm65_registers.factory_registers()
        module.brown_out()
    else:
        module.registers[gm65_registers.MODE : gm65_registers.MODE + 1] = b"\xd4"  # its own button only
        module.registers[gm65_registers.AIM] = 0
    begun_us, mended_us = at.hardware.bench.clock.now_us, 0
    while not at.hands.screen.shows(words("language", "kk")):
        module.show(slip)
        at.hardware.rest(pause_ms)
        if not mended_us and module.registers[gm65_registers.AIM]:
            mended_us = at.hardware.bench.clock.now_us
        assert at.hardware.bench.clock.now_us - begun_us < 30_000_000
    assert mended_us - begun_us <= 15_000_000


def test_any_single_setting_that_is_lost_is_mended_within_15_s_while_people_keep_trying(booth: Day) -> None:
    """Each register that a start sets, by itself: most of them show in no code, or make every code unreadable."""
    at, module = booth.booth(1), booth.booth(1).hardware.scanner
    booth.idle(at)
    factory = gm65_registers.factory_registers()
    set_up = [register for register, value in enumerate(module.registers) if value != factory[register]]
    set_up = [register for register in set_up if register not in (SPEED, SPEED + 1)]  # a lost speed is another test
    assert {gm65_registers.MODE, gm65_registers.AIM} < set(set_up) and len(set_up) > 4
    for register in set_up:
        whole, module.registers[register] = module.registers[register], factory[register]
        begun_us = at.hardware.bench.clock.now_us
        while module.registers[register] != whole:
            module.show("4870001234567")
            at.hardware.rest(1000)
            assert at.hardware.bench.clock.now_us - begun_us <= 15_000_000, hex(register)
    booth.vote(1, booth.activation(), VOTE)


def test_people_who_leave_the_page_and_come_back_do_not_put_the_mending_off(
    start: Callable[..., Day], new: Snapshot
) -> None:
    """A card is not read, so they press *back* and begin again, each time before the page is old enough to look."""
    day = start(new)
    at, module = day.booth(1), day.booth(1).hardware.scanner
    day.ask_to_open(at)
    at.sees("card_show")
    module.registers[gm65_registers.AIM] = 0
    begun_us = at.hardware.bench.clock.now_us
    while True:
        module.show(day.role_cards[0].texts[0])
        at.hardware.rest(3000)
        at.presses("back")
        at.sees("mode_choose")
        if module.registers[gm65_registers.AIM]:
            break
        at.chooses("mode_official")
        at.sees("card_show")
        assert at.hardware.bench.clock.now_us - begun_us <= 15_000_000


def test_a_silent_scanner_at_the_desk_is_said_in_its_language(desk: Day) -> None:
    desk.desk.hardware.scanner.silent = True
    desk.desk.sees("scanner_missing")
    desk.desk.hardware.scanner.silent = False
    desk.desk.presses("ok")
    desk.check_in(desk.labels[0])
    assert ("scanner_trouble", 0) in events(desk.desk.hardware)


def asks_for_a_card_in_silence(day: Day) -> Terminal:
    """A booth that is to be opened, whose scanner falls silent when the chair's card is asked for."""
    booth = day.booth(1)
    day.ask_to_open(booth)
    booth.sees("card_show", words("card_chair", booth.language))
    booth.hardware.scanner.silent = True
    booth.sees("scanner_missing")
    return booth


def test_a_page_can_be_left_while_the_scanner_is_silent(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    booth = asks_for_a_card_in_silence(day)
    booth.sees("call_technician")
    booth.presses("ok")
    booth.sees("please_wait")
    booth.sees("scanner_missing")
    booth.sees("key_back")
    booth.presses("back")
    booth.sees("mode_choose")
    booth.hardware.scanner.silent = False
    booth.chooses("mode_official")
    booth.sees("scanner_missing")
    booth.presses("ok")
    day.officials(booth)
    day.idle(booth)


def test_a_page_can_be_left_by_touch_while_the_scanner_is_silent(start: Callable[..., Day], new: Snapshot) -> None:
    booth = asks_for_a_card_in_silence(start(new))
    booth.hardware.rest(1000)
    booth.hands.touch(words("key_back", booth.language))
    booth.sees("mode_choose")
