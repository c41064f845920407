"""A desk with nothing but a serial line: the real sender on MicroPython, a real receiver at the other end."""

from __future__ import annotations

from pathlib import Path

from nacl.signing import SigningKey

from simulator.hardware.parts.sc16is750 import Sc16is750
from simulator.hardware.parts.serial_cable import SerialWire
from tests.host_tools.collecting.made_up_centre import CENTRE_KEY, ELECTION, PRECINCT, desk_key
from tests.rig import HEAP_KIB, Rig

DELIVERED, NO_ANSWER, LINE_BAD, REFUSED = range(4)
ADDRESS, INTERRUPT, CRYSTAL_HZ = 0x4D, 34, 14_745_600
_MAIN = """
    import asyncio
    from time import ticks_ms
    from drivers.buses import SerialLine
    from link.sender import Sender
    from desk_proof import PROOF
    from link.proof import Proof

    def progress(delivered, records):
        print("progress", delivered, records)

    async def main():
        sender = Sender(*SerialLine(%r, {"id": 0}).open(), Proof(*PROOF))
        with open("object.bin", "rb") as file:
            data = file.read()
        for number in range(%d):
            begun_ms = ticks_ms()
            outcome = await sender.send("%s", data, %s)
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


def give_proof(rig: Rig, key: SigningKey | None = None) -> None:
    """Give a desk what it proves itself with: its own key, and the made-up centre's public one. key: another desk's."""
    rig.device("crypto", "drivers/processor.py", "drivers/hearing.py", "drivers/paced.py", "formats")
    seed, centre = bytes(key or desk_key(PRECINCT)), bytes(CENTRE_KEY.verify_key)
    (rig.firmware / "desk_proof.py").write_text(
        "import os\nfrom crypto.ed25519 import SigningKey\n"
        f"PROOF = {ELECTION!r}, {PRECINCT!r}, SigningKey({seed!r}), {centre!r}, os.urandom\n"
    )


class DeskLine(Rig):
    """A desk and its line.

    part: what hangs on the serial line.
    data, kind: the object to send.
    sends: how often the desk sends it, one after the other.
    bridged: the line is behind a bridge, not the processor's own.
    says_progress: on its console.
    """

    def __init__(
        self,
        folder: Path,
        part: SerialWire,
        data: bytes,
        sends: int = 1,
        kind: str = "P",
        bridged: bool = False,
        heap_kib: int = HEAP_KIB,
        says_progress: bool = True,
    ) -> None:
        super().__init__(folder, heap_kib)
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
        give_proof(self)
        (self.firmware / "object.bin").write_bytes(data)
        self.main(_MAIN % (line, sends, kind, "progress" if says_progress else None))

    def run(self) -> list[tuple[int, int, str]]:
        """Plug in, or go on, until all is sent; (result, reason, text) of each sending."""
        self.run_until_printed("over")
        return self.results()

    def run_while(self, condition, limit_ms: int = 600_000) -> None:
        """Plug in, or go on, as long as a condition holds."""
        if not self.bench.powered:
            self.bench.plug_in()
        self.bench.run(lambda: not condition(), limit_ms)

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
