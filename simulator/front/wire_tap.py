"""What goes over a terminal's wires, in batches for people: who speaks, how much, and what it means."""

from __future__ import annotations

from collections.abc import Callable

from simulator.front.watching import Frame
from simulator.front.wire_batch import WireBatch
from simulator.hardware.terminal import TerminalHardware
from simulator.hardware.wiring import Observed

FLUSH_EVERY_US = 200_000


class WireTap:
    """Listens to one terminal's bench; `flush` sends what was heard. Works in the terminal's thread only."""

    def __init__(self, terminal: str, hardware: TerminalHardware, send: Callable[[Frame], None]) -> None:
        self.terminal, self.hardware, self.send = terminal, hardware, send
        self._lines: dict[int, str] = {
            id(hardware.display): "display", id(hardware.scanner): "scanner", id(hardware.printer): "printer",
            id(hardware.chips[0]): "flash-a", id(hardware.chips[1]): "flash-b", id(hardware.clock_chip): "clock",
            id(hardware.cable): "serial", id(hardware.touch_panel): "touch",
        }  # fmt: skip
        self._keys = {pin: name for name, pin in hardware.keys.pins.items()}
        self._batch = WireBatch()
        self._flushed_us = 0
        hardware.bench.observe = self._heard

    def _heard(self, who: Observed, direction: str, data: bytes) -> None:
        now_us = self.hardware.bench.clock.now_us
        if isinstance(who, int):
            if who in self._keys:
                self._batch.key(self._keys[who], direction, data[0], now_us)
        elif line := self._lines.get(id(who)):
            self._batch.heard(line, direction, data, now_us)

    def flush(self) -> None:
        """Send what was heard, if it is time."""
        now_us = self.hardware.bench.clock.now_us
        if 0 <= now_us - self._flushed_us < FLUSH_EVERY_US:
            return
        events: list[dict[str, object]] = [
            {
                "terminal": self.terminal, "line": said.line, "direction": said.direction, "bytes": said.data.hex(),
                "count": said.count, "meaning": said.meaning, "at_ms": said.at_us // 1000,
            }
            for said in self._batch.take()
        ]  # fmt: skip
        if events:
            self._flushed_us = now_us
            self.send({"type": "wire", "events": events})
