"""The centre's journal: one row per protocol, numbered without gaps, on disk before anybody is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from host_tools.errors import CollectingError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (election BLOB NOT NULL, mode INTEGER NOT NULL, centre BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS journal (
    number INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, precinct INTEGER NOT NULL, version INTEGER NOT NULL,
    received_s INTEGER NOT NULL, object BLOB NOT NULL, receipt BLOB NOT NULL, UNIQUE (precinct, version));
CREATE TABLE IF NOT EXISTS refused (
    hash BLOB NOT NULL, reason INTEGER NOT NULL, received_s INTEGER NOT NULL, text TEXT NOT NULL, object BLOB NOT NULL,
    PRIMARY KEY (hash, reason));
"""
_COLUMNS = "number, hash, precinct, version, received_s, object, receipt"
_WAIT_FOR_OTHER_LINES_S = 10.0


class JournalError(CollectingError):
    """The journal cannot be used. The message says why."""


class Entry(NamedTuple):
    """One row. version: key 11 of the protocol. object, receipt: the signed objects."""

    number: int
    hash: bytes
    precinct: int
    version: int
    received_s: int
    object: bytes
    receipt: bytes


class Journal:
    """One connection to the journal file, for one thread; several processes may have one each.

    JournalError, from the constructor: the file is of another election, mode or centre, or no journal.
    sqlite3.Error from the other methods: nothing was written.
    """

    def __init__(self, path: Path, election: bytes, mode: int, centre: bytes) -> None:
        try:
            self._db = sqlite3.connect(path, timeout=_WAIT_FOR_OTHER_LINES_S, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_SCHEMA)
            with self._writing():
                about = self._db.execute("SELECT election, mode, centre FROM about").fetchone()
                if about is None:
                    self._db.execute("INSERT INTO about VALUES (?, ?, ?)", (election, mode, centre))
        except sqlite3.Error as error:
            raise JournalError(f"{path}: cannot be used as a journal ({error})") from error
        if about not in (None, (election, mode, centre)):
            raise JournalError(
                f"{path}: this journal belongs to another election, mode or centre key; give each its own store"
            )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """All or nothing, and nobody else writes meanwhile."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def find(self, digest: bytes) -> Entry | None:
        """The row of an object by its hash."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM journal WHERE hash = ?", (digest,)).fetchone()
        return Entry(*row) if row else None

    def highest(self, precinct: int) -> Entry | None:
        """The protocol that stands for a precinct: the one with the highest number."""
        query = f"SELECT {_COLUMNS} FROM journal WHERE precinct = ? ORDER BY version DESC LIMIT 1"
        row = self._db.execute(query, (precinct,)).fetchone()
        return Entry(*row) if row else None

    def entries(self) -> list[Entry]:
        """Every row, in the order of their numbers."""
        return [Entry(*row) for row in self._db.execute(f"SELECT {_COLUMNS} FROM journal ORDER BY number")]

    def enter(
        self,
        digest: bytes,
        precinct: int,
        version: int,
        supersedes: bytes | None,
        received_s: int,
        data: bytes,
        receipt: Callable[[int], bytes],
    ) -> Entry | None:
        """The row of a protocol, old or new, or the row that prevents it: the one with the highest number, or None.

        A protocol is accepted if it is the precinct's first and supersedes nothing, or if it supersedes the one with
        the highest number and has the next number.

        digest: h(object).
        precinct, version: key 3 and 11 of the protocol.
        supersedes: the hash that it names, or None.
        received_s: seconds since 1970 UTC.
        data: the signed object.
        receipt: gives the receipt's bytes by journal number, for a new row.
        """
        with self._writing():
            there = self.find(digest)
            if there:
                return there
            there = self.highest(precinct)
            expected = (there.version + 1, there.hash) if there else (1, None)
            if (version, supersedes) != expected:
                return there
            (number,) = self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM journal").fetchone()
            entry = Entry(number, digest, precinct, version, received_s, data, receipt(number))
            self._db.execute(f"INSERT INTO journal ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", entry)
        return entry

    def keep_aside(self, digest: bytes, reason: int, received_s: int, text: str, data: bytes) -> None:
        """Keep a refused object as evidence, once for each reason.

        digest: h(object).
        reason, text: why it was refused, as a number and as a sentence.
        received_s: seconds since 1970 UTC.
        data: the object.
        """
        with self._writing():
            row = (digest, reason, received_s, text, data)
            self._db.execute("INSERT OR IGNORE INTO refused VALUES (?, ?, ?, ?, ?)", row)

    def refused(self) -> list[tuple[bytes, int, str]]:
        """(hash, reason, text) of what was kept aside, oldest first."""
        return self._db.execute("SELECT hash, reason, text FROM refused ORDER BY received_s, rowid").fetchall()

    def close(self) -> None:
        """Close the connection."""
        self._db.close()
