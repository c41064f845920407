"""A serial line with a program of this process at its other end, on the bench's time: for tests that take no time."""

from __future__ import annotations

from collections.abc import Callable

from simulator.hardware.parts.line_faults import TO_CENTRE, LineFaults
from simulator.hardware.parts.serial_wire import SerialWire


class SerialPeer(SerialWire):
    """peer: takes bytes of the terminal, returns bytes for it; may be exchanged while the line is in use."""

    def __init__(
        self, peer: Callable[[bytes], bytes], baudrate: int = 115200, faults: LineFaults | None = None
    ) -> None:
        super().__init__(baudrate, faults)
        self.peer = peer

    def receive(self, data: bytes) -> None:
        data = self.faults.through(TO_CENTRE, data)
        if data:
            self.clock.call_later(self.faults.delay_ms * 1000, lambda: self.to_terminal(self.peer(data)))
