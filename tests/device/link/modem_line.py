"""A desk with nothing but a modem: the real driver and sender on MicroPython, the centre at the far end."""

from __future__ import annotations

import json
from pathlib import Path

from simulator.hardware.parts.modem import Modem
from tests.device.link.desk_line import give_proof
from tests.rig import HEAP_KIB, Rig

DELIVERED, NO_ANSWER, LINE_BAD, REFUSED, NO_CONNECTION, LOST = range(6)
POWER_KEY = 35
SETTINGS: dict[str, dict[str, object]] = {
    "hayes": {"modem": "hayes", "number": "+77172000000"},
    "sim800": {"modem": "sim800", "apn": "internet", "host": "centre.example", "port": 7417},
    "sim7600": {"modem": "sim7600", "apn": "internet", "host": "centre.example", "port": 7417},
}
_MAIN = """
    import asyncio, json
    from time import ticks_ms
    from machine import Pin
    from drivers.buses import SerialLine
    from drivers.modem.driver import Modem
    from desk_proof import PROOF
    from link.calling import Calling
    from link.proof import Proof

    idle_ms = longest_ms = 0

    async def other_pages():
        "What a page does while it waits for keys; how late it is at the worst."
        global longest_ms
        while True:
            begun_ms = ticks_ms()
            await asyncio.sleep_ms(20)
            longest_ms = max(longest_ms, ticks_ms() - begun_ms)

    async def main():
        other = asyncio.create_task(other_pages())
        uart, txbuf = SerialLine(%(line)r, {"id": 0}).open()
        key = Pin(%(key)r, Pin.OUT, value=1) if %(key)r is not None else None
        modem = Modem(uart, txbuf, json.loads(%(settings)r), key)
        calling = Calling(uart, txbuf, Proof(*PROOF), modem)
        with open("object.bin", "rb") as file:
            data = file.read()
        begun_ms = ticks_ms()
        outcome = await calling.send("P", data, lambda state: print("state", state))
        print("took", ticks_ms() - begun_ms)
        print("result", outcome.result, outcome.reason, outcome.text)
        print("cycles", modem.power_cycles)
        await calling.close()
        print("late", longest_ms)
        print("over")
        while True:
            await asyncio.sleep_ms(100)

    asyncio.run(main())
"""


class ModemLine(Rig):
    """A desk, its modem and one object. settings: of the line, without those of its class."""

    def __init__(
        self,
        folder: Path,
        modem: Modem,
        name: str,
        data: bytes,
        key: bool = True,
        heap_kib: int = HEAP_KIB,
        **settings: object,
    ) -> None:
        super().__init__(folder, heap_kib)
        self.modem = modem
        line = {"id": 0, "baudrate": modem.baudrate, "rxbuf": 4096, "txbuf": 4096}
        self.bench.wire_uart(0, modem)
        self.bench.on_pin[POWER_KEY] = modem.press
        self.device("link", "drivers/buses.py", "drivers/modem")
        give_proof(self)
        (self.firmware / "object.bin").write_bytes(data)
        said = json.dumps(SETTINGS[name] | settings)
        self.main(_MAIN % {"line": line, "key": POWER_KEY if key else None, "settings": said})

    def run(self, limit_ms: int = 1_800_000) -> tuple[int, str]:
        """(result, text) of the sending."""
        self.run_until_printed("over", limit_ms)
        line = next(line for line in self.console if line.startswith("result"))
        _, result, _, text = line.split(" ", 3)
        return int(result), text

    @property
    def states(self) -> list[str]:
        """What the screen would have said."""
        return [line.split()[1] for line in self.console if line.startswith("state")]

    def number(self, name: str) -> int:
        """A number that was printed: `took` ms, `cycles` of the power key, how `late` other pages were at the worst."""
        return next(int(line.split()[1]) for line in self.console if line.startswith(name))
