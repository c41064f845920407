"""A receipt printer that speaks ESC/POS over a serial line.

Paper is the vote's evidence, so nothing counts as printed until the printer itself has said so: its status is asked
before, a queued question behind the last byte is answered after the last dot row, and the status is asked again.
"""

import asyncio
from time import ticks_add, ticks_diff, ticks_ms, ticks_us

from machine import UART, Pin

from drivers import printer_replies
from drivers.printer_replies import Replies, status_of

_REALTIME = b"\x10\x04"  # DLE EOT n
_INITIALIZE = b"\x1b\x40"
_TRIES = 2  # a question lost on the line is asked again
_LOOK_MS = 1_000  # between two looks at a printer that works in silence
_QUIET_MS = 1_500  # no answer left over from an abandoned slip comes later than this after another
_FENCE_BASE_MS = 10_000  # a slip's end may be all feeds and a cut
_FENCE_US_PER_BYTE = 500


class PrinterStatus:
    """What the printer last told us. `UNKNOWN` is silence: it never means printed."""

    READY, NEAR_END, PAPER_OUT, COVER_OPEN, FAULT, UNKNOWN = range(6)


_HOT = printer_replies.HOT
_FINE = (PrinterStatus.READY, PrinterStatus.NEAR_END)
_STOPS = (PrinterStatus.PAPER_OUT, PrinterStatus.COVER_OPEN, PrinterStatus.FAULT)


