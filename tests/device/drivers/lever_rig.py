"""Terminals with levers for tests: pins on which a short low pulse makes the firmware act."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from tests.rig import Rig

LOCK_OUT, DRAIN, BUSY = 50, 51, 52
# Stands before the firmware's own part, which makes a task of each lever.
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
"""
# The own part's main prints a first line and goes on with this.
SHOW = """
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
    """firmware: its own part. device: what it needs of the device."""

    def __init__(self, folder: Path, firmware: str, *device: str) -> None:
        self.rig = Rig(folder).device(*device).main(LEVERS + firmware)
        self.bench = self.rig.bench

    def run(self, duration_ms: int) -> None:
        self.rig.run_for(duration_ms)

    def pull(self, lever: int) -> None:
        """Pulse a lever's pin."""
        self.bench.set_pin(lever, 0)
        self.bench.set_pin(lever, 1)
        self.run(1)

    def printed(self, word: str) -> list[str]:
        """The lines that begin with a word."""
        return [line for line in self.rig.console if line.startswith(word)]


class PressedRig(LeverRig):
    """A terminal that prints what is pressed. begins: first word of its first line."""

    def __init__(self, folder: Path, firmware: str, begins: str) -> None:
        super().__init__(folder, SHOW + firmware, "drivers")
        self.begins = begins

    def plug_in(self) -> Self:
        self.bench.plug_in()
        self.bench.run(lambda: bool(self.printed(self.begins)), limit_ms=1000)
        return self

    def shown(self, name: str) -> list[str]:
        """What was pressed, in order."""
        return [line.split()[1] for line in self.printed(name)]
