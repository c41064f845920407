"""Relatives of the ST7796 against their datasheets: size, identity, dot formats, serial clock."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.hardware.clock import Clock
from simulator.hardware.parts.ili_displays import BY_PROFILE, Ili9341Display, Ili9488Display
from simulator.hardware.parts.st7796_display import St7796Display
from tests.simulator.hardware.parts.display_hands import ask, command

WIDE = b"\x28"


def awake(panel: St7796Display) -> St7796Display:
    """Out of sleep, on, lit, wide."""
    panel.clock = Clock()
    panel.power_on()
    panel.light_pin(1)
    panel.clock.advance_to(5_000)
    command(panel, 0x11)
    panel.clock.advance_to(200_000)
    command(panel, 0x36, WIDE)
    command(panel, 0x29)
    return panel


def test_the_small_one_is_320_by_240() -> None:
    panel = awake(Ili9341Display())
    command(panel, 0x3A, b"\x55")
    command(panel, 0x2A, b"\0\0" + (319).to_bytes(2, "big"))
    command(panel, 0x2B, b"\0\0" + (239).to_bytes(2, "big"))
    command(panel, 0x2C, bytes(2 * (320 * 240 - 1)) + b"\xf8\x00")
    image = panel.image()
    assert image.shape == (240, 320, 3)
    assert tuple(image[239, 319]) == (255, 0, 0)
    assert np.count_nonzero(image) == 1


@pytest.mark.parametrize("asked", [b"\x66", b"\x55"])
def test_the_ili9488_takes_three_bytes_a_dot_whatever_it_is_asked(asked: bytes) -> None:
    panel = awake(Ili9488Display())
    command(panel, 0x3A, asked)
    command(panel, 0x2A, b"\0\0\0\x02")
    command(panel, 0x2B, b"\0\0\0\0")
    command(panel, 0x2C, b"\xfc\0\0" + b"\0\xfc\0" + b"\0\0\xfc")
    assert panel.image()[0, :3].tolist() == [[255, 0, 0], [0, 255, 0], [0, 0, 255]]


@pytest.mark.parametrize("panel, chip", [(Ili9488Display(), b"\x94\x88"), (Ili9341Display(), b"\x93\x41")])
def test_each_says_who_it_is_after_an_idle_byte(panel: St7796Display, chip: bytes) -> None:
    awake(panel)
    assert ask(panel, 0xD3, 4) == b"\0\0" + chip


@pytest.mark.parametrize("profile, limit", [("ili9341_320x240", 10_000_000), ("ili9488_320x480", 20_000_000)])
def test_a_clock_beyond_the_datasheet_is_noted(profile: str, limit: int) -> None:
    panel = awake(BY_PROFILE[profile]())
    panel.baudrate = limit
    command(panel, 0x2C, b"\0\0")
    assert panel.too_fast == 0
    panel.baudrate = limit + 1
    command(panel, 0x2C, b"\0\0")
    assert panel.too_fast > 0
