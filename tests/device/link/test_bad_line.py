"""Bytes flip and vanish, answers come late, and something that is no centre chatters."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.collecting.frames import Decoder, Type
from simulator.hardware.parts.line_faults import LineFaults
from simulator.hardware.parts.serial_cable import SerialPeer
from tests.device.link.desk_line import DELIVERED, LINE_BAD, NO_ANSWER, DeskLine
from tests.host_tools.collecting.made_up_centre import (
    MadeUpCentre,
    opened_receipt,
    protocol_of_whole_records,
    signed_protocol,
)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("fault", "every"), [("flip_every", 200), ("drop_every", 400)])
def test_a_protocol_gets_through_a_bad_line(tmp_path: Path, fault: str, every: int, seed: int) -> None:
    """At one flipped byte in 200, two records of three come damaged."""
    data = signed_protocol(contests=40)
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, SerialPeer(centre.receive), data)
    desk.part.faults = LineFaults(seed)
    setattr(desk.part.faults, fault, every)
    assert desk.run() == [(DELIVERED, 0, "")]
    assert desk.part.faults.flipped + desk.part.faults.dropped > 2
    assert centre.receiver.decoder.bad > 0
    assert centre.journal() == [data]
    opened_receipt(desk.receipt())
    assert desk.took_ms()[0] < 180_000


LONG = protocol_of_whole_records(contests=176)
RECORDS = len(LONG) // 200


class Damages:
    """A centre behind a wire that damages one record once; sent: how many records were put on the wire."""

    def __init__(self, centre: MadeUpCentre, record: int) -> None:
        self.centre, self.record, self.sent = centre, record, 0
        self.decoder, self.damaged = Decoder(), False

    def receive(self, data: bytes) -> bytes:
        records = [frame for frame in self.decoder.feed(data) if frame and frame.type == Type.RECORD]
        self.sent += len(records)
        if not self.damaged and any(frame.sequence == self.record for frame in records):
            self.damaged = True
            data = data[:20] + bytes([data[20] ^ 4 or 1]) + data[21:]
        return self.centre.receive(data)


@pytest.mark.parametrize("record", [0, 7, 20, RECORDS - 1])
def test_one_damaged_record_costs_that_record_and_no_wait(tmp_path: Path, record: int) -> None:
    data = LONG
    peer = Damages(MadeUpCentre(tmp_path / "centre"), record)
    desk = DeskLine(tmp_path, SerialPeer(peer.receive), data)
    assert desk.run() == [(DELIVERED, 0, "")]
    assert peer.damaged and peer.centre.receiver.decoder.bad == 1
    assert peer.sent == RECORDS + 1
    assert desk.took_ms()[0] < 29 * RECORDS  # 20 for each on a clean line


def test_a_late_line_is_filled_not_waited_for(tmp_path: Path) -> None:
    """A data call: 9600 baud, 0.8 s there and back. The window keeps the wire busy, and nothing is repeated."""
    data = signed_protocol(contests=180)
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, SerialPeer(centre.receive, baudrate=9600), data)
    desk.part.faults.delay_ms = 400
    assert desk.run() == [(DELIVERED, 0, "")]
    wire_ms = len(data) * 10_000 / 9600
    assert desk.took_ms()[0] < wire_ms * 1.15 + 4 * 800  # hello, offer, records, end: one way there and back each
    assert centre.receiver.decoder.bad == 0


def test_a_chattering_modem_is_a_bad_line(tmp_path: Path) -> None:
    desk = DeskLine(tmp_path, SerialPeer(lambda data: b"\r\nNO CARRIER\r\n"), signed_protocol())
    assert desk.run() == [(LINE_BAD, 0, "")]
    assert 60_000 < desk.took_ms()[0] < 65_000


def test_nobody_there_is_no_answer(tmp_path: Path) -> None:
    desk = DeskLine(tmp_path, SerialPeer(lambda data: b""), signed_protocol())
    assert desk.run() == [(NO_ANSWER, 0, "")]
    assert 15_000 < desk.took_ms()[0] < 20_000


def test_an_echo_is_no_centre(tmp_path: Path) -> None:
    desk = DeskLine(tmp_path, SerialPeer(lambda data: data), signed_protocol())
    assert desk.run() == [(LINE_BAD, 0, "")]
