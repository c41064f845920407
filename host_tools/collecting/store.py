"""What a collector keeps, for everybody who reads it: determining, publishing, the results board, checks.

    store = Store.open(folder_or_url, election, mode, centre_key)
    for row in store.rows(after=last_sequence): ...     # in order of arrival, from where one stopped
    for kept in store.aside(): ...                      # what was refused, with the reason

Rows only ever come, so a reader keeps the greatest `sequence` that it has seen and asks for what follows. What a row
became later (`proved`, `refuted`, `accepted`) comes through `changes`, in order too.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, Self

import sqlalchemy as sa

from host_tools.collecting import schema
from host_tools.collecting.schema import about, objects, outbox, refused, states
from host_tools.errors import CollectingError, sqlite_words

_SLICE = 512  # values of one list, rows of one statement


class StoreError(CollectingError):
    """The store cannot be used. The message says why."""


class State(StrEnum):
    """How far a protocol has come. Sealed totals stay RECEIVED.

    RECEIVED: signed by its desk, its chain right, its sealed totals here; the receipt says no more than this.
    PROVED: its counts are those of the sealed totals that it names. REFUTED: they are not, or it contradicts them.
    ACCEPTED: proved, and signed by a quorum of the commission; only where people sign with cards.
    """

    RECEIVED, PROVED, REFUTED, ACCEPTED = "received", "proved", "refuted", "accepted"


class Row(NamedTuple):
    """One object that was taken.

    sequence: order of arrival, from 1 without gaps. hash: h(object), 32 bytes. kind: `P` protocol, `S` sealed
    totals, `W` signatures of people under a protocol. precinct: its number. terminal: who signed it, 0 the desk,
    else the booth. version: key 11 of a protocol, else 0. received_s: seconds since 1970 UTC. object: the signed
    object, byte for byte. number: of the receipt in the centre's journal, None for other kinds and while a district
    waits for it. receipt: the centre's signed receipt, or None.
    """

    sequence: int
    hash: bytes
    kind: str
    precinct: int
    terminal: int
    version: int
    received_s: int
    object: bytes
    number: int | None
    receipt: bytes | None


class Aside(NamedTuple):
    """One object that was refused. reason: a number of formats, section 10. text: why, as the sender heard it."""

    hash: bytes
    reason: int
    received_s: int
    text: str
    object: bytes


class Change(NamedTuple):
    """What became of a row. text: why, for people; empty where there is nothing to say."""

    hash: bytes
    state: State
    since_s: int
    text: str


class Store:
    """The tables through one engine; any thread. sqlalchemy's DBAPIError from every method: the database is gone."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._turn = threading.Lock()  # writers of one process wait here and not at the database

    @classmethod
    def open(cls, where: Path | str, election: bytes, mode: int, centre: bytes) -> Self:
        """The store of a folder or a PostgreSQL URL, begun if there is none.

        StoreError: it is of another election, mode or centre, or no store.
        """
        url = schema.url_of(where)
        shown = url.render_as_string(hide_password=True).removeprefix("sqlite:///")
        if isinstance(where, Path):
            where.mkdir(parents=True, exist_ok=True)
        store = cls(schema.connect(url))
        try:
            with store.writing() as connection:
                schema.METADATA.create_all(connection)
                loses = schema.never_syncs(connection)
                known = connection.execute(sa.select(about)).first()
                if known is None:
                    row = {"election": election, "mode": mode, "centre": centre}
                    connection.execute(sa.insert(about), row)
        except sa.exc.DBAPIError as error:
            store.close()
            raise StoreError(f"{shown}: cannot be used as a journal ({why(error)})") from error
        if loses:
            store.close()
            raise StoreError(
                f"{shown}: the server has fsync=off, so a power cut would take receipts back; set it to on"
            )
        if known is not None and tuple(known) != (election, mode, centre):
            store.close()
            raise StoreError(
                f"{shown}: this journal belongs to another election, mode or centre key; give each its own store"
            )
        return store

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """All or nothing, on the disk when it ends, and nobody else writes meanwhile."""
        with self._turn, self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            schema.lock(connection)
            yield connection

    def rows(self, after: int = 0, kind: str | None = None, precinct: int | None = None) -> list[Row]:
        """What was taken, in order of arrival. after: the last sequence that the caller has seen."""
        query = sa.select(objects).where(objects.c.sequence > after).order_by(objects.c.sequence)
        if kind is not None:
            query = query.where(objects.c.kind == kind)
        if precinct is not None:
            query = query.where(objects.c.precinct == precinct)
        with self.engine.connect() as connection:
            return [Row(*row) for row in connection.execute(query)]

    def last(self) -> int:
        """The last sequence that was taken; 0 in an empty store."""
        with self.engine.connect() as connection:
            return end(connection).sequence

    def protocols(self) -> list[Row]:
        """Protocols in the order of their receipts."""
        return self.rows(kind="P")

    def count(self, kind: str) -> int:
        """How many objects of a kind there are."""
        query = sa.select(sa.func.count()).select_from(objects).where(objects.c.kind == kind)
        with self.engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def find(self, digest: bytes) -> Row | None:
        """The row of an object by its hash."""
        with self.engine.connect() as connection:
            return find_all(connection, [digest]).get(digest)

    def standing(self, precinct: int) -> Row | None:
        """The protocol that stands for a precinct: the one with the highest number."""
        found = self.rows(kind="P", precinct=precinct)
        return max(found, key=lambda row: row.version) if found else None

    def changes(self) -> list[Change]:
        """What became of rows, oldest first."""
        last = sa.case((states.c.state == State.ACCEPTED, 1), else_=0)  # of two in one second
        query = sa.select(states).order_by(states.c.since_s, last)
        with self.engine.connect() as connection:
            return [
                Change(digest, State(state), since, text) for digest, state, since, text in connection.execute(query)
            ]

    def state_of(self, digest: bytes) -> State:
        """How far a row has come."""
        found = {change.state for change in self.changes() if change.hash == digest}
        order = (State.REFUTED, State.ACCEPTED, State.PROVED)
        return next((state for state in order if state in found), State.RECEIVED)

    def aside(self) -> list[Aside]:
        """What was refused, oldest first."""
        query = sa.select(refused).order_by(refused.c.received_s, refused.c.reason)
        with self.engine.connect() as connection:
            return [Aside(*row) for row in connection.execute(query)]

    def outbox(self) -> list[tuple[str, int, str]]:
        """(state, how many, the last words of the centre) of what a district has to bring to it; empty at a centre."""
        columns = outbox.c.state, sa.func.count(), sa.func.max(outbox.c.answer)
        query = sa.select(*columns).group_by(outbox.c.state).order_by(outbox.c.state)
        with self.engine.connect() as connection:
            return [(state, count, words) for state, count, words in connection.execute(query)]

    def known(self) -> dict[bytes, int]:
        """Which object each hash is of, of everything that was taken: `which` of its row."""
        columns = objects.c.hash, objects.c.kind, objects.c.precinct, objects.c.terminal
        with self.engine.connect() as connection:
            return {digest: which(*rest) for digest, *rest in connection.execute(sa.select(*columns))}

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def which(kind: str, precinct: int, terminal: int) -> int:
    """An object's kind, precinct and terminal in one number: a nation's are kept in memory."""
    return (precinct << 32 | terminal) << 8 | ord(kind)


