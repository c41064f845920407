"""The centre's program or computer goes down in the middle of an object, and comes back without what was not whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.collecting.receiver import What
from simulator.hardware.parts.serial_cable import SerialPeer
from tests.device.link.desk_line import DELIVERED, DeskLine
from tests.host_tools.collecting.made_up_centre import MadeUpCentre, opened_receipt, signed_protocol

DATA = signed_protocol(contests=180)
RECORDS = -(-len(DATA) // 200)


@pytest.fixture
def centre(tmp_path: Path) -> MadeUpCentre:
    return MadeUpCentre(tmp_path / "centre")


def desk_in_the_middle(folder: Path, centre: MadeUpCentre, records: int = 15) -> DeskLine:
    desk = DeskLine(folder, SerialPeer(centre.receive), DATA)
    desk.run_while(lambda: centre.count(What.RECORD) < records)
    assert desk.results() == []
    return desk


def assert_delivered(desk: DeskLine, centre: MadeUpCentre) -> None:
    assert desk.run() == [(DELIVERED, 0, "")]
    assert centre.journal() == [DATA]
    assert opened_receipt(desk.receipt()).journal_number == 1


def test_it_begins_the_object_again(tmp_path: Path, centre: MadeUpCentre) -> None:
    desk = desk_in_the_middle(tmp_path, centre)
    there = centre.count(What.RECORD)
    centre.start()
    assert_delivered(desk, centre)
    assert centre.count(What.RECORD) == there + RECORDS


def test_it_was_down_for_a_while(tmp_path: Path, centre: MadeUpCentre) -> None:
    desk = desk_in_the_middle(tmp_path, centre)
    desk.part.peer = lambda data: b""
    desk.run_for(7000)
    centre.start()
    desk.part.peer = centre.receive
    assert_delivered(desk, centre)


def test_it_went_down_between_storing_and_answering(tmp_path: Path, centre: MadeUpCentre) -> None:
    desk = DeskLine(tmp_path, SerialPeer(centre.receive), DATA)

    def peer(data: bytes) -> bytes:
        answer = centre.receive(data)
        if centre.count(What.ENTERED) and centre.count(What.REPEATED) == 0 and desk.part.peer is peer:
            centre.start()
            desk.part.peer = centre.receive
            return b""
        return answer

    desk.part.peer = peer
    assert_delivered(desk, centre)
    assert centre.count(What.ENTERED) == 1 and centre.count(What.REPEATED) == 1
