"""The scanner driver on MicroPython, a module on its line, and hands to show codes and pull levers."""

from __future__ import annotations

from pathlib import Path

from simulator.hardware.parts.gm65_scanner import Gm65Scanner
from tests.device.drivers.lever_rig import LeverRig

CHECK, PAUSE, RESUME, DRAIN, BUSY = range(1, 6)  # pins: a short low pulse does it
OK, TOO_LONG, INCOMPLETE, NOT_TEXT, MISSING = range(5)
READY, ABSENT, REFUSED = range(3)

FIRMWARE = """
    from machine import UART
    from drivers.scanner import Scanner, ScannerStatus

    scanner = Scanner(UART(1, 9600BUFFER))

    async def checked():
        print("check", await scanner.check(), scanner.baudrate)

    def check():
        asyncio.create_task(checked())

    def pause():
        scanner.paused = True

    def resume():
        scanner.paused = False

    def busy():
        sleep_ms(500)  # such as a long drawing: nothing else runs

    async def main():
        for pin, action in ((1, check), (2, pause), (3, resume), (4, scanner.drain), (5, busy)):
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


class ScannerRig(LeverRig):
    """A terminal that prints whatever its scanner gives it."""

    def __init__(self, folder: Path, buffer: str = ", rxbuf=2048") -> None:
        super().__init__(folder, FIRMWARE.replace("BUFFER", buffer), "drivers", "formats")
        self.module = Gm65Scanner()
        self.bench.wire_uart(1, self.module)

    def start(self) -> tuple[int, int]:
        """Plug in; returns the driver's status and baud rate once it has started."""
        before = len(self.printed("start"))
        self.bench.plug_in()
        self.bench.run(lambda: len(self.printed("start")) > before, limit_ms=10_000)
        return self.status()

    def status(self, word: str = "start") -> tuple[int, int]:
        """Status and baud rate of the last start or check."""
        values = self.printed(word)[-1].split()
        return int(values[1]), int(values[2])

    def start_ms(self) -> int:
        return int(self.printed("start")[-1].split()[3])

    def check(self) -> tuple[int, int]:
        """Ask the driver to look after the module; returns status and baud rate."""
        before = len(self.printed("check"))
        self.pull(CHECK)
        self.bench.run(lambda: len(self.printed("check")) > before, limit_ms=10_000)
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
        scans = [line.split(" ", 3) for line in self.printed("scan")]
        return [(int(problem), aim, text) for _, problem, aim, text in scans]
