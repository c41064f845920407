"""A district between desks and centre: it keeps and forwards, receipts are the centre's, and the centre may be away."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.collecting import forwarding
from host_tools.collecting.centre import Centre, Kept, whole
from host_tools.collecting.checks import Reason
from host_tools.collecting.precincts import Precincts
from host_tools.collecting.proof import vouch
from host_tools.formats import cose
from host_tools.formats.objects import Receipt
from tests.host_tools.collecting import running as running_module
from tests.host_tools.collecting.made_up_centre import (
    CENTRE_KEY,
    ELECTION,
    PRECINCT,
    correction_of,
    definition,
    opened_receipt,
    signed_protocol,
    signed_totals,
)
from tests.host_tools.collecting.running import HOST, Running, running, send

MANY = tuple(range(PRECINCT, PRECINCT + 12))
KNOWN = Precincts(ELECTION, 0, {number: definition(number) for number in MANY})


def centre_on(folder: Path, key: SigningKey | None = CENTRE_KEY) -> Centre:
    return Centre(folder, key, KNOWN)


def desk(number: int) -> list[tuple[str, bytes]]:
    return [("S", signed_totals(number)), ("P", signed_protocol(precinct=number))]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


async def until(condition: object, district: Running) -> None:
    """Wait for the forwarder; a test that waits for ever is ended by its time limit."""
    while not condition():  # type: ignore[operator]
        district.forwarder.wake()
        await asyncio.sleep(0.02)


def test_a_desk_at_a_district_gets_the_centres_receipt(tmp_path: Path) -> None:
    centre, district = centre_on(tmp_path / "centre"), centre_on(tmp_path / "district", None)

    async def evening() -> list[bytes]:
        async with running(centre) as far, running(district, far.url) as near:
            sent = await asyncio.gather(*(send(near.tcp_port, *desk(number)) for number in MANY))
            assert near.forwarder.sent == 2 * len(MANY)
            return [protocol.receipt for _, protocol in sent]

    receipts = asyncio.run(evening())
    assert sorted(opened_receipt(receipt).journal_number for receipt in receipts) == [*range(1, len(MANY) + 1)]
    assert {row.hash: row.receipt for row in district.store.protocols()} == {
        row.hash: row.receipt for row in centre.store.protocols()
    }
    assert {row.hash for row in district.store.rows()} == {row.hash for row in centre.store.rows()}
    assert district.store.outbox() == [("done", 2 * len(MANY), "")]


def test_the_centre_is_away_and_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forwarding, "ANSWER_WITHIN_S", 0.05)
    monkeypatch.setattr(forwarding, "_FIRST_WAIT_S", 0.01)
    centre, district, port = centre_on(tmp_path / "centre"), centre_on(tmp_path / "district", None), free_port()

    async def evening() -> None:
        async with running(district, f"http://{HOST}:{port}") as near:
            for number in MANY[:4]:
                _, protocol = await send(near.tcp_port, *desk(number))
                assert protocol.refusal[0] == Reason.RECEIPT
                assert f"has protocol 1 of precinct {number} and brings it to the centre" in protocol.refusal[1]
            assert near.said == [f"http://{HOST}:{port}: cannot be reached; what comes is kept and goes there later"]
            waited = near.forwarder.sent
            assert waited < 40  # probes, not every object again and again
            async with running(centre, http_port=port):
                await until(lambda: district.store.outbox() == [("done", 8, "")], near)
                assert near.forwarder.sent <= waited + 8 + 2
                (again,) = await send(near.tcp_port, ("P", signed_protocol()))
                assert opened_receipt(again.receipt).precinct == PRECINCT
            assert near.said[-1].endswith("answers again")

    asyncio.run(evening())
    assert [row.number for row in centre.store.protocols()] == [1, 2, 3, 4]
    assert [row.reason for row in district.store.aside()] == []


def test_corrections_go_in_their_order_also_after_a_restart_of_the_district(tmp_path: Path) -> None:
    centre, district = centre_on(tmp_path / "centre"), centre_on(tmp_path / "district", None)
    for number in MANY:
        first = signed_protocol(precinct=number)
        objects = [
            whole("S", signed_totals(number)),
            whole("P", first),
            whole("P", correction_of(first, precinct=number)),
        ]
        assert all(isinstance(outcome, Kept) for one in objects for outcome in district.accept([one]))

    async def evening() -> None:
        async with running(centre) as far:
            async with running(district, far.url) as near:
                await until(lambda: near.forwarder.sent > 5, near)
            fresh = centre_on(tmp_path / "district", None)  # as after a restart: the outbox is on its disk
            async with running(fresh, far.url) as near:
                await until(lambda: fresh.store.outbox() == [("done", 3 * len(MANY), "")], near)

    asyncio.run(evening())
    assert [row.version for row in centre.store.protocols()].count(2) == len(MANY)
    assert len(centre.store.rows()) == 3 * len(MANY) and centre.store.aside() == []


def test_what_the_centre_refuses_is_final_and_shown(tmp_path: Path) -> None:
    centre, district = centre_on(tmp_path / "centre"), centre_on(tmp_path / "district", None)
    for data in (signed_totals(), signed_protocol(contests=9)):
        centre.accept([whole("S" if data == signed_totals() else "P", data)])

    async def evening() -> None:
        async with running(centre) as far, running(district, far.url) as near:
            _, protocol = await send(near.tcp_port, *desk(PRECINCT))
            assert protocol.refusal[0] == Reason.NUMBER
            assert "different protocol number 1 of precinct 417" in protocol.refusal[1]
            assert any("refused" in text and "precinct 417" in text for text in near.said)

    asyncio.run(evening())
    assert [(state, count) for state, count, _ in district.store.outbox()] == [("done", 1), ("refused", 1)]


def test_a_receipt_of_somebody_else_is_not_handed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forwarding, "ANSWER_WITHIN_S", 0.2)
    stranger = SigningKey(bytes(range(32)))
    centre, district = centre_on(tmp_path / "centre", stranger), centre_on(tmp_path / "district", None)

    async def evening() -> None:
        async with running(centre) as far, running(district, far.url) as near:
            _, protocol = await send(near.tcp_port, *desk(PRECINCT))
            assert protocol.receipt is None and protocol.refusal[0] == Reason.RECEIPT
            await until(lambda: near.said, near)
            assert near.said == [
                f"{far.url}: gives receipts that are not the centre's; what comes is kept and goes there later"
            ]

    asyncio.run(evening())
    (row,) = district.store.protocols()
    assert row.receipt is None and row.number is None
    (given,) = centre.store.protocols()
    assert Receipt.from_cbor(cose.verify1(given.receipt or b"", bytes(stranger.verify_key)) or b"").protocol == row.hash


def test_a_centre_that_does_not_prove_itself_gets_nothing_taken_for_done(tmp_path: Path) -> None:
    centre, district = centre_on(tmp_path / "centre"), centre_on(tmp_path / "district", None)

    async def evening() -> None:
        async with running(centre, key=SigningKey(bytes(32))) as far, running(district, far.url) as near:
            await send(near.tcp_port, desk(PRECINCT)[0])
            await until(lambda: near.said, near)
            assert near.said[0].startswith(
                f"{far.url}: does not prove that it is the centre (HTTP status 200); what comes"
            )

    asyncio.run(evening())
    assert [(state, count) for state, count, _ in district.store.outbox()] == [("waiting", 1)]


def test_a_district_that_the_centre_does_not_vouch_for_waits_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, district = centre_on(tmp_path / "centre"), centre_on(tmp_path / "district", None)
    monkeypatch.setattr(running_module, "DISTRICT_KEY", SigningKey(bytes(31) + b"d"))
    monkeypatch.setattr(running_module, "vouch", lambda *_: vouch(SigningKey(bytes(32)), ELECTION, bytes(32)))

    async def evening() -> None:
        async with running(centre) as far, running(district, far.url) as near:
            assert (await district_takes(near)) == 1
            await until(lambda: near.said, near)
            assert "This centre does not vouch for the district in this election." in near.said[0]

    asyncio.run(evening())
    assert centre.store.rows() == [] and centre.store.aside() == []


async def district_takes(district: Running) -> int:
    """Give a district an object that came some other way than a line; how many it has then."""
    district.centre.accept([whole("S", signed_totals())])
    return len(district.centre.store.rows())
