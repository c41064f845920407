"""The protocol on its way to the centre: nobody there, a centre that refuses, a receipt that is not the centre's."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.collecting import precincts
from host_tools.collecting.centre import Centre
from host_tools.collecting.partials import Partials
from host_tools.collecting.proof import LineKey, Proof
from host_tools.collecting.receiver import Receiver
from host_tools.formats import cose
from simulator.hardware.parts.serial_cable import SerialPeer
from simulator.people.slip_reader import VOID, codes_on
from tests.precinct.day import CENTRE, Day, Snapshot
from tests.precinct.slip_objects import object_of, payload_of
from tests.precinct.test_paper_out import kinds_since, new_roll, paper_ends
from tests.precinct.traces import events

SERIAL_LINE = 0  # of the board


@pytest.fixture
def line(start: Callable[..., Day], counted: Snapshot) -> tuple[Day, SerialPeer]:
    """(a desk with its protocol on the wall, the line from it, on which nobody answers yet)."""
    day = start(counted)
    peer = SerialPeer(lambda data: b"")
    day.desk.hardware.bench.wire_uart(SERIAL_LINE, peer)
    day.resume(day.desk)
    return day, peer


def receiver(folder: Path, snapshot: Day, key: SigningKey, line_key: SigningKey | None = None) -> Receiver:
    """The centre's end. key: signs receipts. line_key: what it proves itself with, where that is another."""
    (folder / "known").mkdir(parents=True)
    shutil.copy(snapshot.provisioned.folder / "public" / "precinct-official.cbor", folder / "known")
    known = precincts.load(folder / "known", bytes(CENTRE.verify_key))
    return Receiver(Centre(folder / "store", key, known), Partials(), Proof(known, LineKey(line_key or key)))


def send(day: Day) -> None:
    day.desk.hardware.rest(3000)
    day.menu(day.desk, "send", day.role_cards[0])


def test_nobody_answers_then_the_centre_does_and_its_receipt_is_printed(
    line: tuple[Day, SerialPeer], tmp_path: Path
) -> None:
    day, peer = line
    at = day.desk
    send(day)
    at.sees("send_no_answer", limit_ms=300_000)
    assert events(at.hardware)[-1][0] == "send_failed"
    at.presses("ok")
    at.sees("desk_closed")
    centre = receiver(tmp_path, day, CENTRE)
    peer.peer = centre.receive
    send(day)
    at.sees("sent", limit_ms=300_000)
    totals = [row.object for row in centre._taker.store.rows(kind="S")]  # type: ignore[attr-defined]
    assert sorted(totals) == sorted(object_of(codes)[1] for codes in day.also["totals"])  # type: ignore[attr-defined]
    texts = day.newest_codes(at)
    kind, data = object_of(texts)
    assert kind == "R"
    assert cose.verify1(data, bytes(CENTRE.verify_key)) is not None
    said = payload_of(texts)
    assert set(said) == {0, 1, 2, 3, 4, 5, 6}
    protocol = next(codes_on(slip) for _, slip in day.also["slips"])  # type: ignore[attr-defined]
    assert said[4] == sha256(object_of(protocol)[1]).digest()
    assert events(at.hardware)[-1] == ("sent", 0)


def test_the_paper_ends_under_the_receipt_and_it_comes_whole(line: tuple[Day, SerialPeer], tmp_path: Path) -> None:
    day, peer = line
    at, pieces = day.desk, len(day.desk.hardware.printer.slips)
    peer.peer = receiver(tmp_path, day, CENTRE).receive
    paper_ends(at, 25)
    send(day)
    at.sees("printer_paper_out", limit_ms=300_000)
    new_roll(at)
    at.sees("sent", limit_ms=300_000)
    (torn, receipt) = list(at.hardware.printer.slips)[pieces:]
    assert kinds_since(at, pieces)[0] == VOID and codes_on(torn) == []
    assert object_of(codes_on(receipt))[0] == "R"
    assert len(list((day.provisioned.terminals[0] / "data").glob("receipt-*.cose"))) == 1


def test_a_receipt_that_is_damaged_before_it_is_printed_comes_again(
    line: tuple[Day, SerialPeer], tmp_path: Path
) -> None:
    day, peer = line
    at, file = day.desk, day.provisioned.terminals[0] / "data" / "receipt-0.cose"
    peer.peer = receiver(tmp_path, day, CENTRE).receive
    chip = at.hardware.chips[0]
    store = chip._store

    def spoiled(start: int, after: bytes) -> None:  # when it is logged
        if file.exists():
            file.write_bytes(bytes((file.read_bytes()[0] ^ 1,)) + file.read_bytes()[1:])
            chip._store = store  # type: ignore[method-assign]
        store(start, after)

    chip._store = spoiled  # type: ignore[method-assign]
    send(day)
    at.sees("send_receipt_wrong", limit_ms=300_000)
    assert events(at.hardware)[-1] == ("memory_trouble", 0)
    at.presses("ok")
    at.sees("desk_closed")
    send(day)
    at.sees("sent", limit_ms=300_000)
    assert object_of(day.newest_codes(at))[0] == "R"


def test_a_receipt_by_somebody_else_is_no_receipt(line: tuple[Day, SerialPeer], tmp_path: Path) -> None:
    day, peer = line
    peer.peer = receiver(tmp_path, day, SigningKey(b"n" * 32), CENTRE).receive
    send(day)
    day.desk.sees("send_receipt_wrong", limit_ms=300_000)
    assert events(day.desk.hardware)[-1] == ("send_failed", 99)
    assert not (day.provisioned.terminals[0] / "data" / "receipt-0.cose").exists()
    day.desk.presses("ok")
    day.desk.sees("desk_closed")


def test_somebody_else_answers_and_gets_nothing(line: tuple[Day, SerialPeer], tmp_path: Path) -> None:
    day, peer = line
    stranger = receiver(tmp_path, day, SigningKey(b"n" * 32))
    peer.peer = stranger.receive
    send(day)
    day.desk.sees("send_not_centre", limit_ms=300_000)
    assert events(day.desk.hardware)[-1] == ("send_failed", 6)
    assert stranger._taker.store.rows() == []  # type: ignore[attr-defined]
    day.desk.presses("ok")
    day.desk.sees("desk_closed")
