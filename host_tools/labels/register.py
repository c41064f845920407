"""The register of labels: what was issued, spoiled, revoked, reissued, by whom and why.

An SQLite file with an append-only, hash-chained journal of events and a table of labels that follows from it. It
holds no personal number and no name: a person is HMAC-SHA256(register key, id type ‖ ":" ‖ id value), and a label is
that and its serial. Without the key file nobody learns from it who has a label.

    chain = SHA-256(chain before ‖ canonical JSON of the event), the first chain before is 32 zero bytes
    label-head = {0: "L1", 1: uint, 2: bstr .size 32, 3: uint}     ; events, chain, seconds since 1970 UTC; signed
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from nacl.signing import SigningKey

from host_tools.formats import cbor, cose
from host_tools.labels.serials import serials
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
PERSON_BYTES = 16
_SCHEMA = """
CREATE TABLE IF NOT EXISTS event (number INTEGER PRIMARY KEY, at_s INTEGER NOT NULL, who TEXT NOT NULL,
    act TEXT NOT NULL, person BLOB NOT NULL, serial INTEGER NOT NULL, district TEXT NOT NULL, run INTEGER NOT NULL,
    why TEXT NOT NULL, chain BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS label (person BLOB NOT NULL, serial INTEGER NOT NULL, status TEXT NOT NULL,
    district TEXT NOT NULL, run INTEGER NOT NULL, PRIMARY KEY (person, serial)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS head (number INTEGER PRIMARY KEY, signed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS eligible (district TEXT PRIMARY KEY, citizens INTEGER NOT NULL) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events only grow'); END;
CREATE TRIGGER IF NOT EXISTS event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events only grow'); END;
"""


class LabelTrouble(Exception):
    """Something about a label that a person must know; the text says what and what to do."""


class Event(NamedTuple):
    """One line of the journal."""

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

    person: (id type, id value) → the 16 bytes that stand for a person here.
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
        self._database = sqlite3.connect(path)
        self._database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + _SCHEMA)
        self._number, self._chain = self._last()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def labels_of(self, person: bytes) -> list[tuple[int, str]]:
        """(serial, status) of every label that a person ever had."""
        return self._database.execute("SELECT serial, status FROM label WHERE person = ?", (person,)).fetchall()

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
        _named(who, why)
        run = self.next_run()
        for person, district in people:
            if had := self.labels_of(person):
                yield HAS_ONE if any(status == ISSUED for _, status in had) else ENDED
                continue
            serial = next(self._draw)
            self._write("issue", person, serial, district, run, who, why)
            self._add_label(person, serial, district, run)
            yield serial

    def end(self, act: str, person: bytes, serial: int, who: str, why: str) -> None:
        """Spoil or revoke a label. LabelTrouble when there is none such or it no longer counts."""
        _named(who, why)
        allowed, to = _RULES[act]
        row = self._database.execute(
            "SELECT status, district, run FROM label WHERE person = ? AND serial = ?", (person, serial)
        ).fetchone()
        if row is None:
            raise LabelTrouble("this label was never issued here")
        status, district, run = row
        if status not in allowed:
            raise LabelTrouble(f"this label is {status} already")
        self._write(act, person, serial, district, run, who, why)
        self._database.execute("UPDATE label SET status = ? WHERE person = ? AND serial = ?", (to, person, serial))

    def reissue(self, person: bytes, who: str, why: str) -> int:
        """A new serial for one who had a label; one that still counts is replaced. LabelTrouble for a stranger."""
        _named(who, why)
        had = self.labels_of(person)
        if not had:
            raise LabelTrouble("this person never had a label: issue one")
        valid = self.valid_serial(person)
        if valid is not None:
            self.end("replace", person, valid, who, why)
        district = self._database.execute("SELECT district FROM label WHERE person = ?", (person,)).fetchone()[0]
        run = self.next_run()
        serial = next(draw for draw in self._draw if draw not in {serial for serial, _ in had})
        self._write("reissue", person, serial, district, run, who, why)
        self._add_label(person, serial, district, run)
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
        self._database.commit()

    def roll_back(self) -> None:
        """Forget everything since the last commit."""
        self._database.rollback()
        self._number, self._chain = self._last()

    def rows(self, query: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """A read-only look, for reports and checks."""
        return self._database.execute(query, values)

    def _last(self) -> tuple[int, bytes]:
        row = self._database.execute("SELECT number, chain FROM event ORDER BY number DESC LIMIT 1").fetchone()
        return row or (0, bytes(32))

    def _add_label(self, person: bytes, serial: int, district: str, run: int) -> None:
        self._database.execute("INSERT INTO label VALUES (?, ?, ?, ?, ?)", (person, serial, ISSUED, district, run))

    def _write(self, act: str, person: bytes, serial: int, district: str, run: int, who: str, why: str) -> None:
        event = Event(self._number + 1, int(self._clock()), who, act, person, serial, district, run, why)
        chain = next_chain(self._chain, event)
        self._database.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*event, chain))
        self._number, self._chain = event.number, chain


def next_chain(before: bytes, event: Event) -> bytes:
    """The chain after an event."""
    fields = [*event]
    fields[4] = event.person.hex()
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(before + text.encode()).digest()


def _named(who: str, why: str) -> None:
    if not who.strip() or not why.strip():
        raise LabelTrouble("say who you are and why: --who and --why")


def person_of(key: bytes) -> Callable[[str, str], bytes]:
    """(id type, id value) → the 16 bytes that stand for a person, under a register key."""
    digest = keyed_hash(key)

    def person(id_type: str, id_value: str) -> bytes:
        return digest(f"{id_type}:{id_value}".encode())[:PERSON_BYTES]

    return person
