"""Commands to a GM65-class bar-code module ("7E 00" register protocol) and their replies.

Command: 7E 00, type, length, address (2), data, CRC-16/XMODEM from the type on. The module is silent on a bad CRC and
on a frame that takes longer than 400 ms (GM65 manual, "serial commands").
"""

import asyncio
from time import ticks_diff, ticks_ms

from machine import UART

from drivers.gm65_stream import Gm65Stream
from drivers.hearing import hear
from formats.crc16 import crc16_xmodem

READ, WRITE, SAVE = 0x07, 0x08, 0x09
REPLY_TIMEOUT_MS = 100  # the module answers within some 20 ms
RETRY_PAUSE_MS = 50  # catches a late answer, which would pass for the next command's
TRIES = 3
IDLE_TIMEOUT_MS = 200  # gaps inside a code reach some 30 ms
AFTER_TAIL_MS = 60  # a line end followed by more within this time is part of the code
CHUNK_BYTES = 64


class Gm65Link:
    """The serial line to the module: one command at a time, codes to `on_code` (see Gm65Stream) at any time."""

    def __init__(self, uart: UART, on_code) -> None:
        self._uart = uart
        self.stream = Gm65Stream(on_code, self._on_reply)
        self._chunk = bytearray(CHUNK_BYTES)
        self._last_byte_ms = ticks_ms()
        self._bytes_came = asyncio.ThreadSafeFlag()
        self._half_a_code = asyncio.Event()
        self._answered = asyncio.Event()
        self._answer: tuple | None = None
        self._waits = False
        self._tasks: tuple | None = None

    def set_baudrate(self, baudrate: int) -> None:
        """Change the rate; bytes received at the old one are discarded."""
        self._uart.init(baudrate=baudrate)  # no buffers: ports refuse another size, or set all up anew
        hear(self._uart, self._wake)  # some ports drop it with the old settings
        self.take()
        self.stream.forget()
        if self._tasks is None:
            self._tasks = (asyncio.create_task(self._listen()), asyncio.create_task(self._watch_for_silence()))

    def take(self) -> bool:
        """Feed what has arrived to the stream. True if there was anything."""
        came = False
        while True:
            count = self._uart.readinto(self._chunk)
            if not count:
                return came
            came = True
            self._last_byte_ms = ticks_ms()
            self.stream.feed(self._chunk, count)

    async def read(self, register: int, count: int = 1, tries: int = TRIES) -> bytes | None:
        """The values of registers; None if the module does not answer.

        register: the first.
        count: how many, at most 8.
        tries: how often to ask.
        """
        data = await self._command(READ, register, bytes((count,)), tries)
        return data if data is not None and len(data) == count else None

    async def write(self, register: int, data: bytes, tries: int = TRIES) -> bool:
        """Write registers. True if the module confirms. Some confirm values that they ignore, so read them back.

        register: the first.
        data: the values.
        tries: how often to ask.
        """
        return await self._command(WRITE, register, data, tries) is not None

    async def save(self) -> bool:
        """Save the registers, so that they survive a power cut. False if the module refuses."""
        return await self._command(SAVE, 0, b"\0", TRIES) is not None

    async def _command(self, kind: int, register: int, data: bytes, tries: int) -> bytes | None:
        length = 1 if kind == READ else len(data)
        body = bytes((kind, length, register >> 8, register & 0xFF)) + data
        frame = b"\x7e\x00" + body + crc16_xmodem(body).to_bytes(2, "big")
        for attempt in range(tries):
            self.take()
            self._take_answer()
            self._waits = True
            self._answered.clear()
            self._uart.write(frame)
            try:
                await asyncio.wait_for_ms(self._answered.wait(), REPLY_TIMEOUT_MS)
            except asyncio.TimeoutError:  # noqa: UP041  MicroPython has no other
                pass
            answer, self._waits = self._take_answer(), False
            if answer is None or attempt:
                await asyncio.sleep_ms(RETRY_PAUSE_MS)
            if answer is not None:
                return answer[1] if answer[0] == 0 else None
        return None

    def _take_answer(self) -> tuple | None:
        answer, self._answer = self._answer, None
        return answer

    def _on_reply(self, kind: int, data: bytes) -> bool:
        if not self._waits:
            return False
        self._answer = (kind, data)
        self._answered.set()
        return True

    def _wake(self, _uart) -> None:
        self._bytes_came.set()

    async def _listen(self) -> None:
        while True:
            await self._bytes_came.wait()
            self.take()
            if self.stream.in_the_middle:
                self._half_a_code.set()

    async def _watch_for_silence(self) -> None:
        """End a code or reply that stops midway. A separate task, since a time-out per wait would fill the heap."""
        while True:
            await self._half_a_code.wait()
            self._half_a_code.clear()
            while self.stream.in_the_middle:
                idle_ms = AFTER_TAIL_MS if self.stream.has_tail else IDLE_TIMEOUT_MS
                remaining_ms = idle_ms - ticks_diff(ticks_ms(), self._last_byte_ms)
                if remaining_ms > 0:
                    await asyncio.sleep_ms(remaining_ms)
                elif not self.take():  # bytes may have arrived while the processor was busy
                    self.stream.line_is_idle()
