"""Starts with something odd: a key that sticks, a clock that has stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cbor2
import pytest

from host_tools.formats import readiness
from host_tools.formats.events import BOOT, OPENED
from simulator.people.words import words
from tests.precinct.by_touch import touches
from tests.precinct.day import VOTE, Day, Snapshot
from tests.precinct.self_testing import key_named
from tests.precinct.traces import ballots, events, log_entries


def test_a_key_that_sticks_is_named_and_noted_and_the_others_work(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    booth = day.booth(1)
    booth.hardware.keys.hold("left")
    booth.hardware.plug_in()
    booth.sees("key_stuck", key_named("left", booth.language))
    booth.sees("call_technician")
    booth.presses("ok")
    booth.sees("power_nothing")
    booth.presses("ok")
    assert ("key_stuck", 1) in events(booth.hardware)
    day.vote(1, day.activation(), VOTE)


@pytest.mark.parametrize(
    ("role", "said"), [("x" * 300, "firmware_wrong"), ("main", "firmware_wrong"), (7, "device_missing")]
)
def test_an_identity_of_no_role_is_said_in_words(
    start: Callable[..., Day], opened: Snapshot, role: object, said: str
) -> None:
    """The loader ends at a name that is too long, and would begin the firmware a second time inside itself."""
    day = start(opened)
    at, file = day.booth(1), Path(day.provisioned.terminals[1]) / "data" / "device.cbor"
    file.write_bytes(cbor2.dumps({**cbor2.loads(file.read_bytes()), 1: role}, canonical=True))
    at.hardware.plug_in()
    at.sees(said)
    at.sees("call_technician")


def test_with_ok_stuck_everything_is_done_by_touch(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    at = day.booth(1)
    at.hardware.keys.hold("ok")
    at.hardware.plug_in()
    at.sees("key_stuck", key_named("ok", at.language))
    touches(at, words("key_ok", "kk"))
    at.sees("power_nothing")
    touches(at, words("key_ok", "kk"))
    assert ("key_stuck", 1) in events(at.hardware)
    day.idle(at)
    at.hands.scan(day.activation())
    at.sees("language")
    touches(at, "Русский")
    for option in VOTE:
        touches(at, option)
        touches(at, words("key_next", "ru"))
    at.sees("review", language="ru")
    touches(at, words("key_print", "ru"))
    at.sees("compare", language="ru")
    at.hardware.rest(6000)  # longer than any press: what is stuck is no answer
    assert at.hands.screen.shows(words("compare", "ru"))
    touches(at, words("key_cast", "ru"))
    at.sees("cast_done", language="ru")
    assert ballots(at.hardware) == 1


def test_a_stopped_clock_is_said_and_the_day_goes_on_without_times(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new, unix_seconds=None)
    booth = day.booth(1)
    booth.hardware.plug_in()
    booth.sees("clock_unknown")
    booth.presses("ok")
    day.open(booth)
    day.vote(1, day.activation(), VOTE)
    day.close_booth(1)
    assert {int.from_bytes(entry[4:8], "little") for entry in log_entries(booth.hardware)} == {0}


def found_at_starts(day: Day) -> list[tuple[int, int]]:
    """(cause, bits of the parts that were wrong) in the entries *opened* and *boot* of booth 1."""
    return [(entry[12], entry[13]) for entry in log_entries(day.booth(1).hardware) if entry[8] in (BOOT, OPENED)]


def test_a_printer_without_paper_is_said_and_logged_at_the_start(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    at = day.booth(1)
    at.hardware.printer.paper_left_mm = 0.0
    at.hardware.plug_in()
    at.sees("start_trouble")
    at.sees("printer_paper_out")
    at.hardware.printer.load_paper()
    at.presses("ok")
    at.sees("power_nothing")
    at.presses("ok")
    day.idle(at)
    at.hardware.pull_plug()
    day.resume(at)
    printer = 1 << readiness.PARTS.index(readiness.PRINTER)
    switched_on = readiness.CAUSES.index("switched on")
    assert found_at_starts(day)[-2:] == [(switched_on, printer), (switched_on, 0)]


def test_a_clock_that_drifts_and_a_chip_that_is_worn_show_in_the_minutes_after(
    start: Callable[..., Day], opened: Snapshot
) -> None:
    day = start(opened)
    at = day.booth(1)
    at.hardware.chips[1].slow = True
    day.resume(at)
    at.hardware.clock_chip.drifts(20_000)
    at.hardware.rest(150_000)
    assert {("memory_trouble", 2), ("clock_drifts", 1)} < set(events(at.hardware))
    assert len([one for one in events(at.hardware) if one[0] == "clock_drifts"]) == 1
    at.hands.scan(day.role_cards[0].texts[0])
    at.sees("chip_worn", 2)
