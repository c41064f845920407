"""The wire to a modem: commands out, and what comes back, one thing after the other."""

import asyncio
from time import ticks_add, ticks_diff, ticks_ms

from drivers.hearing import hear
from drivers.modem import tables
from drivers.modem.stream import LINE, PROMPT, ModemStream
from drivers.modem.tables import ANY_ADDRESS, ESCAPE, begins, trouble

_GUARD_MS = 1100  # silence before and after the escape sequence, V.250 S12
_READ_BYTES = 128
_LATE_MS = 500  # what came in time is still read, but whoever sends without end gets no more time


class ModemPort:
    """uart: machine.UART or a bridge. settings: what fills the braces of commands.

    `lost`: text id of what has ended the connection, "" while there is one.
    """

    IRQ_RXIDLE = 1

    def __init__(self, uart, settings: dict):
        self.lost = "modem_lost"
        self._uart, self._settings = uart, settings
        self._arrived = asyncio.ThreadSafeFlag()
        self._buffer = bytearray(_READ_BYTES)
        self._forget()
        hear(uart, self._on_bytes)

    def _on_bytes(self, _) -> None:
        self._arrived.set()

    def _forget(self) -> None:
        self._stream = ModemStream()
        self._events: list[tuple] = []
        self._outgoing = bytearray()

    def _read_away(self) -> None:
        """What came before a command is no answer to it."""
        self._events = []
        while self._uart.readinto(self._buffer):
            pass

    async def _next(self, deadline, or_work: bool = False) -> tuple | None:
        """What the modem sends next; None when the time is over, or as soon as there is something to send."""
        while not self._events:
            left_ms = ticks_diff(deadline, ticks_ms())
            count = self._uart.readinto(self._buffer) if left_ms > -_LATE_MS else 0
            if count:
                self._events = self._stream.feed(memoryview(self._buffer)[:count])
                await asyncio.sleep_ms(0)  # a modem that never stops must not stop the other pages
                continue
            if left_ms <= 0 or (or_work and (self._outgoing or self.lost)):
                return None
            try:
                await asyncio.wait_for_ms(self._arrived.wait(), left_ms)
            except asyncio.TimeoutError:  # noqa: UP041  MicroPython has no TimeoutError
                pass
        return self._events.pop(0)

    async def _ask(self, command: str, needs: tuple, wait_ms: int) -> str | None:
        """Send a command and wait for its answers. Returns None, or the line that says why it failed; "" is silence."""
        self._read_away()
        self._uart.write(command.encode() + b"\r")
        deadline = ticks_add(ticks_ms(), wait_ms)
        missing, last = list(needs), ""
        while missing:
            event = await self._next(deadline)
            if event is None:
                return last
            if event[0] != LINE:
                continue
            line = tables.ANSWERS_IN_NUMBERS.get(event[1], event[1])
            for need in missing:
                if _is_address(line) if need == ANY_ADDRESS else begins(line, self._needed(need)):
                    missing.remove(need)
                    if line == needs[-1] and missing:
                        return last  # that was its end, and it is not what was needed
                    break
            else:
                if begins(line, tables.FAILED):
                    return last or line
                if trouble(line):
                    last = line  # it says why, and an OK follows
        return None

    def _filled(self, words: str) -> str:
        return words.format(**self._settings)

    def _needed(self, need: tuple | str):
        if isinstance(need, str):
            return self._filled(need)
        return tuple(self._filled(one) for one in need)

    async def _escape(self, wait_ms: int) -> None:
        """Back to commands from a data call; the silence around it is what tells it from data."""
        await asyncio.sleep_ms(_GUARD_MS)
        self._uart.write(ESCAPE.encode())
        await asyncio.sleep_ms(_GUARD_MS + wait_ms)
        self._read_away()

    async def _came(self, kind: int, beginning: str, wait_ms: int) -> str:
        """Wait for a prompt, or for a line that begins so; other things may come first. "" if it does not come."""
        deadline = ticks_add(ticks_ms(), wait_ms)
        while not self.lost:
            event = await self._next(deadline)
            if event is None:
                break
            if event[0] == kind and (kind == PROMPT or event[1].startswith(beginning)):
                return event[1] or ">"
            self._hear(event)
            if event[0] == LINE and begins(event[1], tables.FAILED):
                break
        return ""

    def _hear(self, event: tuple) -> None:
        """Something that was not asked for."""


def _is_address(line: str) -> bool:
    return line.count(".") == 3 and line.replace(".", "").isdigit()
