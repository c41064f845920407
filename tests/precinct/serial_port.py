"""A computer's serial port in a test, at the other end of a terminal's line; it lives in the terminal's time."""

from __future__ import annotations

from collections.abc import Callable

from simulator.hardware.parts.serial_cable import SerialPeer
from simulator.hardware.terminal import TerminalHardware

SERIAL_LINE = 0  # of the board


class Port:
    """A serial port of this computer at the other end of a terminal's line, in the terminal's time."""

    def __init__(self, hardware: TerminalHardware) -> None:
        self.hardware = hardware
        self.peer = SerialPeer(self._heard)
        self.hardware.bench.wire_uart(SERIAL_LINE, self.peer)
        self.came = bytearray()
        self.timeout: float | None = None
        self.spoils: Callable[[bytes], bytes] = bytes

    def _heard(self, data: bytes) -> bytes:
        self.came += self.spoils(data)
        return b""

    @property
    def in_waiting(self) -> int:
        return len(self.came)

    def write(self, data: bytes) -> int:
        self.peer.to_terminal(data)
        return len(data)

    def read(self, size: int = 1) -> bytes:
        limit_us = self.hardware.bench.clock.now_us + int((self.timeout or 0) * 1_000_000)
        self.hardware.bench.clock.call_later(int((self.timeout or 0) * 1_000_000), lambda: None)
        self.hardware.wait(lambda: bool(self.came) or self.hardware.bench.clock.now_us >= limit_us)
        data = bytes(self.came[:size])
        del self.came[:size]
        return data
