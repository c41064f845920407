"""Fingers that slide off, brush, come in pairs, press twice or never let go, and a glass that is noisy or not there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.hardware.parts import xpt2046
from simulator.hardware.parts.touch_glass import LIGHT_OHM
from simulator.hardware.parts.xpt2046 import Z1, X, Y
from tests.device.drivers.lever_rig import BUSY, LOCK_OUT
from tests.device.drivers.touch_rig import NO, YES, TouchRig


@pytest.fixture
def off(tmp_path: Path) -> TouchRig:
    return TouchRig(tmp_path)


@pytest.fixture
def terminal(off: TouchRig) -> TouchRig:
    return off.plug_in()


@pytest.mark.parametrize("bounces", [True, False])
def test_each_touch_counts_once(terminal: TouchRig, bounces: bool) -> None:
    terminal.glass.bounces = bounces
    for point in (YES, NO, NO, (60, 290), (400, 290), YES):
        terminal.tap(point)
    assert terminal.tapped == [0, 1, 1, 2, 3, 0]


def test_a_contact_that_goes_in_the_middle_of_a_reading_takes_nothing_from_the_touch(terminal: TouchRig) -> None:
    """While it chatters, plates that hang free read as a contact at their ends. Each moment between two readings."""
    moments_us = range(0, 10_000, 90)
    for late_us in moments_us:
        terminal.glass.finger_down(*YES)
        terminal.bench.clock.call_later(100_000 + late_us, terminal.glass.finger_up)
        terminal.run(400)
    assert terminal.tapped == [0] * len(moments_us)


@pytest.mark.parametrize("processor_us", [0, 900, 2500])
def test_no_touch_is_lost_to_a_reading_in_a_gap_of_the_bounce(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processor_us: int
) -> None:
    """The gap comes early or late, and the processor has other things to do around each reading."""
    terminal = TouchRig(tmp_path, processor_us=processor_us).plug_in()
    gaps_us = range(0, 15_000, 250)
    for late_us in gaps_us:
        monkeypatch.setattr(xpt2046, "CONTACT_US", (0, *(late_us + at_us for at_us in (900, 1700, 3800, 5200))))
        terminal.tap(YES, for_ms=200, wait_ms=400)
    assert terminal.tapped == [0] * len(gaps_us)


@pytest.mark.parametrize("bounces", [True, False])
def test_one_reading_from_elsewhere_costs_no_touch(terminal: TouchRig, bounces: bool) -> None:
    """The first, the last or any between them shows another place: a spark, whatever its cause; quick touches, too."""
    no_touch_is_lost(terminal, bounces, Y, (X, Y), 0.2)


@pytest.mark.parametrize("bounces", [True, False])
def test_one_reading_without_pressure_costs_no_touch(terminal: TouchRig, bounces: bool) -> None:
    """Nor one in which the plates do not meet, though a quick touch has few others."""
    no_touch_is_lost(terminal, bounces, Z1, (Z1,), 0.0)


def no_touch_is_lost(terminal: TouchRig, bounces: bool, first: int, channels: tuple[int, ...], value: float) -> None:
    """Whichever reading has a wrong value in some channels. first: a channel that begins each part of a reading."""
    measure, asked, odd = terminal.glass._aim, 0, 0
    each = {Y: 6, Z1: 4}[first]  # conversions of that channel in a reading
    terminal.glass.bounces = bounces

    def aim(channel: int, single: bool) -> float:
        nonlocal asked
        asked += channel == first
        is_odd = channel in channels and (asked + each - 1) // each == odd + 1
        return value if is_odd else measure(channel, single)

    terminal.glass._aim = aim  # type: ignore[method-assign]
    touches = [(for_ms, place) for for_ms in (46, 50, 60, 120) for place in range(for_ms // 10 + 1)]
    for for_ms, place in touches:
        asked, odd = 0, place
        terminal.tap(YES, for_ms=for_ms)
    assert terminal.tapped == [0] * len(touches)


def test_the_corners_of_the_panel_can_be_touched(terminal: TouchRig) -> None:
    terminal.tap((2, 317))
    terminal.tap((478, 318))
    assert terminal.tapped == [2, 3]


def test_an_answer_is_late_after_letting_go_at_some_moment_between_two_readings(terminal: TouchRig) -> None:
    """A finger that goes chatters for 5 ms, and is gone 22 ms later. Pages are drawn after that."""
    late_ms = []
    for after_ms in range(120, 131):
        let_go_ms = terminal.bench.clock.now_us // 1000 + after_ms
        terminal.tap(YES, for_ms=after_ms)
        late_ms.append(int(terminal.rig.console[-1].split()[2]) - let_go_ms)
    assert terminal.tapped == [0] * len(late_ms)
    assert 20 <= min(late_ms) <= max(late_ms) <= 30, late_ms


def test_a_touch_counts_when_it_is_let_go_and_is_not_repeated(terminal: TouchRig) -> None:
    terminal.glass.tap(*YES, for_ms=5000)
    terminal.run(4990)
    assert terminal.tapped == []
    terminal.run(600)
    assert terminal.tapped == [0]


def test_between_the_targets_there_is_nothing(terminal: TouchRig) -> None:
    terminal.tap((300, 176))
    terminal.tap((240, 290))
    terminal.tap((240, 50))
    assert terminal.tapped == []


def test_sliding_to_another_target_chooses_neither(terminal: TouchRig) -> None:
    terminal.slide(YES, NO)
    terminal.slide(YES, (300, 50))
    terminal.slide((300, 50), YES)
    assert terminal.tapped == []


def test_sliding_out_and_back_counts(terminal: TouchRig) -> None:
    terminal.slide(YES, NO, (200, 130))
    assert terminal.tapped == [0]


@pytest.mark.parametrize("for_ms", [8, 20, 35])
def test_a_brush_is_no_touch(terminal: TouchRig, for_ms: int) -> None:
    terminal.tap(YES, for_ms=for_ms)
    assert terminal.tapped == []


def test_a_quick_touch_is_one(terminal: TouchRig) -> None:
    terminal.tap(YES, for_ms=60)
    assert terminal.tapped == [0]


@pytest.mark.parametrize("apart_ms", [2, 15, 19])
def test_a_finger_that_loses_contact_for_a_moment_has_not_let_go(terminal: TouchRig, apart_ms: int) -> None:
    for after_ms in range(100, 110, 3):  # between two readings
        before = len(terminal.tapped)
        terminal.glass.finger_down(*YES)
        terminal.run(after_ms)
        terminal.glass.dead = (0, 0, 480, 320)
        terminal.glass._interrupt()
        terminal.run(apart_ms)
        terminal.glass.dead = None
        terminal.glass._interrupt()
        terminal.run(100)
        assert len(terminal.tapped) == before
        terminal.glass.finger_up()
        terminal.run(100)
        assert terminal.tapped == [0] * (before + 1)


def test_a_second_finger_that_comes_or_goes_spoils_the_touch(terminal: TouchRig) -> None:
    """Two fingers read as one between them, which may lie in a target that nobody meant."""
    terminal.glass.finger_down(*NO)
    terminal.run(100)
    terminal.glass.second_finger = (300, 60)
    terminal.run(100)
    terminal.glass.second_finger = None
    terminal.run(100)
    terminal.glass.finger_up()
    terminal.run(200)
    assert terminal.tapped == []
    terminal.tap(NO)
    assert terminal.tapped == [1]


def test_a_double_touch_does_not_fall_through_to_the_next_screen(terminal: TouchRig) -> None:
    terminal.tap(YES, wait_ms=180)
    terminal.pull(LOCK_OUT)  # the screen changes
    terminal.tap(YES, for_ms=80, wait_ms=400)
    assert terminal.tapped == [0]
    terminal.tap(YES)
    assert terminal.tapped == [0, 0]


def test_a_touch_begun_in_the_lock_out_never_counts(terminal: TouchRig) -> None:
    terminal.pull(LOCK_OUT)
    terminal.run(200)
    terminal.tap(YES, for_ms=1000, wait_ms=1500)
    assert terminal.tapped == []


def test_a_touch_under_way_when_the_screen_changes_never_counts(terminal: TouchRig) -> None:
    terminal.glass.tap(*YES, for_ms=1000)
    terminal.run(100)
    terminal.pull(LOCK_OUT)
    terminal.run(1500)
    assert terminal.tapped == []
    terminal.tap(YES)
    assert terminal.tapped == [0]


def test_a_touch_begun_in_the_lock_out_of_a_busy_terminal_never_counts(terminal: TouchRig) -> None:
    """Nobody looks at the glass until the lock-out is over; by then the finger is down."""
    terminal.bench.clock.call_later(200_000, lambda: terminal.glass.tap(*YES, for_ms=1000))
    terminal.pull(BUSY)
    terminal.run(2000)
    assert terminal.tapped == []
    terminal.tap(YES)
    assert terminal.tapped == [0]


def test_a_touch_begun_after_the_lock_out_of_a_busy_terminal_counts(terminal: TouchRig) -> None:
    terminal.bench.clock.call_later(350_000, lambda: terminal.glass.tap(*YES, for_ms=1000))
    terminal.pull(BUSY)
    terminal.run(2000)
    assert terminal.tapped == [0]


def test_stuck_at_boot_is_told_and_ignored_until_let_go(off: TouchRig) -> None:
    off.glass.stuck_at = NO
    off.plug_in()
    assert off.rig.console == ["present True stuck True"]
    off.run(3000)
    off.glass.stuck_at = None
    off.glass._interrupt()
    off.run(300)
    assert off.tapped == []
    off.tap(YES)
    assert off.tapped == [0]
    assert off.rig.console[-1].endswith("False")


def test_a_touch_of_more_than_ten_seconds_is_stuck(terminal: TouchRig) -> None:
    terminal.glass.finger_down(*YES)
    terminal.run(11_000)
    terminal.glass.finger_up()
    terminal.run(300)
    assert terminal.tapped == []
    terminal.tap(NO)
    assert terminal.tapped == [1]


def test_a_stuck_touch_costs_no_polling(off: TouchRig) -> None:
    off.glass.stuck_at = NO
    off.plug_in()
    off.run(1100)
    asked = []
    off.glass.transfer = lambda data: asked.append(data) or bytes(len(data))  # type: ignore[method-assign,func-returns-value]
    off.run(5000)
    assert asked == []


@pytest.mark.parametrize("noise", [5.0, 12.0])
def test_noise_moves_a_touch_by_little(terminal: TouchRig, noise: float) -> None:
    terminal.glass.noise = noise
    for point in (YES, NO, (60, 290), (400, 290)) * 3:
        terminal.tap(point)
    assert terminal.tapped == [0, 1, 2, 3] * 3


def test_heavy_noise_is_ignored_and_never_taken_for_another_target(terminal: TouchRig) -> None:
    terminal.glass.noise = 150.0
    for _ in range(10):
        terminal.tap(YES)
    assert set(terminal.tapped) <= {0}


def test_where_noise_drowns_the_place_nothing_is_touched(terminal: TouchRig) -> None:
    """The panel beneath couples into the long plates, while the pressure still reads well."""
    dice, aim = np.random.default_rng(1), terminal.glass._aim
    terminal.glass._aim = (  # type: ignore[method-assign]
        lambda channel, single: aim(channel, single) + (float(dice.normal(0, 0.1)) if channel in (X, Y) else 0.0)
    )
    for _ in range(10):
        terminal.tap(YES)
    assert terminal.tapped == []


def test_a_sleeve_that_only_just_touches_is_no_touch(terminal: TouchRig) -> None:
    terminal.glass.tap(*YES, for_ms=500, contact_ohm=LIGHT_OHM)
    terminal.run(800)
    assert terminal.tapped == []


def test_a_dead_corner_is_silent_and_the_rest_works(terminal: TouchRig) -> None:
    terminal.glass.dead = (360, 260, 120, 60)
    terminal.tap((400, 290))
    terminal.tap(YES)
    assert terminal.tapped == [0]


def test_a_missing_chip_is_told_and_nothing_is_touched(off: TouchRig) -> None:
    off.glass.absent = True
    off.plug_in()
    assert off.rig.console == ["present False stuck False"]
    off.tap(YES)
    assert off.tapped == []


@pytest.mark.parametrize("unit", range(4))
def test_without_calibration_a_unit_as_it_comes_finds_its_targets(unit: int, tmp_path: Path) -> None:
    terminal = TouchRig(tmp_path, unit).plug_in()
    for point in (YES, NO, (60, 290), (420, 290)):
        terminal.tap(point)
    assert terminal.tapped == [0, 1, 2, 3]
