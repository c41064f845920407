"""A terminal that prints what is touched: the real driver, a touch glass, and fingers that take their time."""

from __future__ import annotations

import itertools
from pathlib import Path

from simulator.parts.xpt2046 import Xpt2046
from tests.rig import Rig

LOCK_OUT, BUSY = 50, 52  # pins: a short low pulse does it
WIDTH, HEIGHT = 480, 320
TARGETS = [(0, 100, 480, 73), (0, 180, 480, 73), (0, 260, 120, 60), (360, 260, 120, 60)]
YES, NO = (300, 140), (300, 220)  # in the first target and in the second
FIRMWARE = """
    import asyncio
    from machine import Pin, SPI
    from time import sleep_ms, ticks_ms
    from drivers import calibration
    from drivers.display_profiles import PROFILES
    from drivers.touch import Touch

    profile = PROFILES["st7796_480x320"]
    spi = SPI(2, 40_000_000)
    touch = Touch(spi, Pin(46, Pin.OUT, value=1), Pin(3, Pin.IN, Pin.PULL_UP),
                  calibration.load(480, 320, "touch.bin") or calibration.nominal(profile), 480, 320, 40_000_000)
    TARGETS = [(0, 100, 480, 73), (0, 180, 480, 73), (0, 260, 120, 60), (360, 260, 120, 60)]

    def busy():
        touch.lock_out()
        sleep_ms(500)  # a long page is drawn

    async def lever(pin, action):
        pulled = asyncio.ThreadSafeFlag()
        Pin(pin).irq(lambda _: pulled.set(), Pin.IRQ_FALLING)
        while True:
            await pulled.wait()
            action()

    async def main():
        asyncio.create_task(lever(50, touch.lock_out))
        asyncio.create_task(lever(52, busy))
        print("present", touch.present(), "stuck", touch.stuck)
        while True:
            try:
                print("tapped", await asyncio.wait_for_ms(touch.tapped(TARGETS), 1003), ticks_ms(), touch.stuck)
            except asyncio.TimeoutError:
                pass  # a screen that waits for other things too: it comes back

    asyncio.run(main())
"""
RAW_FIRMWARE = FIRMWARE.replace("touch.tapped(TARGETS), 1003), ticks_ms(), touch.stuck", "touch.touched(), 1003)")


class TouchRig:
    """unit: which glass, None a perfect one."""

    def __init__(self, folder: Path, unit: int | None = None, firmware: str = FIRMWARE) -> None:
        self.rig = Rig(folder).device("drivers").main(firmware)
        self.bench = self.rig.bench
        self.glass = Xpt2046(WIDTH, HEIGHT, unit).connect(self.bench, 2, chip_select=46, interrupt=3)

    def plug_in(self) -> TouchRig:
        self.bench.plug_in()
        self.bench.run(lambda: any(line.startswith("present") for line in self.rig.console), limit_ms=1000)
        return self

    def run(self, duration_ms: int) -> None:
        until_us = self.bench.clock.now_us + duration_ms * 1000
        self.bench.run(lambda: self.bench.clock.now_us >= until_us, limit_ms=duration_ms)

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

    def pull(self, lever: int) -> None:
        self.bench.set_pin(lever, 0)
        self.bench.set_pin(lever, 1)
        self.run(1)

    @property
    def tapped(self) -> list[int]:
        """Numbers of the targets, in order."""
        return [int(line.split()[1]) for line in self.rig.console if line.startswith("tapped")]
