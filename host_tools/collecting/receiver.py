"""The collector's side of one line, without the line: bytes heard in, bytes to send out, no clock.

The terminal alone repeats (formats, section 10), so all that happens here happens because a frame came, or because an
object that came whole is on the disk.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial as partial_of
from hashlib import sha256
from typing import NamedTuple

from host_tools.collecting.centre import Arrival, Kept, Outcome, Taker
from host_tools.collecting.checks import LARGEST, Reason, Refusal, check_offer
from host_tools.collecting.frames import PAYLOAD_SIZE, RECORD_SIZE, Decoder, Frame, Type, encode
from host_tools.collecting.partials import Partial, Partials
from host_tools.collecting.proof import NONCE_SIZE, OFFER_SIZE, UNKNOWN, WHAT_SIZE, Proof
from host_tools.collecting.resuming import Resume
from host_tools.collecting.store import Row

_OFFER = struct.Struct("<cI32s")
_RECORD, _HELLO, _OFFERS = int(Type.RECORD), int(Type.HELLO), int(Type.OFFER)  # an enum's own are slower to read
_END, _DONE = int(Type.END), int(Type.DONE)
_BEYOND = 4  # bytes of an acknowledge


class What(Enum):
    """What happened on a line, for its operators."""

    OFFERED, RECORD, ENTERED, REPEATED, REFUSED, DONE = range(6)


class Notice(NamedTuple):
    """Something happened to an object. records: (there, all). entry, refusal: where there is one."""

    what: What
    digest: bytes
    records: tuple[int, int]
    entry: Row | None = None
    refusal: Refusal | None = None


@dataclass(slots=True)
class _Session:
    """The object that the terminal offered last.

    is_known: the store had it already. is_busy: it is on its way to the disk. entry: its row, once it has one.
    is_ahead: it was taken when its last record came, and its `end` has not been heard.
    """

    kind: str
    partial: Partial
    is_known: bool
    is_busy: bool = False
    entry: Row | None = None
    is_ahead: bool = False

    @property
    def is_there(self) -> bool:
        """No record is wanted any more."""
        return self.is_known or self.is_busy or self.entry is not None


class Receiver:
    """One line's state.

    proof: that the two ends are who they say. notice: called with what happens. late: takes what is to be sent when no
    frame has come. largest: bytes of an object.

    decoder: another one may be put in before the first byte. strange: offers that were not by a desk in this call.
    An object is taken with its last record; what says that it is there and the answer go out together.
    loses_nothing: of a line on which the first `end` behind these needs no answer.
    """

    def __init__(
        self,
        taker: Taker,
        partials: Partials,
        proof: Proof,
        notice: Callable[[Notice], None] = lambda notice: None,
        late: Callable[[bytes], None] = lambda data: None,
        largest: int = LARGEST,
    ) -> None:
        self.decoder: Decoder = Decoder()
        self.strange = 0
        self.loses_nothing = False
        self._proof, self._largest = proof, largest
        self._nonce = self._challenge = b""  # of the last hello
        self._proved: tuple[bytes, bytes] = (b"", b"")  # payload of the last offer that held, and what signs it back
        self._taker, self._partials, self._notice, self._late = taker, partials, notice, late
        self._session: _Session | None = None
        self._out: list[Frame] | None = None  # while bytes are being taken
        self._came: _Session | None = None  # whose records came in these bytes: said once, before anything else

    def receive(self, data: bytes) -> bytes:
        """Take bytes as they come from the line; what to send back at once."""
        out = self._out = []
        for frame in self.decoder.feed(data):
            if self._came and (frame is None or frame.type != _RECORD):
                self._acknowledge()
            self._hear(frame)
        if self._came:
            self._acknowledge()
        self._out = None
        return encode(out[0]) if len(out) == 1 else b"".join(map(encode, out))

    def leave(self) -> None:
        """The line is gone: what has come of an object stays for another line."""
        if self._session and not self._session.is_there:
            self._partials.leave(self._session.partial)
        self._session = None

    def _send(self, frames: list[Frame]) -> None:
        if self._out is None:
            self._late(b"".join(map(encode, frames)))
            return
        self._out += frames

    def _acknowledge(self) -> None:
        """Say how far an object has come: the last of several records says all that the earlier ones would."""
        session, self._came = self._came, None
        if session is None:
            return
        self._tell(What.RECORD, session)
        if session.partial.wanted == session.partial.records:
            session.is_ahead = True
            self._take(session)
            return
        self._send([_wanted(session.partial)])

    def _hear(self, frame: Frame | None) -> None:
        session = self._session
        if frame is None:
            if session and not session.is_there:
                self._send([_wanted(session.partial, lost=True)])
            return
        kind, payload = frame.type, frame.payload
        if kind == _RECORD:
            if session:
                self._record(session, frame)
        elif kind == _HELLO:
            if len(payload) == NONCE_SIZE:
                self._hello(payload)
        elif kind == _OFFERS:
            if len(payload) in (OFFER_SIZE, WHAT_SIZE):
                self._offered(frame)
        elif session is None:
            return
        elif kind == _END:
            if payload == session.partial.digest:
                self._end(session)
        elif kind == _DONE:
            self._done(session, payload)

    def _hello(self, nonce: bytes) -> None:
        """The same hello gets the same challenge: an answer that was lost costs nothing."""
        if nonce != self._nonce:
            self._nonce, self._challenge = nonce, self._proof.challenge()
            self._proved = b"", b""
        self._send([Frame(Type.CHALLENGE, payload=nonce + self._challenge)])

    def _is_proved(self, offer: bytes) -> Refusal | None:
        """Why an offer is not by a desk in this call. One that held before is not computed again."""
        if len(offer) == WHAT_SIZE:
            return None if self._proved[0][:WHAT_SIZE] == offer else UNKNOWN
        if offer == self._proved[0]:
            return None
        refusal = self._proof.refusal(self._nonce, self._challenge, offer)
        if refusal is None:
            self._proved = offer, self._proof.answer(offer)
        return refusal

    def _offered(self, frame: Frame) -> None:
        letter, size, digest = _OFFER.unpack_from(frame.payload)
        kind = letter.decode("latin-1")
        stranger = self._is_proved(frame.payload)
        if stranger:
            self.strange += stranger.reason != Reason.CHALLENGE
            self._notice(Notice(What.REFUSED, digest, (0, 0), refusal=stranger))
            self._send([_refusal_frame(stranger)])
            return
        refusal = check_offer(kind, size, self._largest)
        if refusal:
            self.leave()
            self._notice(Notice(What.REFUSED, digest, (0, 0), refusal=refusal))
            self._send([_refusal_frame(refusal)])
            return
        session = self._session
        if session is None or (session.kind, session.partial.digest, session.partial.size) != (kind, digest, size):
            self.leave()
            known = self._taker.has(digest)
            partial = Partial(digest, size) if known else self._partials.open(digest, size)
            session = self._session = _Session(kind, partial, known)
            self._tell(What.OFFERED, session)
        partial = session.partial
        session.is_ahead = False  # whoever offers again may not have heard the answer: the next `end` asks for it
        if session.is_there:
            self._resume(frame.payload, partial.records, 0, digest)
            return
        if frame.sequence == 1:
            partial.forget()
        self._resume(frame.payload, partial.wanted, partial.beyond, partial.there)

    def _resume(self, offer: bytes, wanted: int, beyond: int, have: bytes) -> None:
        """Where to go on. A short offer comes from a terminal that has our proof."""
        proof = b"" if len(offer) == WHAT_SIZE else self._proved[1]
        self._send([Frame(Type.RESUME, payload=Resume(wanted, beyond, have, proof).payload())])

    def _record(self, session: _Session, frame: Frame) -> None:
        partial = session.partial
        if session.is_there:
            return
        if partial.add(frame.sequence, frame.payload):
            self._came = session
            return
        self._acknowledge()
        self._send([_wanted(partial, lost=frame.sequence > partial.wanted)])

    def _end(self, session: _Session) -> None:
        is_ahead, session.is_ahead = session.is_ahead, False
        if session.is_busy or (is_ahead and session.entry and self.loses_nothing):
            return  # the answer comes when the group is on the disk, or has gone out: nobody hears early
        if session.entry:
            self._send(_answer(session.entry))
        elif not session.is_known and session.partial.wanted < session.partial.records:
            self._send([_wanted(session.partial, lost=True)])
        else:
            self._take(session)

    def _take(self, session: _Session) -> None:
        """All records are there: on to the disk."""
        partial, data = session.partial, None
        if not session.is_known:
            if not partial.is_whole:
                partial.forget()
                self._refuse(Refusal(Reason.DAMAGED, "The object came damaged. Send it again."), session)
                return
            data = bytes(partial.content)
        session.is_busy = True
        self._taker.submit(Arrival(session.kind, partial.digest, data), partial_of(self._kept, session))

    def _kept(self, session: _Session, outcome: Outcome) -> None:
        """The group of an object is on the disk, or has failed. The line may have gone on to another meanwhile."""
        session.is_busy = False
        is_current = session is self._session
        if isinstance(outcome, Kept):
            session.entry = outcome.row
            session.partial.forget()
            self._tell(What.ENTERED if outcome.is_new else What.REPEATED, session)
            if is_current:
                there = [Frame(Type.ACKNOWLEDGE, 0, session.partial.records)] if session.is_ahead else []
                self._send(there + _answer(outcome.row))
            return
        if not outcome.reason.waits:
            session.partial.forget()
        if is_current:
            self._refuse(outcome, session)
        else:
            self._tell(What.REFUSED, session, outcome)

    def _done(self, session: _Session, receipt_hash: bytes) -> None:
        if session.entry and receipt_hash == sha256(session.entry.receipt or b"").digest():
            self._tell(What.DONE, session)
            self._session = None

    def _refuse(self, refusal: Refusal, session: _Session) -> None:
        self._tell(What.REFUSED, session, refusal)
        self._send([_refusal_frame(refusal)])

    def _tell(self, what: What, session: _Session, refusal: Refusal | None = None) -> None:
        partial = session.partial
        there = partial.records if session.is_there else partial.wanted
        self._notice(Notice(what, partial.digest, (there, partial.records), session.entry, refusal))


def _wanted(partial: Partial, lost: bool = False) -> Frame:
    """What is there. lost: a frame was damaged, and nobody knows which."""
    beyond = partial.beyond
    return Frame(Type.ACKNOWLEDGE, int(lost), partial.wanted, beyond.to_bytes(_BEYOND, "little") if beyond else b"")


def _answer(row: Row) -> list[Frame]:
    """The receipt in pieces, the last one shorter than a record; sealed totals have an empty one."""
    receipt = row.receipt or b""
    pieces = range(len(receipt) // RECORD_SIZE + 1)
    return [Frame(Type.ANSWER, n, payload=receipt[n * RECORD_SIZE : (n + 1) * RECORD_SIZE]) for n in pieces]


def _refusal_frame(refusal: Refusal) -> Frame:
    text = refusal.text.encode()[: PAYLOAD_SIZE - 1].decode(errors="ignore").encode()  # no half letter at the end
    return Frame(Type.REFUSED, payload=bytes([refusal.reason]) + text)
