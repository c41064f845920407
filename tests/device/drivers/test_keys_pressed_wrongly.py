"""Fingers and contacts that misbehave: chatter, double presses, two keys at once, keys that never come up."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.hardware.parts.keys import Keys
from tests.device.drivers.lever_rig import BUSY, DRAIN, LOCK_OUT, PressedRig

KEYS = {"up": 4, "down": 5, "ok": 38}
FIRMWARE = """
    from drivers.buttons import Buttons

    buttons = Buttons({name: Pin(number, Pin.IN, Pin.PULL_UP) for name, number in (("up", 4), ("down", 5), ("ok", 38))})

    async def main():
        asyncio.create_task(lever(51, buttons.drain))
        print("stuck", buttons.stuck)
        await show("key", buttons, buttons.pressed)

    asyncio.run(main())
"""


class Terminal(PressedRig):
    """A terminal that prints its keys."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, FIRMWARE, "stuck")
        self.keys = Keys(KEYS, self.bench.set_pin)
        self.bench.add(self.keys)

    def press(self, name: str, for_ms: int = 120, wait_ms: int = 300) -> None:
        self.keys.press(name, for_ms)
        self.run(wait_ms)

    @property
    def pressed(self) -> list[str]:
        return self.shown("key")


@pytest.fixture
def off(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


@pytest.fixture
def terminal(off: Terminal) -> Terminal:
    return off.plug_in()


@pytest.mark.parametrize("bounces", [True, False])
def test_each_press_counts_once(terminal: Terminal, bounces: bool) -> None:
    terminal.keys.bounces = bounces
    for name in ("up", "up", "ok", "down"):
        terminal.press(name)
    assert terminal.pressed == ["up", "up", "ok", "down"]


def test_an_answer_comes_within_30_ms_of_letting_go(terminal: Terminal) -> None:
    let_go_ms = terminal.bench.clock.now_us // 1000 + 120
    terminal.press("ok")
    assert int(terminal.rig.console[-1].split()[2]) - let_go_ms <= 30


def test_a_key_counts_when_it_is_let_go(terminal: Terminal) -> None:
    terminal.press("ok", for_ms=1500, wait_ms=1490)
    assert terminal.pressed == []
    terminal.run(100)
    assert terminal.pressed == ["ok"]


@pytest.mark.parametrize("for_ms", [3, 15, 30])
def test_a_brush_is_no_press(terminal: Terminal, for_ms: int) -> None:
    terminal.press("ok", for_ms=for_ms)
    assert terminal.pressed == []


def test_a_quick_press_is_one(terminal: Terminal) -> None:
    terminal.press("ok", for_ms=60)
    assert terminal.pressed == ["ok"]


def test_holding_a_key_does_not_repeat_it(terminal: Terminal) -> None:
    terminal.press("down", for_ms=4500, wait_ms=5000)
    assert terminal.pressed == ["down"]


def test_two_keys_at_once_are_none(terminal: Terminal) -> None:
    terminal.keys.hold("up")
    terminal.run(100)
    terminal.press("ok")
    terminal.keys.release("up")
    terminal.run(100)
    assert terminal.pressed == []
    terminal.press("ok")
    assert terminal.pressed == ["ok"]


def test_two_keys_in_the_same_instant_are_none(terminal: Terminal) -> None:
    terminal.keys.press("up", 100)
    terminal.press("ok", 200)
    assert terminal.pressed == []


def test_stuck_at_boot_is_told_and_ignored(off: Terminal) -> None:
    off.keys.hold("up")
    off.plug_in()
    assert off.rig.console == ["stuck ['up']"]
    off.press("ok")
    assert off.pressed == ["ok"]
    assert off.rig.console[-1].endswith("['up']")


def test_a_stuck_key_that_comes_free_works_again(off: Terminal) -> None:
    off.keys.hold("up")
    off.plug_in()
    off.keys.release("up")
    off.run(100)
    assert off.pressed == []
    off.press("up")
    assert off.pressed == ["up"]
    assert off.rig.console[-1].endswith("[]")


def test_a_key_that_gets_stuck_during_the_day_does_not_block_the_others(terminal: Terminal) -> None:
    terminal.keys.hold("up")
    terminal.run(6500)
    terminal.press("ok")
    assert terminal.pressed == ["ok"]
    assert terminal.rig.console[-1].endswith("['up']")


def test_a_double_press_does_not_fall_through_to_the_next_screen(terminal: Terminal) -> None:
    terminal.press("ok", wait_ms=150)
    terminal.pull(LOCK_OUT)  # the screen changes
    terminal.press("ok", for_ms=80, wait_ms=400)
    assert terminal.pressed == ["ok"]
    terminal.press("ok")
    assert terminal.pressed == ["ok", "ok"]


def test_a_press_begun_in_the_lock_out_never_counts(terminal: Terminal) -> None:
    terminal.pull(LOCK_OUT)
    terminal.run(200)
    terminal.press("ok", for_ms=1000, wait_ms=1500)
    assert terminal.pressed == []


@pytest.mark.parametrize("lever", [LOCK_OUT, DRAIN])
def test_a_press_under_way_when_the_screen_changes_never_counts(terminal: Terminal, lever: int) -> None:
    terminal.keys.press("ok", 1000)
    terminal.run(100)
    terminal.pull(lever)
    terminal.run(1500)
    assert terminal.pressed == []
    terminal.press("ok")
    assert terminal.pressed == ["ok"]


def test_a_press_begun_in_the_lock_out_of_a_busy_terminal_never_counts(terminal: Terminal) -> None:
    """Nobody looks at the keys until the lock-out is over; by then the key is down."""
    terminal.bench.clock.call_later(200_000, lambda: terminal.keys.press("ok", 1000))
    terminal.pull(BUSY)
    terminal.run(2000)
    assert terminal.pressed == []
    terminal.press("ok")
    assert terminal.pressed == ["ok"]


def test_a_press_begun_after_the_lock_out_of_a_busy_terminal_counts(terminal: Terminal) -> None:
    terminal.bench.clock.call_later(350_000, lambda: terminal.keys.press("ok", 1000))
    terminal.pull(BUSY)
    terminal.run(2000)
    assert terminal.pressed == ["ok"]