_COLUMNS = ", ".join(column.name for column in objects.columns)
_BY_HASH = f"SELECT {_COLUMNS} FROM objects WHERE hash IN"


def find_all(connection: sa.Connection, digests: Sequence[bytes]) -> dict[bytes, Row]:
    """Rows by hash, of those hashes that have one."""
    found = (Row._make(row) for row in among(connection, _BY_HASH, digests))
    return {row.hash: row for row in found}


def among(connection: sa.Connection, query: str, values: Sequence[Any]) -> Iterator[Any]:
    """The rows of a query that ends in `IN`, for these values.

    query: SQL that both databases understand. Groups ask this thousands of times: SQLAlchemy would write each anew. A
    list is filled up with its last value to one of a few lengths, so that the databases prepare few statements.
    """
    for part in slices(values):
        length = 1 << (len(part) - 1).bit_length()
        marks = ", ".join([_mark(connection)] * length)
        filled = tuple(part) + (part[-1],) * (length - len(part))
        yield from connection.exec_driver_sql(f"{query} ({marks})", filled).all()


def _mark(connection: sa.Connection) -> str:
    """What stands for a value in a statement of this database."""
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"


def add(connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """New rows, each with its values in the order of the table's columns.

    In statements of many rows: SQLite steps once for each statement, and at each step the event loop's thread may take
    over and give back late.
    """
    names = ", ".join(column.name for column in table.columns)
    one = f"({', '.join([_mark(connection)] * len(table.columns))})"
    for part in slices(rows):
        text = f"INSERT INTO {table.name} ({names}) VALUES {', '.join([one] * len(part))}"
        connection.exec_driver_sql(text, tuple(value for row in part for value in row))


class End(NamedTuple):
    """Where the store ends: the last sequence, the last number of a receipt, when the newest object was taken (s)."""

    sequence: int
    number: int
    newest_s: int


# Three questions of one row each: two maxima of one SELECT would walk over all that is there, at each group.
_END = """SELECT coalesce((SELECT max(sequence) FROM objects), 0), coalesce((SELECT max(number) FROM objects), 0),
coalesce((SELECT received_s FROM objects ORDER BY sequence DESC LIMIT 1), 0)"""


def end(connection: sa.Connection) -> End:
    """Where the store ends; zeros for an empty one."""
    return End._make(connection.exec_driver_sql(_END).one())


def slices(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The values in parts that one statement takes."""
    return (values[at : at + _SLICE] for at in range(0, len(values), _SLICE))


def why(error: sa.exc.DBAPIError) -> str:
    """What a failed database means, in our words."""
    if words := sqlite_words(error.orig):
        return words
    if getattr(error.orig, "sqlstate", None) == "53100":
        return "the disk of the database is full; make room"
    is_sqlite = hasattr(error.orig, "sqlite_errorname")
    return "the database does not do what it should" if is_sqlite else "the database cannot be reached or has refused"
