"""The register of labels: what was issued, spoiled, revoked, reissued, by whom and why.

An SQLite file with an append-only, hash-chained journal of events and a table of labels that follows from it. It
holds no personal number, no name and no serial in clear: a person is a keyed hash, a serial is masked (masked.py).
Without the key file nobody learns from it who has a label, or which.

    end tag = HMAC-SHA256(key, "end of the journal" ‖ events ‖ chain), so that nobody without the key rewrites the chain
    chain = the link after the event (host_tools/hash_chain.py), over its canonical JSON
    label-head = {0: "L1", 1: uint, 2: bstr .size 32, 3: uint}     ; events, chain, seconds since 1970 UTC; signed
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from nacl.signing import SigningKey

from host_tools.formats import cbor, cose
from host_tools.hash_chain import START, canonical, link
from host_tools.labels.errors import LabelError
from host_tools.labels.masked import masked, person_of, stored_person, unmasked
from host_tools.labels.serials import serials
from host_tools.privacy.access_journal import refuse_nameless
from host_tools.privacy.keyed_hash import keyed_hash

ISSUED, SPOILED, REVOKED, REISSUED = "issued", "spoiled", "revoked", "reissued"
STATUSES = (ISSUED, SPOILED, REVOKED, REISSUED)
HAS_ONE, ENDED = "has one", "had one that no longer counts"  # why `issue` gave no label
#            act       from                          to
_RULES = {
    "spoil": ((ISSUED,), SPOILED),  # damaged before it was on a card
    "revoke": ((ISSUED,), REVOKED),  # card lost, label copied, voter gone
    "replace": ((ISSUED,), REISSUED),  # a new label takes its place
}
_KEY_TAG_OF = b"register of labels"  # hashed with the key, so that another key is noticed before it does harm
_END_TAG_OF = b"end of the journal"
_OWNER_ONLY = 0o600
_SCHEMA = """
CREATE TABLE IF NOT EXISTS event (number INTEGER PRIMARY KEY, at_s INTEGER NOT NULL, who TEXT NOT NULL,
    act TEXT NOT NULL, person BLOB NOT NULL, serial INTEGER NOT NULL, district TEXT NOT NULL, run INTEGER NOT NULL,
    why TEXT NOT NULL, chain BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS label (person BLOB NOT NULL, serial INTEGER NOT NULL, status TEXT NOT NULL,
    district TEXT NOT NULL, run INTEGER NOT NULL, PRIMARY KEY (person, serial)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS head (number INTEGER PRIMARY KEY, signed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS end_tag (one INTEGER PRIMARY KEY CHECK (one = 1), tag BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS key_tag (tag BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS eligible (district TEXT PRIMARY KEY, citizens INTEGER NOT NULL) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events only grow'); END;
CREATE TRIGGER IF NOT EXISTS event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events only grow'); END;
"""


class Event(NamedTuple):
    """One line of the journal. person: 16 bytes; serial: masked."""

    number: int
    at_s: int
    who: str
    act: str
    person: bytes
    serial: int
    district: str
    run: int
    why: str


class LabelRegister:
    """One register file. key: 32 bytes of its key file. clock: seconds since 1970 UTC. draw: an iterator of serials.

    person: (id type, id value) → the 32 bytes that stand for a person here. LabelError: the key of another register.
    """

    def __init__(
        self,
        path: Path,
        key: bytes,
        clock: Callable[[], float] = time.time,
        draw: Iterator[int] | None = None,
    ) -> None:
        self.path = path
        self._clock = clock
        self._draw = draw if draw is not None else serials()
        self.person = person_of(key)
        self._keyed = keyed_hash(key)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ONLY))
        self._database = sqlite3.connect(path)
        self._database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + _SCHEMA)
        self._check_key(keyed_hash(key)(_KEY_TAG_OF))
        self._number, self._chain = self._last()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def labels_of(self, person: bytes) -> list[tuple[int, str]]:
        """(serial, status) of every label that a person ever had, in order."""
        return [(unmasked(person, stored), status) for stored, status in self._labels(person)]

    def valid_serial(self, person: bytes) -> int | None:
        """The serial of the one label that counts, or None."""
        return next((serial for serial, status in self.labels_of(person) if status == ISSUED), None)

    def state(self) -> str:
        """Names the journal's state: events and chain."""
        return f"{self._number}:{self._chain.hex()}"

    def next_run(self) -> int:
        """The number of the next issuing run."""
        return int(self._database.execute("SELECT coalesce(max(run), 0) + 1 FROM event").fetchone()[0])

    def issue(self, people: Iterable[tuple[bytes, str]], who: str, why: str) -> Iterator[int | str]:
        """Give each (person, district) its first label: the serial, or HAS_ONE or ENDED for one who had a label.

        Nothing is durable before `commit`; `roll_back` takes everything since the last commit back.
        """
        refuse_nameless(who, why)
        run = self.next_run()
        for person, district in people:
            if had := self.labels_of(person):
                yield HAS_ONE if any(status == ISSUED for _, status in had) else ENDED
                continue
            serial = next(self._draw)
            self._add_label("issue", person, masked(person, 0, serial), district, run, who, why)
            yield serial

    def end(self, act: str, person: bytes, serial: int, who: str, why: str) -> None:
        """Spoil or revoke a label. LabelError if it was never issued or no longer counts."""
        refuse_nameless(who, why)
        allowed, to = _RULES[act]
        stored = next((one for one, _ in self._labels(person) if unmasked(person, one) == serial), None)
        if stored is None:
            raise LabelError("this label was never issued here")
        place = (stored_person(person), stored)
        status, district, run = self._database.execute(
            "SELECT status, district, run FROM label WHERE person = ? AND serial = ?", place
        ).fetchone()
        if status not in allowed:
            raise LabelError(f"this label is {status} already")
        self._write(act, person, stored, district, run, who, why)
        self._database.execute("UPDATE label SET status = ? WHERE person = ? AND serial = ?", (to, *place))

    def reissue(self, person: bytes, who: str, why: str) -> int:
        """A new serial for one who had a label; one that still counts is replaced. LabelError for a stranger."""
        refuse_nameless(who, why)
        had = self.labels_of(person)
        if not had:
            raise LabelError("this person never had a label: issue one")
        valid = self.valid_serial(person)
        if valid is not None:
            self.end("replace", person, valid, who, why)
        district = self._database.execute(
            "SELECT district FROM label WHERE person = ?", (stored_person(person),)
        ).fetchone()[0]
        run = self.next_run()
        serial = next(draw for draw in self._draw if draw not in {serial for serial, _ in had})
        self._add_label("reissue", person, masked(person, len(had), serial), district, run, who, why)
        return serial

    def set_eligible(self, citizens: dict[str, int]) -> None:
        """Note how many citizens of each district should have a label."""
        rows = list(citizens.items())
        self._database.executemany("INSERT OR REPLACE INTO eligible VALUES (?, ?)", rows)

    def commit(self, signer: SigningKey | None = None) -> None:
        """Make everything durable; with a key, sign the head of the journal."""
        if signer is not None and self._number:
            payload = cbor.encode({0: "L1", 1: self._number, 2: self._chain, 3: int(self._clock())})
            row = (self._number, cose.sign1(payload, signer))
            self._database.execute("INSERT OR REPLACE INTO head VALUES (?, ?)", row)
        if self._number:
            row = (1, self._end_tag(self._number, self._chain))
            self._database.execute("INSERT OR REPLACE INTO end_tag VALUES (?, ?)", row)
        self._database.commit()

    def ends_with(self, number: int, chain: bytes) -> bool:
        """Whether the journal's last event and chain are those authenticated by the register's key at a commit."""
        row = self._database.execute("SELECT tag FROM end_tag").fetchone()
        return row is None if number == 0 else row is not None and row[0] == self._end_tag(number, chain)

    def _end_tag(self, number: int, chain: bytes) -> bytes:
        return self._keyed(_END_TAG_OF + number.to_bytes(8, "big") + chain)

    def roll_back(self) -> None:
        """Forget everything since the last commit."""
        self._database.rollback()
        self._number, self._chain = self._last()

    def rows(self, query: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """A read-only look, for reports and checks."""
        return self._database.execute(query, values)

    def _last(self) -> tuple[int, bytes]:
        row = self._database.execute("SELECT number, chain FROM event ORDER BY number DESC LIMIT 1").fetchone()
        return row or (0, START)

    def _check_key(self, tag: bytes) -> None:
        row = self._database.execute("SELECT tag FROM key_tag").fetchone()
        if row is None:
            self._database.execute("INSERT INTO key_tag VALUES (?)", (tag,))
            self._database.commit()
        elif row[0] != tag:
            self._database.close()
            raise LabelError(f"{self.path}: this is not the key of this register of labels")

    def _labels(self, person: bytes) -> list[tuple[int, str]]:
        query = "SELECT serial, status FROM label WHERE person = ? ORDER BY serial"  # masked ones are in order of issue
        return self._database.execute(query, (stored_person(person),)).fetchall()

    def _add_label(self, act: str, person: bytes, stored: int, district: str, run: int, who: str, why: str) -> None:
        self._write(act, person, stored, district, run, who, why)
        row = (stored_person(person), stored, ISSUED, district, run)
        self._database.execute("INSERT INTO label VALUES (?, ?, ?, ?, ?)", row)

    def _write(self, act: str, person: bytes, stored: int, district: str, run: int, who: str, why: str) -> None:
        kept = stored_person(person)
        event = Event(self._number + 1, int(self._clock()), who, act, kept, stored, district, run, why)
        chain = link(self._chain, content_of(event))
        self._database.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*event, chain))
        self._number, self._chain = event.number, chain


def content_of(event: Event) -> bytes:
    """What of an event is linked: its fields as canonical JSON, the person in hexadecimal."""
    fields = [*event]
    fields[4] = event.person.hex()
    return canonical(fields)
