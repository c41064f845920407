"""A terminal that prints what is pressed, with levers for tests: pins on which a short low pulse makes it act."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from tests.rig import Rig

LOCK_OUT, DRAIN, BUSY = 50, 51, 52
# Stands before the firmware's own part, whose main prints a first line and goes on with `show`.
LEVERS = """
    import asyncio
    from machine import Pin
    from time import sleep_ms, ticks_ms

    async def lever(pin, action):
        pulled = asyncio.ThreadSafeFlag()
        Pin(pin).irq(lambda _: pulled.set(), Pin.IRQ_FALLING)
        while True:
            await pulled.wait()
            action()

    async def show(name, part, ask):
        def busy():
            part.lock_out()
            sleep_ms(500)  # a long page is drawn

        asyncio.create_task(lever(50, part.lock_out))
        asyncio.create_task(lever(52, busy))
        while True:
            try:
                print(name, await asyncio.wait_for_ms(ask(), 1003), ticks_ms(), part.stuck)
            except asyncio.TimeoutError:
                pass  # a screen that waits for other things too: it comes back
"""


class LeverRig:
    """firmware: its own part. begins: first word of its first line."""

    def __init__(self, folder: Path, firmware: str, begins: str) -> None:
        self.begins = begins
        self.rig = Rig(folder).device("drivers").main(LEVERS + firmware)
        self.bench = self.rig.bench

    def plug_in(self) -> Self:
        self.bench.plug_in()
        self.bench.run(lambda: any(line.startswith(self.begins) for line in self.rig.console), limit_ms=1000)
        return self

    def run(self, duration_ms: int) -> None:
        until_us = self.bench.clock.now_us + duration_ms * 1000
        self.bench.run(lambda: self.bench.clock.now_us >= until_us, limit_ms=duration_ms)

    def pull(self, lever: int) -> None:
        self.bench.set_pin(lever, 0)
        self.bench.set_pin(lever, 1)
        self.run(1)

    def shown(self, name: str) -> list[str]:
        """What was pressed, in order."""
        return [line.split()[1] for line in self.rig.console if line.startswith(name)]
