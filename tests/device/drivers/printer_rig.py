"""A terminal with one printer, and slips that tell where each row belongs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from simulator.hardware.parts.escpos_printer import EscPosPrinter
from tests.rig import Rig

UNIT, BUSY_PIN = 2, 14
HEAD = """
import asyncio, time
from machine import Pin, UART
from drivers.printer import Printer, PrinterStatus
from drivers.printer_profiles import PRINTERS
NAMES = ("READY", "NEAR_END", "PAPER_OUT", "COVER_OPEN", "FAULT", "UNKNOWN", "NOT_WHOLE")
uart = UART(2, baudrate={baudrate}, rxbuf=256, txbuf=1024)
printer = Printer(uart, {busy_pin}, PRINTERS["{profile}"], {baudrate}, lambda: [b"INCOMPLETE\\n"])
Pin(0).value()  # an answer from the bench sets the clock, so that the sleep is one after a second start too
time.sleep(1)

def slip(bands, seed=1):
    for band in range(bands):
        yield b"\\x1dv0\\0\\x30\\0\\x18\\0" + bytes((seed + band, 0x0F) * 24) * 24

async def job(bands, seed=1, cut=True):
    started = time.ticks_ms()
    status = await printer.print(slip(bands, seed), cut)
    print("slip", seed, NAMES[status], time.ticks_diff(time.ticks_ms(), started))

async def status():
    print("status", NAMES[await printer.status()])
"""


class PrinterRig(Rig):
    """`printer` on unit 2, its busy line on pin 14. The firmware's `main()` is an asyncio coroutine."""

    def __init__(
        self, folder: Path, profile: str = "panel_58_cutter", baudrate: int = 115_200, wired: bool = True
    ) -> None:
        super().__init__(folder)
        self.device("drivers")
        self.printer = EscPosPrinter(profile, lambda busy: self.bench.set_pin(BUSY_PIN, int(busy)), baudrate)
        self.bench.wire_uart(UNIT, self.printer)
        pin = f"Pin({BUSY_PIN}, Pin.IN)" if wired else "None"
        self._head = HEAD.format(profile=profile, baudrate=baudrate, busy_pin=pin)

    def acts(self, body: str) -> PrinterRig:
        """What the terminal does after power came, as the body of a coroutine; afterwards it prints "done"."""
        body = "\n".join("    " + line.strip("\n") for line in body.strip().splitlines())
        end = 'asyncio.run(main())\nprint("done")\ntime.sleep(100_000)\n'
        self.main(f"{self._head}\nasync def main():\n{body}\n\n{end}")
        return self

    def run(self, limit_ms: int = 600_000) -> list[str]:
        """Until it is done; the lines about slips without their durations."""
        self.run_until_printed("done", limit_ms)
        return self.lines

    @property
    def lines(self) -> list[str]:
        return [" ".join(line.split()[:3]) for line in self.console if line != "done"]


def rows_of(slip: Image.Image) -> list[int]:
    """The first byte of every row that has ink in it: the seed and number of the band it belongs to."""
    dots = np.packbits(np.asarray(slip) == 0, axis=1)
    return [int(row[0]) for row in dots if row.any()]


def whole(bands: int, seed: int = 1) -> list[int]:
    """What `rows_of` finds on a slip that has come out whole."""
    return [seed + band for band in range(bands) for _ in range(24)]
