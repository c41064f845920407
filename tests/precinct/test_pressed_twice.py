"""Hasty fingers: a second press meant for the page before never casts, and nobody can press while the slip prints."""

from __future__ import annotations

import pytest

from simulator.people.precinct import Terminal
from simulator.people.words import words
from tests.precinct.day import Day
from tests.precinct.traces import ballots, events, marked

VOTE = ["Koseev", "Yes", "No"]
_HELD_MS, _EVERY_MS = 60, 130  # as quick as fingers are


def at_review(day: Day) -> Terminal:
    at = day.at_review(language="en", selections=VOTE)
    at.hardware.rest(400)
    return at


def strike(at: Terminal, how: str, place: tuple[int, int]) -> None:
    """One quick press of a key, or touch of a place."""
    hardware = at.hardware
    if how == "touch":
        hardware.touch_panel.finger_down(*place)
        hardware.rest(_HELD_MS)
        hardware.touch_panel.finger_up()
        hardware.rest(_EVERY_MS - _HELD_MS)
    else:
        hardware.keys.press(how, _HELD_MS)
        hardware.rest(_EVERY_MS)


def button(at: Terminal, name: str) -> tuple[int, int]:
    left, top, width, height = at.hands.screen.target(words(name, "en")) or (0, 0, 0, 0)
    assert width, at.hands.screen.lines
    return left + width // 2, top + height // 2


def nothing_was_answered(at: Terminal) -> None:
    """The paper still waits to be compared; nothing is cast, nothing spoiled."""
    at.hardware.rest(1500)
    assert at.hands.screen.shows(words("compare", "en"))
    assert ballots(at.hardware) == marked(at.hardware, "cast") == 0
    at.take_slip("code")
    assert not at.has_slip()


@pytest.mark.parametrize("how", ["ok", "touch"])
def test_a_double_press_on_the_review_prints_and_never_casts(how: str, booth: Day) -> None:
    at = at_review(booth)
    at.leave_slips()
    place = button(at, "key_print")
    strike(at, how, place)
    strike(at, how, place)
    at.sees("compare", language="en")
    nothing_was_answered(at)
    strike(at, how, button(at, "key_cast"))
    at.sees("cast_done", language="en")
    assert ballots(at.hardware) == 1


@pytest.mark.parametrize("how", ["ok", "back", "touch"])
def test_pressing_while_the_slip_prints_does_nothing(how: str, booth: Day) -> None:
    at = at_review(booth)
    at.leave_slips()
    place, strikes = button(at, "key_print"), 0
    strike(at, "ok", place)
    while not at.hands.screen.shows(words("compare", "en")):
        strike(at, how, place)
        strikes += 1
    assert strikes > 5
    nothing_was_answered(at)
    assert ("session_given_up", 1) not in events(at.hardware)
    at.presses("back")  # the voter changes their mind, in peace
    at.take_slip("spoiled")
    at.sees("review", language="en")
    assert ballots(at.hardware) == 0