class Printer:
    """One printer.

    uart: machine.UART at `baudrate`. busy_pin: machine.Pin, high while the printer cannot take more; None where there
    is no such wire, then the profile's pace is kept. profile: a class of `printer_profiles`.
    incomplete: ESC/POS bytes, whole commands, put under what a broken slip left on the paper before that is cut off.
    """

    def __init__(
        self, uart: UART, busy_pin: Pin | None, profile, baudrate: int = 115_200, incomplete: bytes = b""
    ) -> None:
        self.profile = profile
        self.last_status = PrinterStatus.UNKNOWN
        self._uart, self._busy_pin, self._incomplete = uart, busy_pin, incomplete
        self._us_per_byte = 10_000_000 / baudrate
        if busy_pin is None:
            self._us_per_byte = max(self._us_per_byte, profile.us_per_byte)
        self._replies = Replies(bool(profile.status_back))
        self._news, self._lock = asyncio.ThreadSafeFlag(), asyncio.Lock()
        self._unfinished = False  # paper or printer may hold a part of a slip
        self._owed = 0  # bytes that the printer still expects of the item that was broken off
        uart.irq(lambda _: self._news.set(), uart.IRQ_RXIDLE)
        if busy_pin is not None:
            busy_pin.irq(handler=lambda _: self._news.set(), trigger=busy_pin.IRQ_FALLING)

    async def status(self) -> int:
        """Ask the printer. Waits for a slip that is being printed."""
        async with self._lock:
            return self._public(await self._ask())

    def was_interrupted(self) -> None:
        """Say, after a start, that the power failed within a slip: the next one first clears what that left."""
        self._unfinished = True
        # A printer with a supply of its own may still wait for the rest of a picture.
        self._owed = self.profile.raster_rows * self.profile.width_dots // 8

    async def print(self, items, cut: bool = False) -> int:
        """Send one slip, or a part of it, and wait until the printer has worked through it.

        items: an iterable of bytes, each one or more whole commands (a picture: at most `profile.raster_rows` rows).
        cut: afterwards feed to the blade and cut, where the items do not do that themselves. Uncut paper can be
        read where it hangs, and what is printed next goes on it.
        Returns a PrinterStatus; anything but READY or NEAR_END means that the slip may be incomplete. Print it again
        from its beginning: what is left of the broken one is cut off first, under `incomplete`.
        """
        async with self._lock:
            return self._public(await self._print(items, cut))

    # --- a job ------------------------------------------------------------------------------------------------------

    async def _print(self, items, cut: bool) -> int:
        status = await self._ask_when_cool()
        if status not in _FINE:
            return status
        self._replies.reported, self._replies.restarted = None, False
        if self._unfinished:
            status = await self._recover()
            if status not in _FINE:
                return status
        self._unfinished = True
        profile = self.profile
        sent = 0
        trouble = await self._send(_INITIALIZE + profile.settings + profile.status_back)
        for item in items:
            if trouble is None:
                trouble = await self._send(item)
            if trouble is not None:
                return trouble
            sent += len(item)
        status = await self._fence((profile.cut if cut else b"") + profile.fence, sent)
        if status in _FINE:
            self._unfinished = False
        return status

    async def _recover(self) -> int:
        """Give a broken picture its missing rows in white, mark what came out as incomplete, and cut it off."""
        while self._owed:
            trouble = await self._send(bytes(min(self._owed, 64)), self._owed)
            if trouble is not None:
                return trouble
        profile = self.profile
        status = await self._fence(b"\n" + self._incomplete + profile.cut + profile.fence, profile.buffer_bytes)
        while status in _FINE and await self._wait("queued", _QUIET_MS) is not None:
            pass
        return status

    async def _fence(self, last: bytes, sent: int) -> int:
        """Send the last bytes and wait for the answer to the question at their end; the status after that."""
        self._listen()
        self._replies.queued = None
        trouble = await self._send(last)
        if trouble is not None:
            return trouble
        until_ms = ticks_add(ticks_ms(), _FENCE_BASE_MS + sent * _FENCE_US_PER_BYTE // 1000)
        while await self._wait("queued", _LOOK_MS, keep=True) is None:
            status = await self._ask_when_cool()
            if status not in _FINE:
                return status
            if ticks_diff(until_ms, ticks_ms()) <= 0:
                return PrinterStatus.UNKNOWN
        if self._replies.restarted:
            return PrinterStatus.FAULT
        return await self._ask_when_cool()

    # --- sending ----------------------------------------------------------------------------------------------------

    async def _send(self, item: bytes, owed: int = 0) -> int | None:
        """Send an item at the printer's pace.

        Returns None, or the status that stopped it; `_owed` says how much of the item is missing then.
        owed: how much the printer expects, where that is more than this item.
        """
        view = memoryview(item)
        chunk_bytes = self.profile.chunk_bytes
        self._owed = owed or len(view)
        sent_at_us = ticks_us()  # when the line will have sent what it was given
        for start in range(0, len(view), chunk_bytes):
            trouble = self._trouble()
            if trouble is None and self._busy_pin is not None and self._busy_pin.value():
                trouble = await self._wait_until_taken(start > 0 or owed > 0)
                sent_at_us = ticks_us()
            if trouble is not None:
                return trouble
            part = view[start : start + chunk_bytes]
            self._uart.write(part)
            self._owed -= len(part)
            sent_at_us = ticks_add(sent_at_us, int(len(part) * self._us_per_byte))
            await asyncio.sleep_ms(max(0, ticks_diff(sent_at_us, ticks_us()) // 1000))
            self._uart.flush()  # the last of it has left, so the busy line says the truth about it
        return None

    def _trouble(self) -> int | None:
        """What the printer told by itself, if it must stop the job."""
        self._listen()
        if self._replies.restarted:
            return PrinterStatus.FAULT
        reported = self._replies.reported
        return reported if reported in _STOPS else None

    async def _wait_until_taken(self, inside: bool) -> int | None:
        """Wait for the busy line to fall.

        Inside a picture a question would be printed as dots, so there it is asked only when the slip is lost anyhow.
        """
        profile = self.profile
        began_ms = stalled_ms = ticks_ms()
        while True:
            await self._wait_for_news(_LOOK_MS)
            if self._busy_pin is None or not self._busy_pin.value():
                return None
            trouble, now_ms = self._trouble(), ticks_ms()
            if trouble is not None:
                return trouble
            if self._replies.reported == _HOT and ticks_diff(now_ms, began_ms) < profile.hot_limit_ms:
                stalled_ms = now_ms
            elif not inside and ticks_diff(now_ms, began_ms) >= _LOOK_MS:
                status = await self._ask_when_cool()
                if status not in _FINE:
                    return status
            if ticks_diff(now_ms, stalled_ms) >= (profile.stall_ms if inside else profile.hot_limit_ms):
                status = await self._ask()
                if inside:
                    self._owed = max(0, self._owed - len(_REALTIME) - 1)
                return PrinterStatus.FAULT if status in _FINE else status

    # --- asking -----------------------------------------------------------------------------------------------------

    async def _ask_when_cool(self) -> int:
        """The status, waiting out a head that is too hot."""
        until_ms = ticks_add(ticks_ms(), self.profile.hot_limit_ms)
        status = await self._ask()
        while status == _HOT and ticks_diff(until_ms, ticks_ms()) > 0:
            await asyncio.sleep_ms(_LOOK_MS)
            status = await self._ask()
        return status

    async def _ask(self) -> int:
        """The status at this moment, by DLE EOT; UNKNOWN where one question stays without an answer."""
        answers = {}
        for which in self.profile.status_queries:
            for _ in range(_TRIES):
                self._listen()
                self._replies.realtime = None
                self._uart.write(_REALTIME + bytes((which,)))
                answers[which] = await self._wait("realtime", self.profile.reply_timeout_ms)
                if answers[which] is not None:
                    break
            else:
                return PrinterStatus.UNKNOWN
        return status_of(answers)

    async def _wait(self, kind: str, timeout_ms: int, keep: bool = False) -> int | None:
        """The next answer of a kind, None if it does not come. keep: one that is here already counts."""
        replies = self._replies
        if not keep:
            setattr(replies, kind, None)
        until_ms = ticks_add(ticks_ms(), timeout_ms)
        while True:
            self._listen()
            if getattr(replies, kind) is not None:
                return getattr(replies, kind)
            left_ms = ticks_diff(until_ms, ticks_ms())
            if left_ms <= 0:
                return None
            await self._wait_for_news(left_ms)

    async def _wait_for_news(self, timeout_ms: int) -> None:
        """Until bytes have come or the busy line has fallen; the callers look for themselves."""
        try:
            await asyncio.wait_for_ms(self._news.wait(), timeout_ms)
        except asyncio.TimeoutError:  # noqa: UP041  MicroPython's is not the built-in one
            pass

    def _listen(self) -> None:
        if self._uart.any():
            self._replies.take(self._uart.read() or b"")

    def _public(self, status: int) -> int:
        self.last_status = PrinterStatus.FAULT if status == _HOT else status
        return self.last_status
