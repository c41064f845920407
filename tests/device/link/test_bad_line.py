"""Bytes flip and vanish, answers come late, and something that is no centre chatters."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.parts.serial_peer import SerialPeer
from tests.device.link.desk_line import DELIVERED, LINE_BAD, NO_ANSWER, DeskLine
from tests.host_tools.collecting.made_up_centre import MadeUpCentre, opened_receipt, signed_protocol


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("fault", "every"), [("flip_every", 200), ("drop_every", 400)])
def test_a_protocol_gets_through_a_bad_line(tmp_path: Path, fault: str, every: int, seed: int) -> None:
    """At one flipped byte in 200, two records of three come damaged."""
    data = signed_protocol(contests=40)
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, SerialPeer(centre.receive), data)
    desk.part.faults.__init__(seed)
    setattr(desk.part.faults, fault, every)
    assert desk.run() == [(DELIVERED, 0, "")]
    assert desk.part.faults.flipped + desk.part.faults.dropped > 10
    assert centre.receiver.decoder.bad > 5
    assert centre.journal() == [data]
    opened_receipt(desk.receipt())
    assert desk.took_ms()[0] < 120_000


def test_a_late_line_is_filled_not_waited_for(tmp_path: Path) -> None:
    """A data call: 9600 baud, 0.8 s there and back. The window keeps the wire busy, and nothing is repeated."""
    data = signed_protocol(contests=180)
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, SerialPeer(centre.receive, baudrate=9600), data)
    desk.part.faults.delay_ms = 400
    assert desk.run() == [(DELIVERED, 0, "")]
    wire_ms = len(data) * 10_000 / 9600
    assert desk.took_ms()[0] < wire_ms * 1.15 + 3 * 800  # offer, records, end: one way there and back each
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
