"""The centre's side of one line, without the line: bytes heard in, bytes to send out, no clock.

The terminal alone repeats (formats, section 10), so all that happens here happens because a frame came.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from host_tools.collecting.centre import Centre
from host_tools.collecting.checks import Reason, Refusal, cannot_store, check_offer
from host_tools.collecting.frames import PAYLOAD_SIZE, RECORD_SIZE, Decoder, Frame, Type, encode
from host_tools.collecting.journal import Entry
from host_tools.collecting.partials import Partial, Partials

_OFFER = struct.Struct("<cI32s")


class What(Enum):
    """What happened on a line, for its operators."""

    OFFERED, RECORD, ENTERED, REPEATED, REFUSED, DONE = range(6)


@dataclass(frozen=True)
class Notice:
    """Something happened to an object. records: (there, all). entry, refusal: where there is one."""

    what: What
    digest: bytes
    records: tuple[int, int]
    entry: Entry | None = None
    refusal: Refusal | None = None


@dataclass
class _Session:
    """The object that the terminal offered last. entry: its row, once it has one."""

    partial: Partial
    entry: Entry | None


class Receiver:
    """One line's state. notice: called with what happens."""

    def __init__(
        self, centre: Centre, partials: Partials, notice: Callable[[Notice], None] = lambda notice: None
    ) -> None:
        self.decoder = Decoder()
        self._centre, self._partials, self._notice = centre, partials, notice
        self._session: _Session | None = None

    def receive(self, data: bytes) -> bytes:
        """Take bytes as they come from the line; what to send back."""
        return b"".join(encode(answer) for frame in self.decoder.feed(data) for answer in self._hear(frame))

    def _hear(self, frame: Frame | None) -> Iterator[Frame]:
        try:
            if frame is None:
                yield from self._damaged()
            elif frame.type == Type.OFFER and len(frame.payload) == _OFFER.size:
                yield from self._offered(frame)
            elif frame.type == Type.RECORD and self._session:
                yield from self._record(self._session, frame)
            elif frame.type == Type.END and self._session and frame.payload == self._session.partial.digest:
                yield from self._end(self._session)
            elif frame.type == Type.DONE and self._session:
                self._done(self._session, frame.payload)
        except (OSError, sqlite3.Error) as error:
            yield self._refuse(cannot_store(error), self._session)

    def _damaged(self) -> Iterator[Frame]:
        session = self._session
        if session and not session.entry and session.partial.wanted < session.partial.records:
            yield _wanted(session.partial, lost=True)

    def _offered(self, frame: Frame) -> Iterator[Frame]:
        kind, size, digest = _OFFER.unpack(frame.payload)
        refusal = check_offer(kind.decode("latin-1"), size)
        if refusal:
            self._session = None
            self._notice(Notice(What.REFUSED, digest, (0, 0), refusal=refusal))
            yield _refusal_frame(refusal)
            return
        session = self._session
        if session is None or (session.partial.digest, session.partial.size) != (digest, size):
            session = self._session = _Session(self._partials.open(digest, size), self._centre.find(digest))
            self._tell(What.OFFERED, session)
        if session.entry:
            session.partial.drop_file()  # it may have come in on another line
            yield Frame(Type.RESUME, payload=struct.pack("<H", session.partial.records) + digest)
            return
        if frame.sequence == 1:
            session.partial.forget()
        partial = session.partial
        yield Frame(Type.RESUME, payload=struct.pack("<H", partial.wanted) + sha256(partial.content).digest())

    def _record(self, session: _Session, frame: Frame) -> Iterator[Frame]:
        partial = session.partial
        if session.entry:
            return
        if partial.add(frame.sequence, frame.payload):
            self._tell(What.RECORD, session)
            yield _wanted(partial)
        else:
            yield _wanted(partial, lost=frame.sequence > partial.wanted)

    def _end(self, session: _Session) -> Iterator[Frame]:
        partial = session.partial
        if not session.entry:
            if partial.wanted < partial.records:
                yield _wanted(partial, lost=True)
                return
            if not partial.is_whole:
                partial.forget()
                yield self._refuse(Refusal(Reason.DAMAGED, "The object came damaged. Send it again."), session)
                return
            result = self._centre.accept(bytes(partial.content))
            if isinstance(result, Refusal):
                if result.reason != Reason.STORE:
                    partial.drop_file()
                yield self._refuse(result, session)
                return
            session.entry = result
            partial.drop_file()
            self._tell(What.ENTERED, session)
        else:
            self._tell(What.REPEATED, session)
        receipt = session.entry.receipt
        for number in range(len(receipt) // RECORD_SIZE + 1):  # the last one is shorter than a record, perhaps empty
            yield Frame(Type.ANSWER, number, payload=receipt[number * RECORD_SIZE : (number + 1) * RECORD_SIZE])

    def _done(self, session: _Session, receipt_hash: bytes) -> None:
        if session.entry and receipt_hash == sha256(session.entry.receipt).digest():
            self._tell(What.DONE, session)
            self._session = None

    def _refuse(self, refusal: Refusal, session: _Session | None) -> Frame:
        if session:
            self._tell(What.REFUSED, session, refusal)
        return _refusal_frame(refusal)

    def _tell(self, what: What, session: _Session, refusal: Refusal | None = None) -> None:
        partial = session.partial
        there = partial.records if session.entry else partial.wanted
        self._notice(Notice(what, partial.digest, (there, partial.records), session.entry, refusal))


def _wanted(partial: Partial, lost: bool = False) -> Frame:
    return Frame(Type.ACKNOWLEDGE, int(lost), partial.wanted)


def _refusal_frame(refusal: Refusal) -> Frame:
    text = refusal.text.encode()[: PAYLOAD_SIZE - 1].decode(errors="ignore").encode()  # no half letter at the end
    return Frame(Type.REFUSED, payload=bytes([refusal.reason]) + text)
