"""The scanner driver on MicroPython, a module on its line, and hands to show codes and pull levers."""

from __future__ import annotations

from pathlib import Path

from simulator.parts.gm65_scanner import Gm65Scanner
from tests.rig import Rig

CHECK, PAUSE, RESUME, DRAIN, BUSY = range(1, 6)  # pins: a short low pulse does it
OK, TOO_LONG, INCOMPLETE, NOT_TEXT, MISSING = range(5)
READY, ABSENT, REFUSED = range(3)

FIRMWARE = """
    import asyncio, sys
    from machine import Pin, UART
    from time import sleep_ms, ticks_ms
    from drivers.scanner import Scanner, ScannerStatus

    scanner = Scanner(UART(1, 9600, rxbuf=2048))

    async def lever(pin, action):
        pulled = asyncio.ThreadSafeFlag()
        Pin(pin).irq(lambda _: pulled.set(), Pin.IRQ_FALLING)
        while True:
            await pulled.wait()
            await action()

    async def check():
        print("check", await scanner.check(), scanner.baudrate)

    async def pause():
        scanner.paused = True

    async def resume():
        scanner.paused = False

    async def drain():
        scanner.drain()

    async def busy():
        sleep_ms(500)  # such as a long drawing: nothing else runs

    async def main():
        for pin, action in ((1, check), (2, pause), (3, resume), (4, drain), (5, busy)):
            asyncio.create_task(lever(pin, action))
        started = ticks_ms()
        print("start", await scanner.start(), scanner.baudrate, ticks_ms() - started)
        while True:
            scan = await scanner.scan()
            print("scan", scan.problem, scan.aim, scan.text)
            while scanner.status != ScannerStatus.READY:
                await asyncio.sleep_ms(50)

    asyncio.run(main())
"""


class ScannerRig:
    """A terminal that prints whatever its scanner gives it."""

    def __init__(self, folder: Path) -> None:
        self.module = Gm65Scanner()
        self.rig = Rig(folder).device("drivers", "formats").main(FIRMWARE)
        self.bench = self.rig.bench
        self.bench.wire_uart(1, self.module)

    def start(self) -> tuple[int, int]:
        """Plug in; returns the driver's status and baud rate once it has started."""
        before = len(self._printed("start"))
        self.bench.plug_in()
        self.bench.run(lambda: len(self._printed("start")) > before, limit_ms=10_000)
        return self.status()

    def status(self, word: str = "start") -> tuple[int, int]:
        """Status and baud rate of the last start or check."""
        values = self._printed(word)[-1].split()
        return int(values[1]), int(values[2])

    def start_ms(self) -> int:
        return int(self._printed("start")[-1].split()[3])

    def run(self, duration_ms: int) -> None:
        until_us = self.bench.clock.now_us + duration_ms * 1000
        self.bench.run(lambda: self.bench.clock.now_us >= until_us, limit_ms=duration_ms)

    def pull(self, lever: int) -> None:
        """Pulse a lever's pin."""
        self.bench.set_pin(lever, 0)
        self.bench.set_pin(lever, 1)
        self.run(1)

    def check(self) -> tuple[int, int]:
        """Ask the driver to look after the module; returns status and baud rate."""
        before = len(self._printed("check"))
        self.pull(CHECK)
        self.bench.run(lambda: len(self._printed("check")) > before, limit_ms=10_000)
        return self.status("check")

    def show(
        self, text: str | bytes, aim: str = "]Q1", held_ms: int = 600, wait_ms: int = 1500
    ) -> list[tuple[int, str, str]]:
        """Show a code; returns what the driver gave in that time."""
        before = len(self.scans)
        self.module.show(text, aim, held_ms)
        self.run(wait_ms)
        return self.scans[before:]

    @property
    def scans(self) -> list[tuple[int, str, str]]:
        """Everything that the driver has given: (problem, AIM identifier, text)."""
        scans = [line.split(" ", 3) for line in self._printed("scan")]
        return [(int(problem), aim, text) for _, problem, aim, text in scans]

    def _printed(self, word: str) -> list[str]:
        return [line for line in self.rig.console if line.startswith(word)]
