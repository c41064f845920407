"""Starts with something odd: a key that sticks, a clock that has stopped."""

from __future__ import annotations

from collections.abc import Callable

from tests.precinct.day import Day, Snapshot, events, log_entries

VOTE = ["Косеев", "Да", "Нет"]


def test_a_key_that_sticks_is_named_and_noted_and_the_others_work(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    booth = day.booth(1)
    booth.station.keys.hold("left")
    booth.station.plug_in()
    booth.sees("key_stuck", "left")
    booth.sees("call_technician")
    booth.presses("ok")
    booth.sees("power_nothing")
    booth.presses("ok")
    assert ("key_stuck", 1) in events(booth.station)
    day.vote(1, day.activation(), VOTE)


def test_a_stopped_clock_is_said_and_the_day_goes_on_without_times(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new, unix_seconds=None)
    booth = day.booth(1)
    booth.station.plug_in()
    booth.sees("clock_unknown")
    booth.presses("ok")
    day.open(booth)
    day.vote(1, day.activation(), VOTE)
    day.close_booth(1)
    assert {int.from_bytes(entry[4:8], "little") for entry in log_entries(booth.station)} == {0}
