"""What goes over a terminal's wires, in batches for people: who speaks, how much, and what it means."""

from __future__ import annotations

from collections.abc import Callable

from simulator.bench import OUT, Observed
from simulator.front import meanings
from simulator.front.watching import Frame
from simulator.station import Station

MOST_BYTES = 32  # of one event that are shown
FLUSH_EVERY_US = 200_000
MOST_EVENTS = 60  # of one batch; a line that speaks on and on is summed up
SUMMED = ("display", "flash-a", "flash-b", "touch")


class WireTap:
    """Listens to one terminal's bench; `flush` sends what was heard. Works in the terminal's thread only."""

    def __init__(self, terminal: str, station: Station, send: Callable[[Frame], None]) -> None:
        self.terminal, self.station, self.send = terminal, station, send
        self._lines: dict[int, str] = {
            id(station.display): "display", id(station.scanner): "scanner", id(station.printer): "printer",
            id(station.chips[0]): "flash-a", id(station.chips[1]): "flash-b", id(station.clock_chip): "clock",
            id(station.cable): "serial",
        }  # fmt: skip
        if hasattr(station, "touch_panel"):
            self._lines[id(station.touch_panel)] = "touch"
        self._keys = {pin: name for name, pin in station.keys.pins.items()}
        self._events: list[dict[str, object]] = []
        self._sums: dict[tuple[str, str], dict[str, object]] = {}
        self._meanings = meanings.Meanings()
        self._flushed_us = 0
        station.bench.observe = self._heard

    def _heard(self, who: Observed, direction: str, data: bytes) -> None:
        if isinstance(who, int):
            if who in self._keys:
                said = f"{self._keys[who]} {'up' if data[0] else 'down'}"
                self._events.append(self._event("keys", direction, data, said))
            return
        line = self._lines.get(id(who))
        if line is None:
            return
        if line in SUMMED:
            self._sum(line, direction, data)
            return
        last = self._events[-1] if self._events else None
        said = self._meanings.of(line, direction, data)
        if last and last["line"] == line and last["direction"] == direction and last["meaning"] == said:
            self._add(last, data)
        elif len(self._events) < MOST_EVENTS:
            self._events.append(self._event(line, direction, data, said))

    def _event(self, line: str, direction: str, data: bytes, meaning: str) -> dict[str, object]:
        return {
            "terminal": self.terminal, "line": line, "direction": direction, "bytes": data[:MOST_BYTES].hex(),
            "count": len(data), "meaning": meaning, "at_ms": self.station.bench.clock.now_us // 1000,
        }  # fmt: skip

    @staticmethod
    def _add(event: dict[str, object], data: bytes) -> None:
        shown, count = event["bytes"], event["count"]
        assert isinstance(shown, str) and isinstance(count, int)
        if len(shown) < 2 * MOST_BYTES:
            event["bytes"] = (shown + data[:MOST_BYTES].hex())[: 2 * MOST_BYTES]
        event["count"] = count + len(data)

    def _sum(self, line: str, direction: str, data: bytes) -> None:
        said = self._meanings.of(line, direction, data)
        event = self._sums.get((line, direction))
        if event is None:
            self._sums[line, direction] = self._event(line, direction, data, "")
        else:
            self._add(event, data)
        if said:
            self._meanings.note(line, said)

    def flush(self) -> None:
        """Send what was heard, if it is time."""
        now_us = self.station.bench.clock.now_us
        if 0 <= now_us - self._flushed_us < FLUSH_EVERY_US or not (self._events or self._sums):
            return
        self._flushed_us = now_us
        for (line, direction), event in self._sums.items():
            event["meaning"] = self._meanings.noted(line) if direction == OUT else "answers"
            self._events.append(event)
        events, self._events, self._sums = self._events, [], {}
        self._meanings.forget()
        self.send({"type": "wire", "events": events})
