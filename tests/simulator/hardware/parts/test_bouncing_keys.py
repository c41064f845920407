"""Keys on their pins: what the contacts do, and what survives a power cut."""

from __future__ import annotations

import pytest

from simulator.hardware.clock import Clock
from simulator.hardware.parts.keys import BOUNCE_US, Keys


class Pins:
    def __init__(self) -> None:
        self.clock = Clock()
        self.levels: dict[int, int] = {}
        self.edges: list[tuple[int, int, int]] = []  # when in us, pin, level

    def set_pin(self, pin: int, level: int) -> None:
        self.levels[pin] = level
        self.edges.append((self.clock.now_us, pin, level))


@pytest.fixture
def pins() -> Pins:
    return Pins()


@pytest.fixture
def keys(pins: Pins) -> Keys:
    keys = Keys({"ok": 38, "up": 4}, pins.set_pin)
    keys.clock = pins.clock
    return keys


def test_a_press_bounces_and_settles_low_then_high(keys: Keys, pins: Pins) -> None:
    keys.press("ok", for_ms=100)
    pins.clock.advance_to(50_000)
    assert [level for _, _, level in pins.edges] == [0, 1, 0, 1, 0, 1, 0]
    pins.clock.advance_to(200_000)
    assert pins.levels == {38: 1}
    assert pins.edges[-1][0] == 100_000 + BOUNCE_US[-1]


def test_contacts_without_bounce(keys: Keys, pins: Pins) -> None:
    keys.bounces = False
    keys.press("ok", for_ms=100)
    pins.clock.advance_to(200_000)
    assert pins.edges == [(0, 38, 0), (100_000, 38, 1)]


def test_a_stuck_key_is_low_from_the_first_instant_of_power(keys: Keys, pins: Pins) -> None:
    keys.hold("up")
    pins.clock.forget_everything()
    pins.levels.clear()
    keys.power_on()
    assert pins.levels == {4: 0}


def test_a_finger_on_a_stuck_key_does_not_free_it(keys: Keys, pins: Pins) -> None:
    keys.stuck = "up"
    keys.hold("up")
    pins.clock.advance_to(10_000)
    edges = len(pins.edges)
    keys.press("up")
    pins.clock.advance_to(300_000)
    assert (pins.levels, len(pins.edges)) == ({4: 0}, edges)
    keys.press("up")
    keys.power_off()
    assert keys.down == {"up"}


def test_a_finger_is_gone_after_a_power_cut(keys: Keys, pins: Pins) -> None:
    keys.press("up")
    keys.power_off()
    pins.clock.forget_everything()
    pins.levels.clear()
    keys.power_on()
    assert pins.levels == {}
