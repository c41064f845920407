"""Starts of a terminal whose touch glass is not there, held down or not calibrated, and what the page for it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.people.precinct import Terminal
from simulator.people.words import words
from tests.precinct.by_touch import touches, types
from tests.precinct.day import Day, Snapshot
from tests.precinct.traces import events

PLACES = ((12, 18), (88, 18), (50, 85), (70, 75))  # percent of width and height, where the crosses stand
NO_ANSWER, PRESSED, NOT_CALIBRATED = range(3)


def damage(day: Day) -> None:
    """One bit of the booth's calibration has flipped."""
    file = day.provisioned.terminals[1] / "data" / "touch.bin"
    data = bytearray(file.read_bytes())
    data[12] ^= 0x10
    file.write_bytes(bytes(data))


def hold(day: Day) -> None:
    day.booth(1).hardware.touch_panel.stuck_at = (200.0, 200.0)


def unplug(day: Day) -> None:
    day.booth(1).hardware.touch_panel.absent = True


@pytest.mark.parametrize(
    "trouble, said, noted",
    [
        (damage, "touch_nominal", NOT_CALIBRATED),
        (hold, "touch_stuck", PRESSED),
        (unplug, "touch_missing", NO_ANSWER),
    ],
)
def test_it_is_said_and_noted_and_keys_do_everything(
    trouble: Callable[[Day], None], said: str, noted: int, start: Callable[..., Day], opened: Snapshot
) -> None:
    day = start(opened)
    booth = day.booth(1)
    trouble(day)
    booth.hardware.plug_in()
    booth.sees(said)
    booth.presses("ok")
    booth.sees("power_nothing")
    booth.presses("ok")
    assert ("touch_trouble", noted) in events(booth.hardware)
    day.vote(1, day.activation(), ["Косеев", "Да", "Нет"])


def test_a_terminal_is_calibrated_by_touch_from_its_first_page_and_knows_it_at_the_next_start(
    start: Callable[..., Day], new: Snapshot
) -> None:
    day = start(new)
    booth = day.booth(1)
    damage(day)
    booth.hardware.plug_in()
    booth.sees("touch_nominal")
    booth.hands.touch(words("key_ok", "kk"))
    booth.sees("mode_choose")
    while booth.hands.screen.target(words("action_calibrate", "kk")) is None:
        booth.hands.touch("▾")
    booth.hands.touch(words("action_calibrate", "kk"))
    crosses(booth)
    booth.sees("touch_done")
    booth.hands.touch(words("key_ok", "kk"))
    booth.sees("mode_choose")
    booth.hardware.pull_plug()
    booth.hardware.plug_in()
    booth.sees("mode_choose")
    assert not booth.hands.screen.shows(words("touch_nominal", "kk"))


def crosses(at: Terminal) -> None:
    panel = at.hardware.display
    for number, (across, down) in enumerate(PLACES):
        at.sees("touch_cross", number + 1, len(PLACES))
        at.hands.touch((panel.width * across // 100, panel.height * down // 100))


def test_the_chair_calibrates_a_booth_that_is_open_and_key_back_leaves_it_as_it_was(booth: Day) -> None:
    at = booth.booth(1)
    file = booth.provisioned.terminals[1] / "data" / "touch.bin"
    before = file.read_bytes()
    booth.menu(at, "calibrate", booth.role_cards[0])
    at.sees("touch_cross", 1, len(PLACES))
    at.presses("back")
    at.sees("show_slip")
    assert file.read_bytes() == before
    booth.menu(at, "calibrate", booth.role_cards[0])
    crosses(at)
    at.sees("touch_done")
    at.hands.touch(words("key_ok", "kk"))
    at.sees("show_slip")
    assert file.read_bytes() != before
    assert events(at.hardware)[-2:] == [("touch_calibrated", 0), ("touch_calibrated", 1)]
    booth.vote(1, booth.activation(), ["Косеев", "Да", "Нет"])


def test_the_chair_calibrates_a_suspended_desk_by_touch_alone(desk: Day) -> None:
    at = desk.desk
    desk.suspend(at)
    desk.idle(at)
    at.hands.scan(desk.role_cards[0].texts[0])
    at.sees("polls")
    touches(at, words("action_calibrate", at.language))
    at.sees("pin_type")
    types(at, desk.role_cards[0].pin)
    crosses(at)
    at.sees("touch_done")
    touches(at, words("key_ok", at.language))
    at.sees("polls_suspended")
    assert events(at.hardware)[-1] == ("touch_calibrated", 1)


def test_a_terminal_without_touch_offers_no_calibration(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    at = day.booth(1)
    unplug(day)
    at.hardware.plug_in()
    at.sees("touch_missing")
    at.presses("ok")
    at.sees("power_nothing")
    at.presses("ok")
    day.idle(at)
    at.hands.scan(day.role_cards[0].texts[0])
    at.sees("polls")
    with pytest.raises(AssertionError, match="no line"):
        at.chooses("action_calibrate")
