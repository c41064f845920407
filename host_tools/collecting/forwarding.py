"""What a district does beside collecting: it brings all it took to the centre, and the centre's receipts to the desks.

A district signs nothing. A desk trusts the one key that its definition names, and a receipt means that the centre has
the protocol; so the district keeps, forwards, and hands on what the centre signed. The outbox is written in the same
transaction as the object, and the centre knows objects by their hash: nothing is lost or counted twice, whoever dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import aiohttp
import sqlalchemy as sa

from host_tools import certificates
from host_tools.collecting.centre import Answer, Arrival, Kept, Outcome, Taker
from host_tools.collecting.checks import PROTOCOL, Reason, Refusal
from host_tools.collecting.http import REASON_HEADER
from host_tools.collecting.http_proof import ANSWERED, ASKED, GIVEN, Credentials, Sender, given_header
from host_tools.collecting.schema import objects, outbox
from host_tools.collecting.store import Row, Store
from host_tools.errors import CollectingError
from host_tools.formats import cose
from host_tools.formats.objects import Receipt
from host_tools.formats.payload import PayloadError

ANSWER_WITHIN_S = 10.0  # a desk gives up after 16 s of silence
_BATCH = 512  # objects that are looked at together
_AT_ONCE = 32  # precincts; the objects of one go one after another
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 30.0
_PATIENCE_S = 15.0  # of one request
_PROOFS = 3  # requests for one object: without a challenge, with an old one, with a new one


class _Answered(NamedTuple):
    """What the centre said of one object. state: of the outbox. receipt: with `done`."""

    row: Row
    state: str
    receipt: bytes
    reason: int
    text: str


class _UnreachableError(CollectingError):
    """The centre does not answer, cannot store, or what answers is no centre. The message says which."""


class Relay:
    """A Taker for the lines of a district: answers with the centre's receipt, or after a while with *send again*."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker
        self._waiting: dict[bytes, list[Answer]] = defaultdict(list)

    def has(self, digest: bytes) -> bool:
        """As the store behind it."""
        return self._taker.has(digest)

    def submit(self, arrival: Arrival, answer: Answer) -> None:
        """Keep an object; the answer to a protocol waits for the centre's."""
        self._taker.submit(arrival, lambda outcome: self._kept(outcome, answer))

    def brought(self, row: Row, outcome: Outcome) -> None:
        """The centre has answered."""
        for answer in self._waiting.pop(row.hash, ()):
            answer(outcome)

    def _kept(self, outcome: Outcome, answer: Answer) -> None:
        if isinstance(outcome, Refusal) or outcome.row.kind != PROTOCOL or outcome.row.receipt:
            answer(outcome)
            return
        row = outcome.row
        self._waiting[row.hash].append(answer)
        asyncio.get_running_loop().call_later(ANSWER_WITHIN_S, self._late, row, answer)

    def _late(self, row: Row, answer: Answer) -> None:
        if answer not in self._waiting.get(row.hash, ()):
            return
        self._waiting[row.hash].remove(answer)
        has = f"The district has protocol {row.version} of precinct {row.precinct} and brings it to the centre"
        answer(Refusal(Reason.RECEIPT, f"{has}. Send again later for the receipt."))


