"""Mains that fail and come back, a battery that runs low before an erase, a voltage that fell too low."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.precinct.day import ROOT, VOTE, Day, Snapshot, make_precinct
from tests.precinct.traces import events

RP2350 = ROOT / "hw" / "boards" / "tamga_rp2350.py"
LOOK_MS = 11_000
ON_MAINS, ON_BATTERY, BATTERY_LOW = 1, 2, 3  # details of the event


def supply_events(at: object) -> list[int]:
    return [detail for name, detail in events(at.hardware) if name == "supply"]  # type: ignore[attr-defined]


def test_no_erase_is_begun_on_a_low_battery_and_closing_goes_on_with_the_mains(
    start: Callable[..., Day], opened: Snapshot
) -> None:
    day = start(opened)
    at = day.booth(1)
    day.resume(at)
    day.vote(1, day.activation(), VOTE)
    at.hardware.gauge.set_charge(14.0, -10.0)
    at.hardware.rest(LOOK_MS)
    erased = [len(chip.erases) for chip in at.hardware.chips]
    day.menu(at, "close")
    at.sees("supply_low", limit_ms=300_000)
    assert [len(chip.erases) for chip in at.hardware.chips] == erased
    at.hardware.gauge.set_charge(14.0, 20.0)
    at.hardware.rest(LOOK_MS)
    at.presses("ok")  # and it goes on by itself
    at.sees("booth_closed", limit_ms=300_000)
    assert [len(chip.erases) for chip in at.hardware.chips] > erased
    assert supply_events(at) == [BATTERY_LOW, ON_MAINS]


def test_mains_that_come_and_go_do_not_fill_the_log(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    at = day.booth(1)
    day.resume(at)
    for _ in range(40):
        at.hardware.mains.fail()
        at.hardware.rest(LOOK_MS)
        at.hardware.mains.come_back()
        at.hardware.rest(LOOK_MS)
    assert supply_events(at) == [ON_BATTERY, ON_MAINS] * 16 + [ON_BATTERY, ON_MAINS]


def test_a_low_battery_is_said_at_the_start_and_in_the_menu(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    at = day.booth(1)
    at.hardware.gauge._percent, at.hardware.gauge._percent_per_hour = 9.0, -10.0
    at.hardware.plug_in()
    at.sees("supply_low")
    at.presses("ok")
    at.sees("power_nothing")
    at.presses("ok")
    assert supply_events(at) == [BATTERY_LOW]
    at.hardware.gauge.set_charge(63.0, -10.0)
    at.hardware.rest(LOOK_MS)
    day.idle(at)
    at.hands.scan(day.role_cards[0].texts[0])
    at.sees("on_battery", 62)


@pytest.mark.long
def test_a_board_with_a_sense_pin_says_low_at_its_start(start: Callable[..., Day], tmp_path: Path) -> None:
    day = start(make_precinct(tmp_path / "made", board=RP2350, booths=1))
    at = day.booth(1)
    at.hardware.gauge.set_charge(9.0)
    at.hardware.mains.there = False
    at.hardware.plug_in()
    at.sees("supply_low")
    at.presses("ok")
    at.hardware.mains.come_back()
    day.open(at)
    day.idle(at)
    at.hardware.brown_out()
    at.sees("power_nothing")
    at.presses("ok")
    assert events(at.hardware).count(("brown_out", 0)) == 1
    day.idle(at)
    at.hands.scan(day.role_cards[0].texts[0])
    at.sees("start_brown_out")
    at.hardware.pull_plug()
    at.hardware.plug_in()
    at.sees("power_nothing")
    at.presses("ok")
    assert events(at.hardware).count(("brown_out", 0)) == 1, "a plug that was pulled is no brown-out"
