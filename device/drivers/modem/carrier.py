"""Bytes through a modem, with the methods of `machine.UART` that `link` uses.

In a data call they go as they are; where TCP is the modem's, by send commands, whose report says how much was taken.
"""

import asyncio
from time import ticks_add, ticks_ms

from drivers.modem import tables
from drivers.modem.port import ModemPort
from drivers.modem.stream import DATA, LINE, PROMPT
from drivers.modem.tables import begins, trouble

_PROMPT_MS, _REPORT_MS = 10_000, 30_000  # SIM800 may take 645 s to say SEND FAIL: nobody waits for that
_PIECE_BYTES = 1024  # of one send command; SIM800 takes 1,460
_FULL_MS, _MOST_FULL = 1000, 20  # a buffer of the modem that takes nothing, and how often that is looked at again
_MOST_WAITING = 4096  # bytes that nobody has read yet: the other end answers in less, and anybody may flood
_NO_CARRIER = b"\r\nNO CARRIER\r\n"


def _ignore(_) -> None:
    pass


class ModemCarrier(ModemPort):
    """txbuf_bytes: how much may wait to be sent. send_command, report: of `tables.MODEMS`."""

    def __init__(self, uart, txbuf_bytes: int, settings: dict, send_command: str, report: str):
        self._txbuf_bytes, self._send_command, self._report = txbuf_bytes, send_command, report
        self._handler = _ignore
        super().__init__(uart, settings)

    def _forget(self) -> None:
        super()._forget()
        self._received, self._tail = bytearray(), b""

    # --- carrying bytes, where the modem has TCP ------------------------------------------------------------------

    async def _serve(self) -> None:
        """Send what was written and take what comes, until the connection is lost."""
        while not self.lost:
            if self._outgoing:
                await self._push()
                continue
            event = await self._next(ticks_add(ticks_ms(), _REPORT_MS), or_work=True)
            if event is not None:
                self._hear(event)
        self._handler(self)

    def _hear(self, event: tuple) -> None:
        """Something that was not asked for: bytes of the centre, or the end of the connection."""
        kind, what = event
        if kind == DATA:
            self._received += what[: _MOST_WAITING - len(self._received)]  # frames that are cut are sent again
            self._handler(self)
        elif kind == LINE and begins(what, tables.ENDED):
            self.lost = trouble(what) or "modem_lost"

    async def _push(self) -> None:
        """One send command. The report says how much was taken; the rest stays to be sent."""
        for _ in range(_MOST_FULL):
            size = min(len(self._outgoing), _PIECE_BYTES)
            self._stream.prompts = True
            self._uart.write((self._send_command % size).encode() + b"\r")
            if not await self._came(PROMPT, "", _PROMPT_MS):
                break
            self._stream.prompts = False
            self._uart.write(self._outgoing[:size])
            report = await self._came(LINE, self._report, _REPORT_MS)
            if not report:
                break
            taken = size if report == self._report else _confirmed(report)
            if taken > 0:
                self._outgoing = self._outgoing[taken:]
                self._handler(self)
                return
            await asyncio.sleep_ms(_FULL_MS)
        self._stream.prompts = False
        self.lost = self.lost or "modem_lost"

    # --- as a machine.UART ----------------------------------------------------------------------------------------

    def _on_carried(self, _) -> None:
        self._handler(self)

    def irq(self, handler, trigger: int) -> None:
        """Have `handler(self)` called when something has come, was sent or is lost. trigger: IRQ_RXIDLE."""
        self._handler = handler

    def readinto(self, buffer) -> int | None:
        """Move bytes of the centre to the buffer. Returns how many, None if there are none."""
        if not self._send_command:
            count = None if self.lost else self._uart.readinto(buffer)
            if count:
                self._tail = self._tail[1 - len(_NO_CARRIER) :] + bytes(buffer[:count])
                if _NO_CARRIER in self._tail:
                    self.lost = "modem_no_carrier"
            return count
        count = min(len(buffer), len(self._received))
        buffer[:count] = self._received[:count]
        self._received = self._received[count:]
        return count or None

    def write(self, data) -> int:
        """Send bytes, at most what is free. Returns how many were taken; all of them where the connection is lost."""
        if self.lost:
            return len(data)
        if not self._send_command:
            return self._uart.write(data)
        taken = data[: self._txbuf_bytes - len(self._outgoing)]
        self._outgoing += taken
        self._arrived.set()
        return len(taken)

    def txdone(self) -> bool:
        """True if everything written has left."""
        return True if self.lost else not self._outgoing if self._send_command else self._uart.txdone()


def _confirmed(report: str) -> int:
    """How many bytes `+CIPSEND: 0,<asked>,<taken>` says were taken; -1 is a full buffer."""
    taken = report.split(",")[-1]
    return int(taken) if taken.isdigit() else -1
