"""The desk's line is behind a bridge with a FIFO of 64 bytes: that is missing, loses bytes, or is the one at fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.hardware.parts.line_faults import LineFaults
from simulator.hardware.parts.serial_cable import SerialPeer
from tests.device.link.desk_line import DELIVERED, NO_ANSWER, DeskLine
from tests.host_tools.collecting.made_up_centre import MadeUpCentre, opened_receipt, signed_protocol


@pytest.mark.parametrize("baudrate", [9600, 38_400])
def test_a_protocol_gets_its_receipt_as_fast_as_the_line_is(tmp_path: Path, baudrate: int) -> None:
    data = signed_protocol(contests=40)
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, SerialPeer(centre.receive, baudrate), data, bridged=True)
    assert desk.run() == [(DELIVERED, 0, "")]
    assert centre.journal() == [data]
    opened_receipt(desk.receipt())
    assert desk.bridge.overruns == 0
    assert centre.receiver.decoder.bad == 0
    assert desk.took_ms()[0] < 500 + len(data) * 12_000 // baudrate


def test_a_bad_line_behind_it_is_repaired(tmp_path: Path) -> None:
    data = signed_protocol(contests=10)
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, SerialPeer(centre.receive, 38_400), data, bridged=True)
    desk.part.faults = LineFaults(1)
    desk.part.faults.flip_every = 300
    assert desk.run() == [(DELIVERED, 0, "")]
    assert centre.journal() == [data]


def test_an_answer_that_comes_faster_than_it_is_read_is_asked_for_again(tmp_path: Path) -> None:
    """All bytes of an answer at one instant: the FIFO keeps 64 of them."""
    data = signed_protocol(contests=1)
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, SerialPeer(centre.receive, 38_400), data, bridged=True)
    desk.part.piece_bytes = 0
    desk.run_while(lambda: desk.bridge.overruns == 0)
    desk.part.piece_bytes = 1
    assert desk.run() == [(DELIVERED, 0, "")]
    assert centre.journal() == [data]


def test_a_bridge_that_does_not_answer_is_a_line_without_answer_until_it_does(tmp_path: Path) -> None:
    """When it comes it has never been set up, or has lost its set-up with its supply."""
    data = signed_protocol(contests=1)
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, SerialPeer(centre.receive, 38_400), data, sends=2, bridged=True)
    desk.bridge.absent = True
    desk.run_while(lambda: not desk.results())
    desk.bridge.absent = False
    assert desk.run() == [(NO_ANSWER, 0, ""), (DELIVERED, 0, "")]


def test_a_bridge_that_resets_in_the_middle_is_set_up_again(tmp_path: Path) -> None:
    data = signed_protocol(contests=10)
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, SerialPeer(centre.receive, 38_400), data, bridged=True)
    desk.run_while(lambda: len(desk.progress()) < 2)
    desk.bridge.power_on()
    assert desk.run() == [(DELIVERED, 0, "")]
    assert centre.journal() == [data]
