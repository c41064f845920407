"""Thousands of desks at once: each has a connection, offers its objects one after another, and asks again like a desk.

    python -m host_tools.collecting.made_up.clients HOST PORT AT_ONCE WORK RESULT

WORK: a pickled list, for each desk (precinct, its objects as (kind, object)); desks are those of `nation`. RESULT: a
`Result` as JSON. All connect, then AT_ONCE begin, and another whenever one has its answers.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import random
import resource
import sys
import time
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from host_tools.collecting.desk_proof import DeskProof
from host_tools.collecting.frames import RECORD_SIZE, WINDOW, Decoder, Frame, Type, encode
from host_tools.collecting.made_up import nation
from host_tools.collecting.resuming import Resume

Objects = list[tuple[str, bytes]]
Work = tuple[int, Objects]  # precinct, what its desk brings

_UNANSWERED_S = 2.0  # then a desk offers again
_LOOK_S = 0.5
_CONNECTING = 500  # at the same time
_LOOPBACKS = 180  # source addresses: one has too few ports for a nation
_GIVE_UP_S = 300.0


@dataclass(frozen=True)
class Result:
    """seconds: from the first offer to the last answer. p50_ms, p99_ms: offer to whole receipt. lost: ended early.

    words: of a refusal.
    """

    objects: int
    refused: int
    lost: int
    offered_again: int
    seconds: float
    p50_ms: float
    p99_ms: float
    words: str


class _Desk(asyncio.Protocol):
    """One connection. begun: when its object was first offered. heard: when anything came last."""

    def __init__(self, work: Work) -> None:
        self.taken_s: list[float] = []
        self.refused = self.again = 0
        self.words = ""
        self.begun_s = 0.0
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.is_lost = False
        precinct, self._objects = work
        self._centre = bytes(nation.CENTRE.verify_key)
        self._precinct, self._key = precinct, nation.key_of(precinct, 0)
        self._decoder = Decoder()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self.is_lost = not self.over.done()
        self._end()

    def begin(self) -> None:
        """Offer the next object, or end."""
        if not self._objects:
            self._end()
            return
        kind, data = self._objects.pop(0)
        self._data, self._digest = data, sha256(data).digest()
        self._records = [
            encode(Frame(Type.RECORD, number, payload=data[at : at + RECORD_SIZE]))
            for number, at in enumerate(range(0, len(data), RECORD_SIZE))
        ]
        self._kind, self._offer = kind, b""
        self._proof = DeskProof(nation.ELECTION, self._precinct, self._key, self._centre)
        self._pieces: list[bytes] = []
        self._sent = 0
        self._offered = True
        self.begun_s = self.heard_s = time.perf_counter()
        self._ask()

    def _ask(self) -> None:
        if self._offer:
            self._transport.write(encode(Frame(Type.OFFER, payload=self._offer)))
        else:
            self._transport.write(encode(Frame(Type.HELLO, payload=self._proof.nonce)))

    def ask_again(self) -> None:
        """Nothing was heard for a while."""
        self.again += 1
        self.heard_s = time.perf_counter()
        self._offered = True
        self._ask()

    def data_received(self, data: bytes) -> None:
        self.heard_s = time.perf_counter()
        for frame in self._decoder.feed(data):
            if frame is not None and not self.over.done():
                self._hear(frame)

    def _hear(self, frame: Frame) -> None:
        if frame.type == Type.CHALLENGE and not self._offer and frame.payload.startswith(self._proof.nonce):
            self._offer = self._proof.offer(frame.payload[len(self._proof.nonce) :], self._kind, self._data)
            self._ask()
        elif frame.type == Type.RESUME and self._offered and self._offer:
            resume = Resume.read(frame.payload)
            if not self._proof.holds(self._offer, resume.proof) or not resume.is_of(self._data):
                return  # of the object before, which was offered twice
            self._offered = False
            self._sent = resume.wanted
            self._send_on(self._sent)
        elif frame.type == Type.REFUSED:
            self.refused += 1
            self.words = frame.payload[1:].decode("utf-8", "replace")
            self.begin()
        elif self._offered:
            return  # it belongs to something before the offer
        elif frame.type == Type.ACKNOWLEDGE:
            self._send_on(frame.acknowledge)
        elif frame.type == Type.ANSWER and frame.sequence == len(self._pieces):
            self._pieces.append(frame.payload)
            if len(frame.payload) < RECORD_SIZE:
                self.taken_s.append(time.perf_counter() - self.begun_s)
                receipt = b"".join(self._pieces)
                self._transport.write(encode(Frame(Type.DONE, payload=sha256(receipt).digest())))
                self.begin()

    def _send_on(self, acknowledged: int) -> None:
        if acknowledged >= len(self._records):
            self._pieces = []
            self._transport.write(encode(Frame(Type.END, payload=self._digest)))
            return
        upto = min(len(self._records), acknowledged + WINDOW)
        if upto > self._sent:
            self._transport.write(b"".join(self._records[self._sent : upto]))
            self._sent = upto

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    def _end(self) -> None:
        if not self.over.done():
            self.over.set_result(None)


async def load(host: str, port: int, at_once: int, work: list[Work]) -> Result:
    """Connect all desks, let so many begin, and wait until the last has its answers."""
    loop = asyncio.get_running_loop()
    connecting = asyncio.Semaphore(_CONNECTING)

    async def connect(one: Work) -> _Desk:
        async with connecting:
            source = f"127.0.0.{random.randrange(2, 2 + _LOOPBACKS)}", 0
            _, desk = await loop.create_connection(lambda: _Desk(one), host, port, local_addr=source)
            return desk

    desks = await asyncio.gather(*map(connect, work))
    began = time.perf_counter()
    idle = list(desks)

    def begin_another(_: object = None) -> None:
        if idle:
            desk = idle.pop()
            desk.over.add_done_callback(begin_another)
            desk.begin()

    for _ in range(at_once):
        begin_another()
    waiting = asyncio.gather(*(desk.over for desk in desks))
    while not waiting.done() and time.perf_counter() - began < _GIVE_UP_S:
        await asyncio.wait([waiting], timeout=_LOOK_S)
        late = time.perf_counter() - _UNANSWERED_S
        for desk in desks:
            if desk.begun_s and not desk.over.done() and desk.heard_s < late:
                desk.ask_again()
    seconds = time.perf_counter() - began
    taken = sorted(one for desk in desks for one in desk.taken_s)
    for desk in desks:
        desk.close()
    waiting.cancel()
    lost = sum(desk.is_lost for desk in desks)
    refused, again = sum(desk.refused for desk in desks), sum(desk.again for desk in desks)
    words = next((desk.words for desk in desks if desk.words), "")
    return Result(len(taken), refused, lost, again, round(seconds, 2), _share(taken, 0.5), _share(taken, 0.99), words)


def _share(taken_s: list[float], share: float) -> float:
    """In how many milliseconds so many of them had ended. taken_s: sorted."""
    return round(1000 * taken_s[int(share * (len(taken_s) - 1))], 1) if taken_s else 0.0


def main(host: str, port: str, at_once: str, work: str, result: str) -> None:
    """Run one load."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    objects = pickle.loads(Path(work).read_bytes())  # our own file, written a moment ago
    Path(result).write_text(json.dumps(asdict(asyncio.run(load(host, int(port), int(at_once), objects)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
