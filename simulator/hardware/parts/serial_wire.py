"""A serial line's way to the terminal: bytes come one after another, at the line's rate, with the line's troubles."""

from __future__ import annotations

from simulator.hardware.lines import UartPart
from simulator.hardware.parts.line_faults import TO_TERMINAL, LineFaults


class SerialWire(UartPart):
    """The part of a line that all its kinds share. faults: its troubles, to be set by a test or a person."""

    def __init__(self, baudrate: int = 115200, faults: LineFaults | None = None) -> None:
        self.baudrate = baudrate
        self.faults = faults or LineFaults()
        self._free_at_us = 0  # when the wire to the terminal has carried everything so far

    def power_off(self) -> None:
        self._free_at_us = 0

    def to_terminal(self, data: bytes) -> None:
        """Put bytes on the wire to the terminal; they arrive when the last of them has come through."""
        data = self.faults.through(TO_TERMINAL, data)
        if not data:
            return
        start_us = max(self._free_at_us, self.clock.now_us + self.faults.delay_ms * 1000)
        self._free_at_us = start_us + len(data) * 10_000_000 // self.baudrate
        self.clock.call_later(self._free_at_us - self.clock.now_us, lambda: self.send(data))
