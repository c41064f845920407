"""A terminal that prints what is touched: the real driver, a touch glass, and fingers that take their time."""

from __future__ import annotations

import itertools
from pathlib import Path

from simulator.hardware.parts.xpt2046 import Xpt2046
from tests.device.drivers.lever_rig import PressedRig

WIDTH, HEIGHT = 480, 320
TARGETS = [(0, 100, 480, 73), (0, 180, 480, 73), (0, 260, 120, 60), (360, 260, 120, 60)]
YES, NO = (300, 140), (300, 220)  # in the first target and in the second
FIRMWARE = """
    from machine import SPI
    from time import sleep_us
    from drivers import calibration
    from drivers.display_profiles import DISPLAYS
    from drivers.touch import Touch

    profile = dict(DISPLAYS["ili9341_320x240"], width=480, height=320)  # another module that lies wide
    class BusySPI(SPI):
        def write_readinto(self, data, buffer):
            sleep_us(PROCESSOR_US)  # an interrupt, a collection, the work itself: before a reading of the glass …
            super().write_readinto(data, buffer)
            sleep_us(PROCESSOR_US)  # … and after it

    spi = BusySPI(2, 40_000_000)
    touch = Touch(spi, Pin(46, Pin.OUT, value=1), Pin(3, Pin.IN, Pin.PULL_UP),
                  calibration.load(480, 320, "touch.bin") or calibration.nominal(profile), 480, 320, 40_000_000)
    TARGETS = [(0, 100, 480, 73), (0, 180, 480, 73), (0, 260, 120, 60), (360, 260, 120, 60)]

    async def main():
        print("present", touch.present(), "stuck", touch.stuck)
        await show("tapped", touch, lambda: touch.tapped(TARGETS))

    asyncio.run(main())
"""


class TouchRig(PressedRig):
    """unit: which glass, None a perfect one. processor_us: what the processor does before a reading, and after it."""

    def __init__(self, folder: Path, unit: int | None = None, firmware: str = FIRMWARE, processor_us: int = 0) -> None:
        super().__init__(folder, firmware.replace("PROCESSOR_US", str(processor_us)), "present")
        self.glass = Xpt2046(WIDTH, HEIGHT, unit).connect(self.bench, 2, chip_select=46, interrupt=3)

    def tap(self, point: tuple[float, float], for_ms: int = 120, wait_ms: int = 300) -> None:
        self.glass.tap(*point, for_ms)
        self.run(wait_ms)

    def slide(self, *points: tuple[float, float], steps: int = 10) -> None:
        """Put a finger down at the first point, draw it through the others, 20 ms a step, and let go at the last."""
        self.glass.finger_down(*points[0])
        self.run(60)
        for start, end in itertools.pairwise(points):
            for step in range(1, steps + 1):
                share = step / steps
                self.glass.finger_move(*(a + (b - a) * share for a, b in zip(start, end, strict=True)))
                self.run(20)
        self.run(40)
        self.glass.finger_up()
        self.run(300)

    @property
    def tapped(self) -> list[int]:
        """Numbers of the targets, in order."""
        return [int(target) for target in self.shown("tapped")]
