"""The tables of a store, the same on SQLite and PostgreSQL, and the connection to it.

Rows are only ever added, but for the outbox and for receipts that a district waits for: what arrived stays as it came.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

FILE = "journal.sqlite"  # of a store that is a folder
SYNCHRONOUS = "FULL"  # of SQLite: a commit returns when its pages are on the disk, and not before
_WAIT_FOR_OTHERS_S = 30  # two collectors on one store write in turn; a group takes a fraction of a second
_LOCK = 0x54414D47  # of PostgreSQL's advisory locks: one writer at a time, so that numbers have no gaps

_UINT = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # PostgreSQL has no unsigned 32 bits

METADATA = sa.MetaData()

about = sa.Table(
    "about", METADATA,
    sa.Column("election", sa.LargeBinary(16), nullable=False),
    sa.Column("mode", sa.Integer, nullable=False),
    sa.Column("centre", sa.LargeBinary(32), nullable=False),
)  # fmt: skip

objects = sa.Table(
    "objects", METADATA,
    sa.Column("sequence", _UINT, primary_key=True, autoincrement=False),  # order of arrival, from 1 without gaps
    sa.Column("hash", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("kind", sa.String(1), nullable=False),
    sa.Column("precinct", _UINT, nullable=False),
    sa.Column("terminal", _UINT, nullable=False),  # 0 the desk, else the booth
    sa.Column("version", _UINT, nullable=False),  # key 11 of a protocol, 0 for other kinds
    sa.Column("received_s", _UINT, nullable=False),
    sa.Column("object", sa.LargeBinary, nullable=False),
    sa.Column("number", _UINT, unique=True),  # of the receipt, from 1 without gaps; protocols of a centre only
    sa.Column("receipt", sa.LargeBinary),
    sa.Index("objects_of_a_precinct", "precinct"),
)  # fmt: skip
sa.Index(
    "one_protocol_per_number", objects.c.precinct, objects.c.version, unique=True,
    sqlite_where=objects.c.kind == "P", postgresql_where=objects.c.kind == "P",
)  # fmt: skip

states = sa.Table(  # what an object became after it was received; never changed, only added to
    "states", METADATA,
    sa.Column("hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("state", sa.String(16), primary_key=True),
    sa.Column("since_s", _UINT, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)  # fmt: skip

refused = sa.Table(
    "refused", METADATA,
    sa.Column("hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("reason", sa.Integer, primary_key=True),
    sa.Column("received_s", _UINT, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("object", sa.LargeBinary, nullable=False),
)  # fmt: skip

outbox = sa.Table(  # what a district has to bring to the centre
    "outbox", METADATA,
    sa.Column("sequence", _UINT, primary_key=True, autoincrement=False),  # of the object
    sa.Column("state", sa.String(16), nullable=False),  # waiting, done, refused
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),  # the centre's words, where there are any
    sa.Index("outbox_by_state", "state", "sequence"),
)  # fmt: skip


def url_of(store: Path | str) -> sa.URL:
    """Where a store is. store: a folder, or `postgresql://user@host:port/database`."""
    if isinstance(store, str) and "://" in store:
        return sa.make_url(store).set(drivername="postgresql+psycopg")
    return sa.URL.create("sqlite", database=str(Path(store) / FILE))


def connect(url: sa.URL) -> sa.Engine:
    """Connections that write one after another and whose commits are on the disk when they return."""
    if url.get_backend_name() != "sqlite":
        server = sa.create_engine(url, pool_size=2, pool_pre_ping=True)

        @sa.event.listens_for(server, "connect")
        def _wait_for_the_disk(connection: Any, record: Any) -> None:
            with connection.cursor() as cursor:  # the server's own setting may let a commit return before
                cursor.execute(
                    "SELECT set_config('synchronous_commit', 'on', false) "
                    "WHERE current_setting('synchronous_commit') IN ('off', 'local')"
                )
            connection.commit()

        return server
    engine = sa.create_engine(url, pool_size=2, connect_args={"timeout": _WAIT_FOR_OTHERS_S})

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # transactions begin where `writing` says
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={SYNCHRONOUS}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def never_syncs(connection: sa.Connection) -> bool:
    """Whether a server was told to leave everything to its computer's memory: a power cut would take receipts back."""
    return connection.dialect.name == "postgresql" and connection.scalar(sa.text("SHOW fsync")) == "off"


def lock(connection: sa.Connection) -> None:
    """Make other writers wait until this transaction ends. SQLite's have waited since it began."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
