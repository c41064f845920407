"""The desk's end of the serial line: send one object to the centre and receive the receipt."""

import asyncio
from time import ticks_add, ticks_diff, ticks_ms

from drivers.hearing import hear
from formats import frames
from formats.frames import Decoder
from link.transfer import Transfer

UNANSWERED_MS = 2000  # docs/formats.md section 10; a data call takes 0.5 to 1 s there and back
_LONGEST_MS = 5000  # on a line that is later: one and a half times what an offer took to be answered, at most this
SILENT_ROUNDS = 8  # of that time without a byte from the other end
_STUCK_MS = 60_000  # with bytes received but no progress
_READ_BYTES = 64
_DRAIN_MS = 5  # between two looks whether the line is empty
_AHEAD_MS = 600  # of what the line carries is handed over at once: behind it waits what was lost, and a modem that has
_LEAST_BYTES, _FRAME_BYTES = 512, 256  # hung up takes it for commands. At least so much of it; room for one frame more


class Outcome:
    """How a transfer ended.

    result: one of the numbers below.
    receipt: with DELIVERED, the centre's receipt as received, not yet verified.
    reason, text: with REFUSED, the centre's reason; a number of docs/formats.md section 10, and words.
    """

    DELIVERED = 0
    NO_ANSWER = 1  # nothing was received
    LINE_BAD = 2  # something was received, but the transfer makes no progress
    REFUSED = 3  # the centre refused it
    NO_CONNECTION = 4  # the modem found no way to the centre; text: text id of what is in the way
    LOST = 5  # the connection has ended
    STRANGER = 6  # the other end could not prove that it is the centre

    def __init__(self, result: int, receipt: bytes | None = None, reason: int = 0, text: str = "") -> None:
        self.result = result
        self.receipt = receipt
        self.reason = reason
        self.text = text


