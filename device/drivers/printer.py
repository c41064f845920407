"""A receipt printer that speaks ESC/POS over a serial line.

Paper is the evidence of a vote, so nothing counts as printed until the printer confirms it: the driver asks for the
status before, sends a queued question after the last byte, which is answered after the last dot row, and asks for the
status again. If a printer cannot confirm, the result is UNKNOWN, and only somebody who looks can settle it.
"""

import asyncio
from time import ticks_add, ticks_diff, ticks_ms

from machine import UART, Pin

from drivers import printer_replies
from drivers.printer_line import FINE, LOOK_MS, PrinterLine

_INITIALIZE = b"\x1b\x40"
_LINE_END = b"\n"  # prints the rest of a broken picture, since the next one must begin at the start of a line
_QUIET_MS = 1_500  # longest gap between late answers to an abandoned slip
_FENCE_BASE_MS = 10_000  # the end of a slip may be only feeds and a cut
_FENCE_US_PER_BYTE = 500
_UNSEEN_MS = 4_000  # a printer without answers has printed everything in its buffer after this


class PrinterStatus:
    """The last reported status. `UNKNOWN` is silence: it never means printed.

    NOT_WHOLE never comes from a printer: a person has looked at the paper.
    """

    READY, NEAR_END, PAPER_OUT, COVER_OPEN, FAULT, UNKNOWN, NOT_WHOLE = range(7)


class Printer:
    """One printer.

    uart: machine.UART at `baudrate`.
    busy_pin: machine.Pin, high while the printer cannot take more; None without such a wire: the profile sets the pace.
    profile: a class of `printer_profiles`.
    baudrate: of the line.
    void_mark: returns the items to print below a broken slip before it is cut off, each of whole commands.

    `torn`: paper or printer may hold part of an incomplete slip.
    `is_sure`: the printer can confirm that a slip is complete; if not, `print` ends with UNKNOWN and `unseen`.
    `unseen`: nothing shows whether the last slip is complete, so somebody has to look.
    """

    def __init__(self, uart: UART, busy_pin: Pin | None, profile, baudrate: int = 115_200, void_mark=tuple) -> None:
        self.profile, self.void_mark = profile, void_mark
        self.last_status = PrinterStatus.UNKNOWN
        self.line = PrinterLine(uart, busy_pin, profile, baudrate)
        self._lock = asyncio.Lock()
        restart_shows = profile.restart_notice or bool(profile.restart_busy_ms and busy_pin is not None)
        self.is_sure = bool(profile.status_queries) and restart_shows
        self.torn = self.unseen = False

    async def status(self) -> int:
        """Ask the printer for its status, after a slip that is being printed."""
        async with self._lock:
            return self._public(await self.line.ask())

    async def answers(self) -> dict | None:
        """The byte that answers each DLE EOT, after a slip that is being printed; None if it cannot be asked."""
        async with self._lock:
            return await self.line.answers()

    def was_interrupted(self) -> None:
        """Call after a start if power failed while a slip was printed: the next job first clears the rest of it."""
        self.torn = True
        # A printer with its own supply may still wait for the rest of a picture.
        self.line.owed = self.profile.raster_rows * self.profile.width_dots // 8

    def believe(self) -> None:
        """Record that somebody has looked and the last slip is complete."""
        self.torn = self.unseen = False

    async def print(self, items, cut: bool = False, under: bool = False) -> int:
        """Send one slip, or a part of it, and wait until the printer has printed it.

        Returns a PrinterStatus; anything but READY or NEAR_END means that the slip may be incomplete. Print it again
        from its beginning, or `believe` it.

        items: an iterable of bytes, each one or more whole commands (a picture: at most `profile.raster_rows` rows), or
        empty: other tasks have their turn there.
        cut: feed to the blade and cut afterwards, if the items do not. Uncut paper stays readable in the printer, and
        the next items are printed on it.
        under: print these items at the end of the paper in the printer, torn or not. If False, the rest of a broken
        slip is first marked with `void_mark` and cut off.
        """
        async with self._lock:
            return self._public(await self._print(items, cut, under))

    async def void(self) -> int:
        """Only print `void_mark` below the rest of a broken slip, and cut it off."""
        async with self._lock:
            status = await self._ready()
            return self._public(await self._recover(True) if status in FINE and self.torn else status)

    # --- a job ------------------------------------------------------------------------------------------------------

    async def _ready(self) -> int:
        """The status before a job; READY if the printer cannot be asked."""
        status = await self.line.ask_when_cool() if self.profile.status_queries else PrinterStatus.READY
        self.line.replies.reported, self.line.replies.restarted = None, False
        return status

    async def _print(self, items, cut: bool, under: bool) -> int:
        self.unseen = False
        status = await self._ready()
        if status not in FINE:
            return status
        if self.torn:
            status = await self._recover(not under)
            if status not in FINE:
                return status
        self.torn = True
        profile = self.profile
        sent = await self._send_all(items, profile.status_back)
        if sent < 0:
            return -sent
        status = await self._fence((profile.cut if cut else b"") + profile.fence, sent)
        if status not in FINE:
            return status
        if not self.is_sure:
            self.unseen = True
            return PrinterStatus.UNKNOWN
        self.torn = False
        return status

    async def _recover(self, with_mark: bool) -> int:
        """Complete a broken picture with white rows, then mark the slip as void and cut it off."""
        line, profile = self.line, self.profile
        while line.owed:
            trouble = await line.send(bytes(min(line.owed, 64)), line.owed)
            if trouble is not None:
                return trouble
        sent = await self._send_all(self.void_mark() if with_mark else (), before=_LINE_END)
        if sent < 0:
            return -sent
        status = await self._fence((profile.cut if with_mark else b"") + profile.fence, profile.buffer_bytes + sent)
        while profile.fence and status in FINE and await line.wait("queued", _QUIET_MS) is not None:
            pass
        if status in FINE and with_mark:
            self.torn = False
        return status

    async def _send_all(self, items, settings: bytes = b"", before: bytes = b"") -> int:
        """Send the printer's settings and the items. Returns bytes sent, or minus the status that stopped it."""
        sent = 0
        trouble = await self.line.send(before + _INITIALIZE + self.profile.settings + settings)
        for item in items:
            if not item:
                await asyncio.sleep_ms(0)
            elif trouble is None:
                trouble = await self.line.send(item)
                sent += len(item)
            if trouble is not None:
                break
        return sent if trouble is None else -trouble

    async def _fence(self, last: bytes, sent: int) -> int:
        """Send the last bytes and wait for the answer to the question at their end. Returns the status after that."""
        line = self.line
        line.listen()
        line.replies.queued = None
        trouble = await line.send(last)
        if trouble is not None:
            return trouble
        if not self.profile.fence:
            await asyncio.sleep_ms(_UNSEEN_MS)
            return PrinterStatus.READY
        until_ms = ticks_add(ticks_ms(), _FENCE_BASE_MS + sent * _FENCE_US_PER_BYTE // 1000)
        while await line.wait("queued", LOOK_MS, keep=True) is None:
            status = await line.ask_when_cool()
            if status not in FINE:
                return status
            if ticks_diff(until_ms, ticks_ms()) <= 0:
                return PrinterStatus.UNKNOWN
        if line.replies.restarted:
            return PrinterStatus.FAULT
        return await line.ask_when_cool()

    def _public(self, status: int) -> int:
        self.last_status = PrinterStatus.FAULT if status == printer_replies.HOT else status
        return self.last_status
