"""The terminal's end of the line to a bar-code module, for tests that talk to the module without a terminal."""

from __future__ import annotations

from simulator.hardware.clock import Clock
from simulator.hardware.parts.gm65_module import BOOT_MS
from simulator.hardware.parts.gm65_scanner import Gm65Scanner


class Gm65Line:
    """A powered module that has finished booting, and everything that it has sent: (when in ms, bytes)."""

    def __init__(self, module: Gm65Scanner | None = None) -> None:
        self.module = module or Gm65Scanner()
        self.clock = self.module.clock = Clock()
        self.pieces: list[tuple[int, bytes]] = []
        self.module.send = lambda data: self.pieces.append((self.clock.now_us // 1000, data))
        self.module.power_on()
        self.wait(BOOT_MS + 1)

    @property
    def sent(self) -> bytes:
        return b"".join(data for _, data in self.pieces)

    def wait(self, duration_ms: int) -> None:
        self.clock.advance_to(self.clock.now_us + duration_ms * 1000)

    def ask(self, frame: str, wait_ms: int = 100) -> str:
        """Send a command, as hex; returns what comes within so long, as hex."""
        self.pieces.clear()
        self.module.receive(bytes.fromhex(frame))
        self.wait(wait_ms)
        return self.sent.hex(" ")

    def after_showing(self, text: str | bytes, aim: str = "]Q1", held_ms: int = 600, wait_ms: int = 1500) -> bytes:
        """Hold a code before it; returns what it has sent so long later."""
        self.pieces.clear()
        self.module.show(text, aim, held_ms)
        self.wait(wait_ms)
        return self.sent
