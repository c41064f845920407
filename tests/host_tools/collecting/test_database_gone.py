"""The centre on PostgreSQL: the same answers as on a file, two collectors, and a server that dies and returns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from host_tools.collecting.centre import Centre
from host_tools.collecting.checks import Reason, Refusal
from host_tools.collecting.precincts import load
from host_tools.collecting.store import Store, StoreError
from tests.host_tools.collecting.made_up_centre import (
    CENTRE_KEY,
    ELECTION,
    PRECINCT,
    MadeUpCentre,
    correction_of,
    opened_receipt,
    signed_protocol,
    signed_totals,
)
from tests.host_tools.collecting.postgres_server import PostgresServer
from tests.host_tools.collecting.running import running, send
from tests.host_tools.collecting.terminal import deliver

MANY = tuple(range(PRECINCT, PRECINCT + 30))


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    one = PostgresServer()
    yield one
    one.close()


def test_the_same_answers_as_on_a_file(server: PostgresServer, tmp_path: Path) -> None:
    on_server = MadeUpCentre(tmp_path / "server", database=server.database(), totals=False)
    on_file = MadeUpCentre(tmp_path / "file", totals=False)
    first = signed_protocol()
    objects = [
        ("P", first), ("S", signed_totals()), ("P", first), ("P", first), ("P", correction_of(first, 3)),
        ("P", correction_of(first)), ("P", signed_protocol(contests=9)), ("P", signed_protocol(mode=1)),
        ("P", b"x" * 300), ("P", correction_of(signed_protocol(contests=9))), ("S", signed_totals(booth=3)),
    ]  # fmt: skip
    for kind, data in objects:
        there, here = (deliver(made.receive, data, kind) for made in (on_server, on_file))
        assert (there.receipt, there.refusal) == (here.receipt, here.refusal)
    stores = on_server.centre.store, on_file.centre.store
    assert stores[0].rows() == stores[1].rows() and len(stores[0].rows()) == 3
    assert sorted(stores[0].aside()) == sorted(stores[1].aside()) and stores[0].aside()
    on_server.start()
    assert deliver(on_server.receive, first).receipt == deliver(on_file.receive, first).receipt


def test_two_collectors_on_one_database_serialise(server: PostgresServer, tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path, MANY, database=server.database())
    assert made.database
    other = Centre(made.database, CENTRE_KEY, load(made.definitions, bytes(CENTRE_KEY.verify_key)))
    both_give_the_same_receipts(made, other)


def test_two_collectors_on_one_file_serialise(tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path, MANY)
    other = Centre(tmp_path / "store", CENTRE_KEY, load(made.definitions, bytes(CENTRE_KEY.verify_key)))
    both_give_the_same_receipts(made, other)


def both_give_the_same_receipts(made: MadeUpCentre, other: Centre) -> None:
    """All precincts report to both at once: a receipt each, the same from both, numbered without gaps."""
    protocols = [signed_protocol(precinct=number) for number in MANY]

    async def evening() -> list[bytes]:
        async with running(made.centre) as one, running(other) as two:
            desks = [send(port, ("P", data)) for data in protocols for port in (one.tcp_port, two.tcp_port)]
            return [transfer.receipt for (transfer,) in await asyncio.gather(*desks)]

    receipts = asyncio.run(evening())
    assert receipts[0::2] == receipts[1::2]
    assert sorted(opened_receipt(receipt).journal_number for receipt in receipts[0::2]) == [*range(1, len(MANY) + 1)]


@pytest.fixture
def told(server: PostgresServer) -> Iterator[Callable[[str], None]]:
    """Change a setting of the server; back as it was at the end."""

    def tell(words: str) -> None:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM {words}".encode())
            connection.execute("SELECT pg_reload_conf()")
        name, value = words.removeprefix("SET ").split(" = ") if " = " in words else ("", "")
        while name and setting(server, name) != value:  # processes read it when they are next idle
            pass

    yield tell
    tell("RESET ALL")


def setting(server: PostgresServer, name: str) -> str:
    with psycopg.connect(server.url("postgres")) as connection:
        return str(connection.execute(f"SHOW {name}".encode()).fetchone()[0])  # type: ignore[index]


def test_a_server_whose_commits_return_before_they_are_on_the_disk(
    server: PostgresServer, told: Callable[[str], None], tmp_path: Path
) -> None:
    told("SET synchronous_commit = off")
    made = MadeUpCentre(tmp_path, MANY, database=server.database())
    with made.centre.store.writing() as connection:
        assert connection.scalar(sa.text("SHOW synchronous_commit")) == "on"


def test_a_server_that_never_syncs_is_no_store(
    server: PostgresServer, told: Callable[[str], None], tmp_path: Path
) -> None:
    database = server.database()
    told("SET fsync = off")
    with pytest.raises(StoreError, match="fsync=off, so a power cut would take receipts back"):
        MadeUpCentre(tmp_path, MANY, database=database)


def test_the_server_dies_and_returns_without_anybodys_help(server: PostgresServer, tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path, MANY, database=server.database())
    receipts = {number: deliver(made.receive, signed_protocol(precinct=number)).receipt for number in MANY[:5]}
    server.stop("immediate")
    for number in MANY[3:8]:
        outcome = deliver(made.receive, signed_protocol(precinct=number))
        assert outcome.refusal[0] == Reason.STORE
        assert "(the database cannot be reached or has refused). Send again later." in outcome.refusal[1]
    server.start()
    for number in MANY:
        receipt = deliver(made.receive, signed_protocol(precinct=number)).receipt
        assert receipts.setdefault(number, receipt) == receipt
    rows = made.centre.store.protocols()
    assert {row.precinct: row.receipt for row in rows} == receipts
    assert [row.number for row in rows] == [*range(1, len(MANY) + 1)]


def test_no_server_at_the_start_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as error:
        Store.open("postgresql://tamga:secret@127.0.0.1:9/nothing", ELECTION, 0, bytes(32))
    assert "cannot be used as a journal (the database cannot be reached" in str(error.value)
    assert "secret" not in str(error.value)


def test_the_database_of_another_election(server: PostgresServer, tmp_path: Path) -> None:
    database = server.database()
    MadeUpCentre(tmp_path / "official", database=database)
    with pytest.raises(StoreError, match="another election, mode or centre key"):
        MadeUpCentre(tmp_path / "test", database=database, mode=1)


def test_a_refused_object_is_evidence_once(server: PostgresServer, tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path, database=server.database())
    for _ in range(3):
        assert isinstance(made.accept(signed_protocol(precinct=9)), Refusal)
    assert [one.reason for one in made.centre.store.aside()] == [Reason.PRECINCT]
