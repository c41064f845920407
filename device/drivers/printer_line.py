"""The line to a receipt printer: sends bytes at its pace, asks for its status, and watches its busy wire.

Inside a picture every byte is printed as dots, even if it looks like a command, so no status is requested there.
"""

import asyncio
from time import ticks_add, ticks_diff, ticks_ms, ticks_us

from machine import UART, Pin

from drivers.hearing import hear
from drivers.printer_replies import (
    COVER_OPEN,
    FAULT,
    HOT,
    NEAR_END,
    PAPER_OUT,
    PRINTER_READY,
    UNKNOWN,
    Replies,
    status_of,
)

FINE = (PRINTER_READY, NEAR_END)
LOOK_MS = 1_000  # between two checks of a printer that does not answer
_STOPS = (PAPER_OUT, COVER_OPEN, FAULT)
_REALTIME = b"\x10\x04"  # DLE EOT n
_TRIES = 2  # a question lost on the line is repeated


def _tell_nobody(is_hot: bool) -> None:
    pass


class PrinterLine:
    """The line of one printer.

    uart, busy_pin, profile, baudrate: as for `printer.Printer`.

    `on_hot`: called with True when the printer pauses to cool its head, with False when it continues.
    """

    def __init__(self, uart: UART, busy_pin: Pin | None, profile, baudrate: int) -> None:
        self.profile, self.on_hot = profile, _tell_nobody
        self.replies = Replies(bool(profile.status_back))
        self.owed = 0  # bytes missing from the item that was interrupted
        self._uart, self._busy_pin = uart, busy_pin
        self._us_per_byte = 10_000_000 / baudrate
        if busy_pin is None:
            self._us_per_byte = max(self._us_per_byte, profile.us_per_byte)
        self._us_per_chunk = int(profile.chunk_bytes * self._us_per_byte)
        self._is_hot = False
        self._news = asyncio.ThreadSafeFlag()
        hear(uart, lambda _: self._news.set())
        if busy_pin is not None:
            busy_pin.irq(handler=lambda _: self._news.set(), trigger=busy_pin.IRQ_FALLING)

    # --- sending ----------------------------------------------------------------------------------------------------

    async def send(self, item: bytes, owed: int = 0) -> int | None:
        """Send an item at the printer's pace.

        Returns None, or the status that stopped it; `self.owed` is then the number of bytes missing.

        item: whole commands.
        owed: bytes that the printer expects, if more than this item.
        """
        # A slip is hundreds of chunks: what each of them needs is looked up once.
        view, uart, busy_pin, replies = memoryview(item), self._uart, self._busy_pin, self.replies
        waiting, write, flush, sleep_ms = uart.any, uart.write, uart.flush, asyncio.sleep_ms
        is_busy = None if busy_pin is None else busy_pin.value
        size, takes_us, begin = self.profile.chunk_bytes, self._us_per_chunk, 0
        missing = len(view)
        self.owed = left = owed or missing
        sent_at_us = ticks_us()  # when the line will have sent its bytes
        while missing > 0:
            trouble = None
            if waiting() or replies.restarted or replies.reported in _STOPS:
                trouble = self._trouble()
            if trouble is None and is_busy is not None and is_busy():
                trouble = await self._wait_until_taken(begin > 0 or owed > 0)
                sent_at_us = ticks_us()
            if trouble is not None:
                return trouble
            if missing < size:
                size, takes_us = missing, int(missing * self._us_per_byte)
            write(view[begin : begin + size])
            begin += size
            missing -= size
            left -= size
            self.owed = left
            sent_at_us = ticks_add(sent_at_us, takes_us)
            wait_us = ticks_diff(sent_at_us, ticks_us())
            await sleep_ms(wait_us // 1000 if wait_us > 0 else 0)
            flush()  # all bytes have left, so the busy line is valid for them
        return None

    def _trouble(self) -> int | None:
        """The status that the printer reported by itself, if it must stop the job."""
        self.listen()
        if self.replies.restarted:
            return FAULT
        reported = self.replies.reported
        return reported if reported in _STOPS else None

    async def _wait_until_taken(self, inside: bool) -> int | None:
        status = await self._wait_while_busy(inside)
        self._tell_hot(False)
        return status

    async def _wait_while_busy(self, inside: bool) -> int | None:
        """Wait for the busy line to fall.

        Inside a picture a question would be printed as dots, so it is sent only if the slip is lost anyway.
        """
        profile, explained = self.profile, False
        began_ms = stalled_ms = ticks_ms()
        while True:
            await self._wait_for_news(LOOK_MS)
            now_ms = ticks_ms()
            if self._busy_pin is None or not self._busy_pin.value():
                paused = profile.restart_busy_ms and ticks_diff(now_ms, began_ms) >= profile.restart_busy_ms
                return FAULT if paused and not explained else None
            trouble = self._trouble()
            if trouble is not None:
                return trouble
            if self.replies.reported == HOT and ticks_diff(now_ms, began_ms) < profile.hot_limit_ms:
                self._tell_hot(True)
                stalled_ms = now_ms
            elif profile.status_queries and not inside and ticks_diff(now_ms, began_ms) >= LOOK_MS:
                status = await self.ask_when_cool()
                if status not in FINE:
                    return status
                explained = True
            if ticks_diff(now_ms, stalled_ms) >= (profile.stall_ms if inside else profile.hot_limit_ms):
                status = await self.ask()
                if inside and profile.status_queries:
                    self.owed = max(0, self.owed - len(_REALTIME) - 1)
                return FAULT if status in FINE else status

    # --- asking -----------------------------------------------------------------------------------------------------

    async def ask_when_cool(self) -> int:
        """The status, after waiting for a hot head to cool."""
        until_ms = ticks_add(ticks_ms(), self.profile.hot_limit_ms)
        status = await self.ask()
        while status == HOT and ticks_diff(until_ms, ticks_ms()) > 0:
            self._tell_hot(True)
            await asyncio.sleep_ms(LOOK_MS)
            status = await self.ask()
        self._tell_hot(False)
        return status

    def _tell_hot(self, is_hot: bool) -> None:
        if is_hot != self._is_hot:
            self._is_hot = is_hot
            self.on_hot(is_hot)

    async def ask(self) -> int:
        """The status now, by DLE EOT; UNKNOWN if an answer is missing, or the printer cannot be asked."""
        answers = await self.answers()
        return UNKNOWN if answers is None else status_of(answers)

    async def answers(self) -> dict | None:
        """The byte that answers each DLE EOT; None if one is missing, or the printer cannot be asked."""
        answers = {}
        if not self.profile.status_queries:
            return None
        for which in self.profile.status_queries:
            for _ in range(_TRIES):
                self.listen()
                self.replies.realtime = None
                self._uart.write(_REALTIME + bytes((which,)))
                answers[which] = await self.wait("realtime", self.profile.reply_timeout_ms)
                if answers[which] is not None:
                    break
            else:
                return None
        return answers

    async def wait(self, kind: str, timeout_ms: int, keep: bool = False) -> int | None:
        """The next answer of a kind; None if there is none in time.

        kind: an attribute of `Replies`.
        timeout_ms: how long to wait.
        keep: an answer that is here already counts.
        """
        replies = self.replies
        if not keep:
            setattr(replies, kind, None)
        until_ms = ticks_add(ticks_ms(), timeout_ms)
        while True:
            self.listen()
            if getattr(replies, kind) is not None:
                return getattr(replies, kind)
            left_ms = ticks_diff(until_ms, ticks_ms())
            if left_ms <= 0:
                return None
            await self._wait_for_news(left_ms)

    async def _wait_for_news(self, timeout_ms: int) -> None:
        """Wait until bytes have come or the busy line has fallen; callers check which."""
        try:
            await asyncio.wait_for_ms(self._news.wait(), timeout_ms)
        except asyncio.TimeoutError:  # noqa: UP041  MicroPython's is not the built-in one
            pass

    def listen(self) -> None:
        """Sort the bytes received."""
        if self._uart.any():
            self.replies.take(self._uart.read() or b"")
