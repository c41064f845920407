"""A desk with nothing but a serial line: the real sender on MicroPython, a real receiver at the other end."""

from __future__ import annotations

from pathlib import Path

from simulator.hardware.parts.sc16is750 import Sc16is750
from simulator.hardware.parts.serial_cable import SerialWire
from tests.rig import Rig

DELIVERED, NO_ANSWER, LINE_BAD, REFUSED = range(4)
ADDRESS, INTERRUPT, CRYSTAL_HZ = 0x4D, 34, 14_745_600
_MAIN = """
    import asyncio
    from time import ticks_ms
    from drivers.buses import SerialLine
    from link.sender import Sender

    def progress(delivered, records):
        print("progress", delivered, records)

    async def main():
        sender = Sender(*SerialLine(%r, {"id": 0}).open())
        with open("object.bin", "rb") as file:
            data = file.read()
        for number in range(%d):
            begun_ms = ticks_ms()
            outcome = await sender.send("%s", data, progress)
            print("took", ticks_ms() - begun_ms)
            if outcome.receipt:
                with open("receipt%%d.bin" %% number, "wb") as file:
                    file.write(outcome.receipt)
            print("result", outcome.result, outcome.reason, outcome.text)
        print("over")
        while True:
            await asyncio.sleep_ms(100)

    asyncio.run(main())
"""


class DeskLine(Rig):
    """A desk and its line.

    part: what hangs on the serial line.
    data, kind: the object to send.
    sends: how often the desk sends it, one after the other.
    bridged: the line is behind a bridge, not the processor's own.
    """

    def __init__(
        self, folder: Path, part: SerialWire, data: bytes, sends: int = 1, kind: str = "P", bridged: bool = False
    ) -> None:
        super().__init__(folder)
        self.part = part
        line = {"baudrate": part.baudrate, "rxbuf": 4096, "txbuf": 4096}
        if bridged:
            part.piece_bytes = 1
            line |= {"i2c_address": ADDRESS, "irq": INTERRUPT, "crystal_hz": CRYSTAL_HZ}
            self.bridge = Sc16is750(part, CRYSTAL_HZ, ADDRESS).connect(self.bench, INTERRUPT)
        else:
            line |= {"id": 0}
            self.bench.wire_uart(0, part)
        self.device("link", "drivers/buses.py", "drivers/uart_bridge.py")
        (self.firmware / "object.bin").write_bytes(data)
        self.main(_MAIN % (line, sends, kind))

    def run(self) -> list[tuple[int, int, str]]:
        """Plug in, or go on, until all is sent; (result, reason, text) of each sending."""
        self.run_until_printed("over")
        return self.results()

    def run_while(self, condition) -> None:
        """Plug in, or go on, as long as a condition holds."""
        if not self.bench.powered:
            self.bench.plug_in()
        self.bench.run(lambda: not condition())

    def results(self) -> list[tuple[int, int, str]]:
        """(result, reason, text) of each sending so far."""
        found = (line.split(" ", 3) for line in self.console if line.startswith("result"))
        return [(int(result), int(reason), text) for _, result, reason, text in found]

    def progress(self) -> list[tuple[int, int]]:
        """(delivered, records) as they were shown."""
        return [(int(a), int(b)) for _, a, b in (line.split() for line in self.console if line.startswith("progress"))]

    def took_ms(self) -> list[int]:
        """The time of each sending so far."""
        return [int(line.split()[1]) for line in self.console if line.startswith("took")]

    def receipt(self, number: int = 0) -> bytes:
        """The receipt of a sending."""
        return (self.firmware / f"receipt{number}.bin").read_bytes()