class Forwarder:
    """Brings the outbox to one centre, oldest first; backs off while the centre cannot be reached.

    url: of the centre's HTTP. centre: its public key. sender: proves to the centre whose objects these are.
    brought: called with what the centre said of each protocol.
    say: takes a sentence for the operators, once when the centre goes and once when it is back.
    """

    def __init__(
        self,
        store: Store,
        url: str,
        centre: bytes,
        sender: Sender | None,
        brought: Callable[[Row, Outcome], None] = lambda row, outcome: None,
        say: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.sent = 0
        self._store, self._url, self._centre = store, url.rstrip("/"), centre
        self._sender, self._brought, self._say = sender, brought, say
        self._wake = asyncio.Event()
        self._closing = asyncio.Event()

    def wake(self) -> None:
        """Something may have come."""
        self._wake.set()

    def close(self) -> None:
        """Let `run` end after what is on its way."""
        self._closing.set()
        self._wake.set()

    async def run(self) -> None:
        """Forward until `close`."""
        failures = 0
        timeout = aiohttp.ClientTimeout(total=_PATIENCE_S)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while not self._closing.is_set():
                try:
                    # After a failure one object asks whether the centre is back; the others wait with it.
                    progress = await self._forward_some(session, 1 if failures else _BATCH)
                except (_UnreachableError, sa.exc.DBAPIError) as error:
                    failures += 1
                    if failures == 1:
                        why = error if isinstance(error, _UnreachableError) else "the database cannot be reached"
                        self._say(f"{self._url}: {why}; what comes is kept and goes there later")
                    await self._pause(self._closing, _wait_s(failures))
                    continue
                if failures:
                    self._say(f"{self._url}: answers again")
                failures = 0
                if not progress:
                    await self._pause(self._wake, _LONGEST_WAIT_S)
                    self._wake.clear()

    async def _pause(self, until: asyncio.Event, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(until.wait(), seconds)

    async def _forward_some(self, session: aiohttp.ClientSession, most: int) -> bool:
        """One batch; whether anything changed. What was answered is written even where the rest did not get through."""
        rows = await asyncio.to_thread(self._waiting_rows, most)
        by_precinct = groupby(sorted(rows, key=lambda row: (row.precinct, row.sequence)), key=lambda row: row.precinct)
        answered: list[_Answered] = []
        at_once = asyncio.Semaphore(_AT_ONCE)
        broken = False

        async def precinct(objects: Sequence[Row]) -> None:
            nonlocal broken
            async with at_once:
                for row in objects:
                    if broken:
                        return
                    try:
                        found = await self._put(session, row)
                    except _UnreachableError:
                        broken = True
                        raise
                    answered.append(found)
                    if found.state == "waiting":
                        return  # the later ones need this one

        tasks = [asyncio.create_task(precinct(list(part))) for _, part in by_precinct]
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        if answered:
            await asyncio.to_thread(self._write, answered)
        for one in answered:
            if one.state == "done":
                self._brought(one.row, Kept(one.row._replace(receipt=one.receipt or None), is_new=True))
            elif one.state == "refused":
                self._say(f"{self._url} refused {one.row.hash.hex()[:16]} of precinct {one.row.precinct}: {one.text}")
                self._brought(one.row, Refusal(Reason(one.reason), one.text))
        for result in ended:
            if isinstance(result, BaseException):
                raise result
        return any(one.state != "waiting" for one in answered)

    async def _put(self, session: aiohttp.ClientSession, row: Row) -> _Answered:
        """One object. Where the centre asks for another proof, as after its restart, it is given once."""
        assert self._sender, "a district proves itself to its centre"
        for _ in range(_PROOFS):
            given = self._sender.offer(row.kind, row.object) if self._sender.has_challenge else None
            status, body, headers = await self._ask(session, row, given)
            if status != 401:
                break
            if not self._sender.is_challenged(headers.get(ASKED, "")):
                raise _UnreachableError("is no centre (HTTP status 401)")
        else:
            raise _UnreachableError(f"does not take this district's proof: {body.decode('utf-8', 'replace')}")
        if given is None or not self._sender.holds(given, headers.get(ANSWERED, "")):
            raise _UnreachableError(f"does not prove that it is the centre (HTTP status {status})")
        return self._answered(row, status, body, headers.get(REASON_HEADER, ""))

    async def _ask(
        self, session: aiohttp.ClientSession, row: Row, given: Credentials | None
    ) -> tuple[int, bytes, Mapping[str, str]]:
        """(status, body, headers) of one request. given: None asks for a challenge, and brings no object."""
        self.sent += given is not None
        headers = {GIVEN: given_header(given)} if given else {}
        url, data = f"{self._url}/objects/{row.hash.hex()}", row.object if given else b""
        try:
            async with session.put(url, data=data, headers=headers) as answer:
                return answer.status, await answer.read(), answer.headers
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise _UnreachableError(certificates.refused(error) or "cannot be reached") from error

    def _answered(self, row: Row, status: int, body: bytes, reason: str) -> _Answered:
        if status == 200:
            if not self._is_receipt(row, body):
                raise _UnreachableError("gives receipts that are not the centre's")
            return _Answered(row, "done", body, 0, "")
        if status == 503:
            raise _UnreachableError("cannot store anything at present")
        if status not in (400, 409, 413, 425) or not reason.isdigit() or int(reason) not in list(Reason):
            raise _UnreachableError(f"is no centre (HTTP status {status})")
        text = body.decode("utf-8", "replace")
        return _Answered(row, "waiting" if status == 425 else "refused", b"", int(reason), text)

    def _is_receipt(self, row: Row, body: bytes) -> bool:
        """Whether the centre signed it for this object; sealed totals have an empty one."""
        if row.kind != PROTOCOL:
            return body == b""
        payload = cose.verify1(body, self._centre)
        try:
            return payload is not None and Receipt.from_cbor(payload).protocol == row.hash
        except PayloadError:
            return False

    def _waiting_rows(self, most: int) -> list[Row]:
        query = sa.select(objects).join(outbox, outbox.c.sequence == objects.c.sequence)
        query = query.where(outbox.c.state == "waiting").order_by(outbox.c.sequence).limit(most)
        with self._store.engine.connect() as connection:
            return [Row(*row) for row in connection.execute(query)]

    def _write(self, answered: Sequence[_Answered]) -> None:
        with self._store.writing() as connection:
            key: sa.BindParameter[int] = sa.bindparam("key")
            values = {"state": sa.bindparam("to"), "tries": outbox.c.tries + 1, "answer": sa.bindparam("text")}
            parameters = [{"key": one.row.sequence, "to": one.state, "text": one.text} for one in answered]
            connection.execute(sa.update(outbox).where(outbox.c.sequence == key).values(values), parameters)
            receipts = [
                {"key": one.row.sequence, "given": one.receipt, "its": _number(one.receipt)}
                for one in answered
                if one.receipt
            ]
            if receipts:
                values = {"receipt": sa.bindparam("given"), "number": sa.bindparam("its")}
                connection.execute(sa.update(objects).where(objects.c.sequence == key).values(values), receipts)


def _number(receipt: bytes) -> int:
    """Of a receipt that was verified."""
    peeked = cose.peek1(receipt)
    assert peeked is not None
    return Receipt.from_cbor(peeked[1]).journal_number


def _wait_s(failures: int) -> float:
    """Longer with each failure, and never the same for two districts."""
    return min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0 ** min(failures, 10)) * random.uniform(0.5, 1.0)
