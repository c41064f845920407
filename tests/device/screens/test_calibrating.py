"""Putting a skewed touch glass right with the pages for it: fingers that hit the crosses, and fingers that do not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.hardware.parts.ili_displays import BY_PROFILE
from simulator.hardware.parts.keys import Keys
from simulator.hardware.parts.touch_glass import Unit
from simulator.hardware.parts.xpt2046 import Xpt2046
from simulator.people.screen_reader import fold, read
from tests.rig import Rig

PLACES = ((12, 18), (88, 18), (50, 85), (70, 75))
BACK = 8
ASKEW = Unit(2.0, (1.04, 0.96), (12.0, -9.0))
FIRMWARE = """
    import asyncio, os
    from machine import Pin, SPI
    from drivers import calibration
    from drivers.buttons import Buttons
    from drivers.display import Display
    from drivers.display_profiles import DISPLAYS
    from drivers.touch import Touch
    from screens.calibrating import Calibrating
    from screens.canvas import Canvas
    from screens.dialog import Dialog
    from text.font import Font
    from text.texts import Texts

    profile = DISPLAYS["@"]
    width, height = profile["width"], profile["height"]
    spi = SPI(2, profile["write_baudrate"])
    pins = [Pin(number, Pin.OUT) for number in (34, 33, 21, 47)]
    display = Display(spi, *pins, profile)
    nominal = calibration.nominal(profile)
    os.mkdir("data")

    async def main():
        touch = Touch(spi, Pin(46, Pin.OUT, value=1), Pin(3, Pin.IN), nominal, width, height, profile["write_baudrate"])
        await display.start()
        buttons = Buttons({"back": Pin(8, Pin.IN, Pin.PULL_UP)})
        dialog = Dialog(Canvas(display, Font("text/font.bin")), buttons, Texts("common"), touch)
        dialog.texts.language = "en"
        print("calibrated", await Calibrating(dialog).run())
        print("kept", calibration.load(width, height) == touch.coefficients, "as before", touch.coefficients == nominal)
        while True:
            first, last = await touch.touched()
            print("dot", *calibration.dot(touch.coefficients, first))

    asyncio.run(main())
"""


class Terminal:
    """A terminal that wants to be calibrated, and the person before it."""

    def __init__(self, folder: Path, profile: str = "st7796_320x480") -> None:
        self.rig = Rig(folder).device("drivers", "screens", "text", "memory.py")
        self.rig.main(FIRMWARE.replace("@", profile))
        self.bench = self.rig.bench
        self.panel = BY_PROFILE[profile]().connect(self.bench, 2, chip_select=34, data=33, reset=21, light=47)
        self.glass = Xpt2046(self.panel.width, self.panel.height).connect(self.bench, 2, chip_select=46, interrupt=3)
        self.glass.glass.unit = ASKEW
        self.keys = Keys({"back": BACK}, self.bench.set_pin)
        self.bench.add(self.keys)
        self.bench.plug_in()
        self.run(1500)

    def run(self, duration_ms: int) -> None:
        self.rig.run_for(duration_ms)

    def cross(self, number: int) -> tuple[int, int]:
        """Where a cross must stand by now, and does."""
        across, down = PLACES[number]
        x, y = self.panel.width * across // 100, self.panel.height * down // 100
        dark = self.panel.image()[..., 1] < 128
        assert dark[y, x - 20 : x + 21].all()
        assert dark[y - 20 : y + 21, x].all()
        assert not dark[y - 20 : y + 21, x - 20].all()
        assert not dark[y, x + 21 :].any()
        return x, y

    def tap(self, x: float, y: float) -> None:
        self.run(350)
        self.glass.tap(x, y)
        self.run(700)

    def touch_crosses(self, *numbers: int, off: tuple[int, int] = (0, 0)) -> None:
        for number in numbers:
            x, y = self.cross(number)
            self.tap(x + off[0], y + off[1])

    def shows(self, text: str) -> bool:
        return fold(text) in read(self.panel.image()).text


@pytest.mark.parametrize("profile", list(BY_PROFILE))
def test_four_touches_put_a_skewed_glass_right(profile: str, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, profile)
    terminal.touch_crosses(0, 1, 2, 3)
    assert terminal.shows("The touch is calibrated.")
    terminal.run(400)
    terminal.keys.press("back")
    terminal.run(500)
    assert "kept True as before False" in terminal.rig.console
    width, height = terminal.panel.width, terminal.panel.height
    for x, y in ((10, 10), (width - 10, height // 2), (width // 2, height - 10)):
        terminal.tap(x, y)
        seen = [int(value) for value in terminal.rig.console[-1].split()[1:]]
        assert np.hypot(seen[0] - x, seen[1] - y) < 5  # a millimetre or less
    assert terminal.panel.too_fast == 0


def test_a_fourth_touch_beside_its_cross_begins_again_and_says_why(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.touch_crosses(0, 1, 2)
    terminal.touch_crosses(3, off=(25, 0))
    assert terminal.shows("Not exact.")
    terminal.touch_crosses(0, 1, 2, 3)
    assert terminal.shows("The touch is calibrated.")


def test_three_vain_tries_leave_the_old_one_so_that_nobody_is_held(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    for _ in range(3):
        terminal.touch_crosses(0, 1, 2)
        terminal.touch_crosses(3, off=(-60, 0))
    assert terminal.shows("The touch is as it was.")
    terminal.run(400)
    terminal.keys.press("back")
    terminal.run(500)
    assert "kept False as before True" in terminal.rig.console


def test_three_touches_in_one_place_are_not_taken(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    for _ in range(4):
        terminal.tap(240, 160)
    assert terminal.shows("Not exact.")


def test_a_finger_that_slides_has_not_touched_the_cross(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    x, y = terminal.cross(0)
    terminal.glass.finger_down(x, y)
    terminal.run(80)
    for step in range(1, 11):
        terminal.glass.finger_move(x + 3 * step, y)
        terminal.run(20)
    terminal.glass.finger_up()
    terminal.run(700)
    terminal.cross(0)


def test_back_leaves_the_old_one(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.touch_crosses(0, 1)
    terminal.run(400)
    terminal.keys.press("back")
    terminal.run(500)
    assert "calibrated False" in terminal.rig.console
    assert "kept False as before True" in terminal.rig.console
