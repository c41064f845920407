"""Many desks in the same moment: each hears only after its group is on the disk, and nothing is kept twice."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from pathlib import Path

import pytest

from host_tools.collecting import group_commit
from host_tools.collecting.centre import Arrival, Centre, Kept, Outcome, whole
from host_tools.collecting.checks import Reason
from host_tools.collecting.frames import Decoder, Frame, Type, encode
from host_tools.collecting.group_commit import GroupCommit
from host_tools.collecting.partials import Partials
from host_tools.collecting.precincts import load
from host_tools.collecting.receiver import Receiver
from host_tools.collecting.resuming import Resume
from tests.host_tools.collecting.made_up_centre import (
    CENTRE_KEY,
    PRECINCT,
    MadeUpCentre,
    correction_of,
    opened_receipt,
    signed_protocol,
    signed_totals,
)
from tests.host_tools.collecting.running import running, send
from tests.host_tools.collecting.terminal import offer_for

MANY = tuple(range(PRECINCT, PRECINCT + 60))


def numbers(receipts: list[bytes]) -> list[int]:
    return [opened_receipt(receipt).journal_number for receipt in receipts]


def test_sixty_desks_share_groups_and_get_numbers_without_gaps(tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path, MANY, totals=False)

    async def evening() -> tuple[list[bytes], int]:
        async with running(made.centre) as collector:
            desks = [
                send(collector.tcp_port, ("S", signed_totals(number)), ("P", signed_protocol(precinct=number)))
                for number in MANY
            ]
            sent = await asyncio.gather(*desks)
            assert all(totals.receipt == b"" for totals, _ in sent)
            return [protocol.receipt for _, protocol in sent], collector.group.groups

    receipts, groups = asyncio.run(evening())
    assert sorted(numbers(receipts)) == list(range(1, len(MANY) + 1))
    assert groups < len(MANY)
    rows = made.centre.store.rows()
    assert [row.sequence for row in rows] == list(range(1, 2 * len(MANY) + 1))
    assert sum(row.kind == "S" for row in rows) == len(MANY)


def test_the_protocol_before_its_totals_waits_and_is_no_evidence(tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path, totals=False)

    async def evening() -> None:
        async with running(made.centre) as collector:
            (early,) = await send(collector.tcp_port, ("P", signed_protocol()))
            assert early.refusal[0] == Reason.TOTALS
            assert early.refusal[1] == "The sealed totals of booth 1 of precinct 417 are not here. Send them first."
            assert made.centre.store.aside() == []
            totals, protocol = await send(collector.tcp_port, ("S", signed_totals()), ("P", signed_protocol()))
            assert totals.receipt == b"" and numbers([protocol.receipt]) == [1]

    asyncio.run(evening())


def test_other_totals_are_not_those_that_it_names(tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path, totals=False)
    assert isinstance(made.accept(signed_totals(PRECINCT + 1), "S"), Kept)
    assert isinstance(made.accept(signed_totals(log_head=bytes([1] * 16)), "S"), Kept)  # printed again, after a start
    assert made.accept(signed_protocol()).reason == Reason.TOTALS  # type: ignore[union-attr]


def test_a_repeated_end_during_a_running_group_keeps_nothing_twice(tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path)
    data = signed_protocol()
    digest = sha256(data).digest()

    async def evening() -> list[Frame | None]:
        group, late = GroupCommit(made.centre), bytearray()
        receiver = Receiver(group, Partials(), made.proof, late=late.extend)
        offer = offer_for(receiver.receive, data)
        receiver.receive(offer)
        for number in range(-(-len(data) // 200)):
            receiver.receive(encode(Frame(Type.RECORD, number, payload=data[number * 200 : number * 200 + 200])))
        end = encode(Frame(Type.END, payload=digest))
        assert receiver.receive(end) == b""  # its group has not even begun
        assert receiver.receive(end + end) == b""
        (resumed,) = Decoder().feed(receiver.receive(offer))  # a terminal that heard nothing for 2 s offers again
        assert resumed and resumed.type == Type.RESUME and Resume.read(resumed.payload).there == digest
        assert receiver.receive(end) == b""
        assert len(group._waiting) == 1
        writing = asyncio.create_task(group.run())
        group.close()
        await writing
        assert group.groups == 1
        return Decoder().feed(bytes(late))

    heard = asyncio.run(evening())
    assert [frame.type for frame in heard if frame] == [Type.ANSWER]
    assert made.journal() == [data]


def records_of(data: bytes) -> bytes:
    pieces = range(-(-len(data) // 200))
    return b"".join(encode(Frame(Type.RECORD, n, payload=data[n * 200 : n * 200 + 200])) for n in pieces)


async def written(group: GroupCommit) -> None:
    """Everything that waits is on the disk."""
    writing = asyncio.create_task(group.run())
    group.close()
    await writing


def test_on_a_line_that_loses_nothing_the_last_record_is_enough(tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path)
    data = signed_protocol()
    end = encode(Frame(Type.END, payload=sha256(data).digest()))
    sent: list[bytes] = []

    async def evening() -> None:
        group = GroupCommit(made.centre)
        receiver = Receiver(group, Partials(), made.proof, late=sent.append)
        receiver.loses_nothing = True
        receiver.receive(offer_for(receiver.receive, data))
        assert receiver.receive(records_of(data)) == b""  # not on the disk yet: not a word
        await written(group)
        assert receiver.receive(end) == b""  # its answer has gone out already
        assert [frame.type for frame in Decoder().feed(receiver.receive(end)) if frame] == [Type.ANSWER]  # asked again

    asyncio.run(evening())
    (both,) = sent
    heard = [frame for frame in Decoder().feed(both) if frame]
    assert [frame.type for frame in heard] == [Type.ACKNOWLEDGE, Type.ANSWER]
    assert heard[0].acknowledge == -(-len(data) // 200)
    assert made.journal() == [data]


def test_who_offers_again_before_the_answer_gets_one_for_its_end(tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path)
    data = signed_protocol()
    end = encode(Frame(Type.END, payload=sha256(data).digest()))

    async def evening() -> bytes:
        group = GroupCommit(made.centre)
        receiver = Receiver(group, Partials(), made.proof)
        receiver.loses_nothing = True
        offer = offer_for(receiver.receive, data)
        receiver.receive(offer + records_of(data))
        await written(group)  # its answer crosses the next offer: the terminal takes it for one of before
        receiver.receive(offer)
        return receiver.receive(end)

    assert [frame.type for frame in Decoder().feed(asyncio.run(evening())) if frame] == [Type.ANSWER]


def test_groups_of_many_begin_apart_and_the_end_waits_for_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "_APART_S", 3600.0)
    made = MadeUpCentre(tmp_path, MANY)
    arrivals = [whole("P", signed_protocol(precinct=number)) for number in MANY]

    async def evening() -> int:
        group = GroupCommit(made.centre)
        writing = asyncio.create_task(group.run())
        first, later = arrivals[:10], arrivals[10:]
        outcomes: asyncio.Queue[Outcome] = asyncio.Queue()
        for arrival in first:
            group.submit(arrival, outcomes.put_nowait)
        for _ in first:
            await outcomes.get()
        for arrival in later:
            group.submit(arrival, outcomes.put_nowait)
            await asyncio.sleep(0)
        assert outcomes.empty()
        group.close()
        await writing
        return group.groups

    assert asyncio.run(evening()) == 2
    assert len(made.journal()) == len(MANY)


def test_a_line_that_went_away_during_its_group_gets_the_same_receipt_later(tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path)
    data = signed_protocol()

    async def evening() -> tuple[Outcome, bytes]:
        group = GroupCommit(made.centre)
        first: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        group.submit(Arrival("P", sha256(data).digest(), data), first.set_result)
        writing = asyncio.create_task(group.run())
        outcome = await first
        async with running(made.centre) as collector:
            (again,) = await send(collector.tcp_port, ("P", data))
        group.close()
        await writing
        return outcome, again.receipt

    outcome, again = asyncio.run(evening())
    assert outcome.row.receipt == again  # type: ignore[union-attr]


def test_two_collectors_on_one_store_serialise(tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path, MANY)
    other = Centre(made.store, CENTRE_KEY, load(made.definitions, bytes(CENTRE_KEY.verify_key)))
    firsts = {number: signed_protocol(precinct=number) for number in MANY}
    seconds = {number: correction_of(first, precinct=number) for number, first in firsts.items()}

    async def evening() -> list[bytes]:
        async with running(made.centre) as one, running(other) as two:
            found = []
            for objects in (firsts, seconds):
                desks = [
                    send(port, ("P", data))  # each object at both, in the same moment
                    for data in objects.values()
                    for port in (one.tcp_port, two.tcp_port)
                ]
                pairs = [transfer.receipt for (transfer,) in await asyncio.gather(*desks)]
                assert pairs[0::2] == pairs[1::2]
                found += pairs[0::2]
            return found

    assert sorted(numbers(asyncio.run(evening()))) == list(range(1, 2 * len(MANY) + 1))
