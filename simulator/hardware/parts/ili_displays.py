"""Relatives of the ST7796: the same commands and the same mounting, other sizes, identities and dot formats.

Datasheets ILI9488 (4.7, 5.2, 17.4) and ILI9341 (7.6, 8.2, 19.3).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from simulator.hardware.parts.st7796_display import St7796Display


class Ili9488Display(St7796Display):
    """480 pages of 320 columns. On SPI it knows dots of 18 bits only: asked for 16, it still takes three bytes a dot.

    (Its format of 3 bits a dot is not imitated.)
    """

    chip = 0x009488
    bytes_per_dot: ClassVar[dict[int, int]] = {5: 3, 6: 3}
    write_baudrate_max, read_baudrate_max = 20_000_000, 6_666_666
    idle_clocks = 8


class Ili9341Display(St7796Display):
    """320 pages of 240 columns."""

    pages, columns = 320, 240
    chip = 0x009341
    write_baudrate_max, read_baudrate_max = 10_000_000, 6_666_666
    idle_clocks = 8


BY_PROFILE: dict[str, Callable[..., St7796Display]] = {
    "st7796_320x480": partial(St7796Display, upright=True),
    "ili9488_320x480": partial(Ili9488Display, upright=True),
    "ili9341_320x240": Ili9341Display,
}
"""How to make the panel of a display profile of device/drivers/display_profiles.py, mounted as it says."""