class Sender:
    """A serial line to the centre: a cable, a modem in data mode, or anything else that carries bytes.

    uart: a `machine.UART`.
    txbuf_bytes: its txbuf, at least 512; no more is written at once, so that no other task waits for the line.
    proof: link.proof.Proof, of this desk and its centre.
    is_lost: whether the line's connection has ended.

    `bad_frames` counts damaged frames received since power-up.
    `delivered`: records of the object sent last that the centre has acknowledged.
    """

    def __init__(self, uart, txbuf_bytes: int, proof, is_lost=lambda: False) -> None:
        self.bad_frames = self.delivered = 0
        self._proof, self._is_lost = proof, is_lost
        self._unanswered_ms = UNANSWERED_MS
        self._uart, self._most_bytes = uart, txbuf_bytes - _FRAME_BYTES
        self._ahead_bytes = self._room_bytes = min(_LEAST_BYTES, self._most_bytes)
        self._handed_ms = ticks_ms()
        self._arrived = asyncio.ThreadSafeFlag()
        self._buffer = bytearray(_READ_BYTES)
        self._decoder = Decoder()
        self._waiting: list[tuple] = []
        self._deadline_ms = ticks_ms()
        self._heard = False
        hear(uart, self._on_bytes)

    def _on_bytes(self, _) -> None:
        self._arrived.set()

    async def send(self, kind: str, data: bytes, progress=None) -> Outcome:
        """Send one signed object, from the record at which the centre resumes. Unless REFUSED, it may be sent again.

        kind: the object's letter.
        data: of 1 byte or more; the centre says how long it may be.
        progress: called as progress(delivered, records) when records have been acknowledged.
        """
        transfer = Transfer(kind, data, self._proof, self._is_late())
        self._forget_input()
        offers, asked_ms = 1, ticks_ms()  # that wait for an answer, and since when
        silent = best = self.delivered = 0
        gained_ms = ticks_ms()
        while not transfer.is_over:
            frame = await self._next_frame(transfer)
            if self._is_lost():
                return Outcome(Outcome.LOST)
            if frame and frame[0] in frames.OURS:  # an echo: a modem takes them for commands, or the wires are joined
                return Outcome(Outcome.LINE_BAD)
            if ticks_diff(ticks_ms(), gained_ms) > _STUCK_MS:
                return Outcome(Outcome.LINE_BAD)
            silent = 0 if self._heard else silent + 1
            if silent == SILENT_ROUNDS:
                return Outcome(Outcome.NO_ANSWER)
            if frame is None:
                offers += 1
                asked_ms = asked_ms if offers > 1 else ticks_ms()
                transfer.offer()
                continue
            is_answer = frame[0] == frames.RESUME or (frame[0] == frames.CHALLENGE and not transfer.is_signed)
            if is_answer:
                if offers in (1, 2):  # the second may have been early; of more than two, some were lost
                    answered_ms = ticks_diff(ticks_ms(), asked_ms)
                    self._unanswered_ms = min(max(UNANSWERED_MS, answered_ms * 3 // 2), _LONGEST_MS)
                    transfer.is_late = self._is_late()
            transfer.hear(frame)
            if is_answer:  # signing an offer takes its time, which is not the line's
                offers, asked_ms = int(frame[0] == frames.CHALLENGE), ticks_ms()
            if transfer.progress > best:
                best = transfer.progress
                self.delivered = max(self.delivered, transfer.delivered)
                gained_ms = ticks_ms()
                if progress and not transfer.is_over:
                    progress(transfer.delivered, transfer.records)
        done = transfer.due()
        if done:
            self._write(done)
        if transfer.is_stranger:
            return Outcome(Outcome.STRANGER)
        if transfer.refusal:
            return Outcome(Outcome.REFUSED, None, transfer.refusal[0], transfer.refusal[1])
        return Outcome(Outcome.DELIVERED, transfer.receipt)

    def _is_late(self) -> bool:
        """Whether it takes so long until a lost frame is missed that each question goes out twice."""
        return self._unanswered_ms > UNANSWERED_MS

    def _forget_input(self) -> None:
        while self._uart.readinto(self._buffer):
            pass
        self._decoder = Decoder()
        self._waiting = []

    async def _next_frame(self, transfer: Transfer) -> tuple | None:
        """A frame of the centre, while what is due goes out; None if neither side sent one for that time."""
        self._heard = bool(self._waiting)
        while not self._waiting and not self._is_lost():
            count = self._uart.readinto(self._buffer)
            if count:
                self._heard = True
                bad = self._decoder.bad
                self._waiting = self._decoder.feed(memoryview(self._buffer)[:count])
                self.bad_frames += self._decoder.bad - bad
                await asyncio.sleep_ms(0)  # a line that never stops must not stop the other pages
                continue
            is_free = self._is_free()
            frame = transfer.due() if is_free else None
            if frame:
                self._write(frame)
                continue
            left_ms = ticks_diff(self._deadline_ms, ticks_ms())
            if left_ms <= 0:
                if self._uart.txdone():
                    return None
                self._wait_anew()  # a slow line is still sending
                continue
            try:
                await asyncio.wait_for_ms(self._arrived.wait(), left_ms if is_free else _DRAIN_MS)
            except asyncio.TimeoutError:  # noqa: UP041  MicroPython has no TimeoutError
                pass
        self._wait_anew()
        return self._waiting.pop(0) if self._waiting else None

    def _wait_anew(self) -> None:
        self._deadline_ms = ticks_add(ticks_ms(), self._unanswered_ms)

    def _is_free(self) -> bool:
        """Whether the line takes another frame. Once it is empty, by how fast it was, how much may wait on it."""
        if self._room_bytes > 0:
            return True
        if not self._uart.txdone():
            return False
        took_ms = max(1, ticks_diff(ticks_ms(), self._handed_ms))
        ahead_bytes = (self._ahead_bytes - self._room_bytes) * _AHEAD_MS // took_ms
        self._ahead_bytes = self._room_bytes = min(max(ahead_bytes, _LEAST_BYTES), self._most_bytes)
        return True

    def _write(self, data: bytes | bytearray) -> None:
        if self._room_bytes == self._ahead_bytes:
            self._handed_ms = ticks_ms()
        self._room_bytes -= len(data)
        self._uart.write(data)
        self._wait_anew()
