"""Take the files that a terminal lacks from a computer at its serial line: `tamga terminals bring`.

Only a terminal without an election has this code in its memory and its line open. What comes is signed by the authority
and checked at the next start; nothing is read out but hashes. docs/formats.md, section 10, types 14 to 18.
"""

import asyncio
import hashlib
import os
import struct
from binascii import hexlify

from drivers.hearing import hear
from drivers.paced import PacedLine
from drivers.processor import restart
from formats import frames
from screens.first_of import first
from terminal.election import PART

# In the order in which they get their names: what makes the terminal somebody, or gives it an election, is the last.
BEFORE_KEY = ("firmware.tmf", "data/seed.bin", "data/device.cbor")
WITH_KEY = ("data/places", "data/line.json", "data/training.tmpk", "data/test.tmpk", "data/official.tmpk")
_QUIET_MS = 20_000  # the computer has gone
_READ_BYTES = 64
_HASH_BYTES = 512
_ANSWER_BYTES = frames.PAYLOAD_SIZE - 2
_PUT = "<IB"  # where in the file, and the length of its name, which the bytes follow
_SYNC_BYTES = 4096  # so much is lost at most when the power goes


def image_role() -> str:
    """The role that the image in the ROM partition has; "" where there is none."""
    return ([role for role in ("booth", "desk") if role in _listed("/rom")] or [""])[0]


class Bringing:
    """One visit of a computer.

    files: what may come, BEFORE_KEY or WITH_KEY. key: the signed object that shows the terminal's key; b"" before.
    line: drivers.buses.SerialLine. clock: drivers.clock.WallClock. board: its name.
    """

    def __init__(self, files: tuple, key: bytes, line, clock, board: str) -> None:
        self._uart, txbuf_bytes = line.open() or (None, 0)  # type: ignore[var-annotated]  # a console keeps it
        self._line = PacedLine(self._uart, txbuf_bytes)
        self._clock, self._board, self._files, self._key = clock, board, files, key
        self._decoder, self._buffer = frames.Decoder(), bytearray(_READ_BYTES)
        self._arrived = asyncio.ThreadSafeFlag()
        self._name, self._size, self._synced = "", 0, 0
        self._open_files: list = []  # the one that grows
        self._came = False
        if self._uart:
            hear(self._uart, self._on_bytes)

    def _on_bytes(self, _) -> None:
        self._arrived.set()

    async def beside(self, dialog, title: str, lines: list) -> bool:
        """Show a page until OK: True. False: a computer came with files, and went before all were here."""
        if not self._uart:
            await dialog.message(title, lines)
            return True
        number, _ = await first(dialog.message(title, lines), self._until_files_come())
        if number:
            dialog.show(title, [dialog.texts("bringing_files")])
            await self._until_quiet()
        return not number

    async def _until_files_come(self) -> None:
        while not self._came:
            await self._arrived.wait()
            await self._take()

    async def _until_quiet(self) -> None:
        try:
            while True:
                await asyncio.wait_for_ms(self._arrived.wait(), _QUIET_MS)
                await self._take()
        except asyncio.TimeoutError:  # noqa: UP041  MicroPython's is not the built-in one
            self._close()

    async def _take(self) -> None:
        while count := self._uart.readinto(self._buffer):
            for kind, sequence, _, payload in self._decoder.feed(memoryview(self._buffer)[:count]):
                answer = await self._answer_to(kind, payload)
                if answer is not None:
                    await self._say(sequence, answer)
                if kind == frames.KEEP and answer == b"\1":
                    await self._line.sent()
                    restart()

    async def _answer_to(self, kind: int, payload: bytes) -> bytes | None:
        if kind == frames.WHO:
            names = [name.encode() for name in (self._board, image_role())]
            return b"".join([bytes((len(name),)) + name for name in names]) + self._key
        if kind == frames.CHECK:
            return await self._check(_text(payload))
        if kind == frames.PUT and len(payload) > 5:
            return self._put(payload)
        if kind == frames.KEEP:
            return await self._keep(_text(payload).split("\n"))
        if kind == frames.SET_CLOCK and len(payload) == 4:
            done = self._clock.set(struct.unpack("<I", payload)[0])
            return struct.pack("<I", (done and self._clock.now()) or 0)
        return None

    async def _say(self, sequence: int, answer: bytes) -> None:
        """In pieces, the first of which begins with the length of all."""
        answer = struct.pack("<H", len(answer)) + answer
        for place in range(0, len(answer), _ANSWER_BYTES):
            piece = frames.encode(frames.PIECE, sequence, place // _ANSWER_BYTES, answer[place : place + _ANSWER_BYTES])
            await self._line.write(piece)

    async def _check(self, name: str) -> bytes | None:
        """Bytes of a file so far, whether it has its name already, SHA-256."""
        if name not in self._files:
            return None
        self._close()
        has_part = _size(name + PART) is not None
        size, digest = await _hashed(name + PART if has_part else name)
        return struct.pack("<IB", size, not has_part) + digest

    def _put(self, payload: bytes) -> bytes | None:
        """Bytes of a file; where it ends now. At 0 it begins anew; anywhere else bytes follow those that are there."""
        at, length = struct.unpack_from(_PUT, payload)
        name, content = _text(payload[5 : 5 + length]), payload[5 + length :]
        if name not in self._files:
            return None
        if name != self._name or not at:
            self._open(name, anew=not at)
        self._came = True
        if at == self._size:
            self._open_files[0].write(content)
            self._size += len(content)
            if self._size - self._synced >= _SYNC_BYTES:
                self._open_files[0].flush()
                self._synced = self._size
        return struct.pack("<I", self._size)

    def _open(self, name: str, anew: bool) -> None:
        self._close()
        if _size("data") is None:
            os.mkdir("data")
        self._open_files.append(open(name + PART, "wb" if anew else "ab"))
        self._name, self._size = name, 0 if anew else _size(name + PART)
        self._synced = self._size

    def _close(self) -> None:
        for file in self._open_files:
            file.close()
        self._open_files.clear()
        self._name = ""

    async def _keep(self, said: list) -> bytes:
        """Give the files their names, if all that were said are there: lines of a name and the hash's first digits."""
        self._close()
        named = [line.partition(" ")[0] for line in said]
        for line in said:
            name, _, wanted = line.partition(" ")
            path = name + PART if _size(name + PART) is not None else name
            if name not in self._files or _size(path) is None:
                return b"\0"
            if hexlify((await _hashed(path))[1][: len(wanted) // 2]).decode() != wanted:
                return b"\0"
        for name in self._files:
            if name in named and _size(name + PART) is not None:
                os.rename(name + PART, name)
        return b"\1"


async def _hashed(path: str) -> tuple:
    """(bytes, SHA-256) of a file; of no bytes where there is none."""
    digest, size = hashlib.sha256(), 0
    if _size(path) is not None:
        with open(path, "rb") as file:
            while piece := file.read(_HASH_BYTES):
                digest.update(piece)
                size += len(piece)
                await asyncio.sleep_ms(0)
    return size, digest.digest()


def _text(payload) -> str:
    try:
        return bytes(payload).decode()
    except UnicodeError:
        return ""


def _size(path: str) -> int | None:
    try:
        return os.stat(path)[6]
    except OSError:
        return None


def _listed(folder: str) -> list:
    try:
        return os.listdir(folder)
    except OSError:
        return []
