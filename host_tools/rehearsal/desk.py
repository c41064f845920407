"""A desk on a bad line: offers its objects, goes on where the line broke, asks again, until it has its receipts."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from host_tools.collecting.checks import Reason
from host_tools.collecting.desk_proof import DeskProof
from host_tools.collecting.frames import RECORD_SIZE, WINDOW, Decoder, Frame, Type, encode
from host_tools.collecting.resuming import Resume
from host_tools.errors import RehearsalError
from host_tools.rehearsal.faults import Line

_UNANSWERED_S = 2.0  # then a desk offers again
_AWAY_S = 0.5  # between calls, where nobody answers
_MOST_CALLS = 400
Address = tuple[str, int]


class Sent(NamedTuple):
    """What became of an object. receipt: as it came; reason: why it was refused. calls: connections that it took."""

    receipt: bytes | None
    reason: int | None
    text: str
    calls: int


class BrokenLineError(RehearsalError):
    """The line broke off."""


class Desk:
    """Sends one object after another. line, proof: called for each connection."""

    def __init__(self, address: Address, line: Callable[[], Line], proof: Callable[[], DeskProof]) -> None:
        self._address, self._make_line, self._make_proof = address, line, proof

    async def send(self, kind: str, data: bytes) -> Sent:
        """Send an object until it is answered for good. What waits for another is the caller's to send again."""
        again = False
        for call in range(1, _MOST_CALLS + 1):
            try:
                reader, writer = await asyncio.open_connection(*self._address)
            except OSError:
                await asyncio.sleep(_AWAY_S)  # the collector is being started again
                continue
            link = _Link(reader, writer, self._make_line(), self._make_proof())
            try:
                found = await link.deliver(kind, data, again)
                return found._replace(calls=call)
            except (BrokenLineError, OSError):
                again = link.must_forget
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
        return Sent(None, int(Reason.STORE), "gave up", _MOST_CALLS)


class _Link:
    """One connection."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: Line, proof: DeskProof
    ) -> None:
        self._reader, self._writer, self._line, self._proof = reader, writer, line, proof
        self._decoder = Decoder()
        self._frames: list[Frame] = []
        self._carried = 0
        self.must_forget = False

    async def deliver(self, kind: str, data: bytes, forget: bool) -> Sent:
        digest = sha256(data).digest()
        records = [data[at : at + RECORD_SIZE] for at in range(0, len(data), RECORD_SIZE)]
        offer = await self._greet(kind, data)
        wanted: int | None = None
        sent, pieces = 0, dict[int, bytes]()
        await self._write(Type.OFFER, payload=offer, sequence=int(forget))
        while True:
            frame = await self._read()
            if frame is None:  # nobody answered for a while
                wanted = None
                await self._write(Type.OFFER, payload=offer, sequence=int(self.must_forget))
            elif frame.type == Type.RESUME:
                resume = Resume.read(frame.payload)
                if not self._proof.holds(offer, resume.proof):
                    return Sent(None, int(Reason.SIGNATURE), "the other end is not the centre", 1)
                if not resume.is_of(data):
                    self.must_forget = True
                    await self._write(Type.OFFER, payload=offer, sequence=1)
                    continue
                self.must_forget = False
                wanted = sent = resume.wanted
                pieces = {}
            elif frame.type == Type.REFUSED:
                if frame.payload[0] == Reason.CHALLENGE:
                    offer = await self._greet(kind, data)
                    await self._write(Type.OFFER, payload=offer, sequence=int(self.must_forget))
                    wanted = None
                    continue
                if frame.payload[0] == Reason.DAMAGED:
                    await self._write(Type.OFFER, payload=offer, sequence=1)
                    wanted = None
                    continue
                return Sent(None, frame.payload[0], frame.payload[1:].decode("utf-8", "replace"), 1)
            elif wanted is None:
                continue  # it belongs to something before the offer
            elif frame.type == Type.ACKNOWLEDGE:
                wanted = max(wanted, frame.acknowledge)
                sent = frame.acknowledge if frame.sequence else max(sent, frame.acknowledge)
            elif frame.type == Type.ANSWER:
                pieces[frame.sequence] = frame.payload
                receipt = _whole(pieces)
                if receipt is not None:
                    await self._write(Type.DONE, payload=sha256(receipt).digest())
                    return Sent(receipt, None, "", 1)
                continue
            if wanted is not None:
                sent = await self._send_on(records, wanted, sent, digest)

    async def _greet(self, kind: str, data: bytes) -> bytes:
        """Say hello until there is a challenge; the offer that answers it."""
        await self._write(Type.HELLO, payload=self._proof.nonce)
        while True:
            frame = await self._read()
            if frame is None:
                await self._write(Type.HELLO, payload=self._proof.nonce)
            elif frame.type == Type.CHALLENGE and frame.payload.startswith(self._proof.nonce):
                return self._proof.offer(frame.payload[len(self._proof.nonce) :], kind, data)

    async def _send_on(self, records: list[bytes], wanted: int, sent: int, digest: bytes) -> int:
        if wanted >= len(records):
            await self._write(Type.END, payload=digest)
            return sent
        upto = min(len(records), wanted + WINDOW)
        for number in range(sent, upto):
            await self._write(Type.RECORD, payload=records[number], sequence=number)
        return max(sent, upto)

    async def _write(self, kind: Type, payload: bytes, sequence: int = 0) -> None:
        data = self._line.carried(encode(Frame(kind, sequence, payload=payload)))
        for at in range(0, len(data), self._line.piece):
            self._writer.write(data[at : at + self._line.piece])
        self._carried += len(data)
        if self._line.breaks_after and self._carried > self._line.breaks_after:
            raise BrokenLineError
        await self._writer.drain()

    async def _read(self) -> Frame | None:
        """The next sound frame; None where nothing came for a while."""
        while not self._frames:
            try:
                data = await asyncio.wait_for(self._reader.read(4096), _UNANSWERED_S)
            except TimeoutError:
                return None
            if not data:
                raise BrokenLineError
            self._frames += [frame for frame in self._decoder.feed(self._line.carried(data)) if frame is not None]
        return self._frames.pop(0)


def _whole(pieces: dict[int, bytes]) -> bytes | None:
    """A receipt, once its pieces are there; one that is not full is the last."""
    last = next((number for number, piece in pieces.items() if len(piece) < RECORD_SIZE), None)
    if last is None or set(range(last + 1)) - pieces.keys():
        return None
    return b"".join(pieces[number] for number in range(last + 1))


async def nonsense(address: Address, draw: random.Random) -> None:
    """Somebody who knows no frames."""
    with contextlib.suppress(OSError):
        _, writer = await asyncio.open_connection(*address)
        writer.write(draw.randbytes(draw.randrange(1, 3000)))
        await writer.drain()
        writer.close()
