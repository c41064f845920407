"""The line is cut, or the desk's power, in the middle: the next sending goes on where the centre stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.collecting.receiver import What
from simulator.hardware.parts.serial_cable import SerialPeer
from tests.device.link.desk_line import DELIVERED, NO_ANSWER, DeskLine
from tests.host_tools.collecting.made_up_centre import MadeUpCentre, opened_receipt, signed_protocol

DATA = signed_protocol(contests=180)
RECORDS = -(-len(DATA) // 200)


@pytest.fixture
def centre(tmp_path: Path) -> MadeUpCentre:
    return MadeUpCentre(tmp_path / "centre")


def test_the_second_call_brings_only_the_rest(tmp_path: Path, centre: MadeUpCentre) -> None:
    desk = DeskLine(tmp_path, SerialPeer(centre.receive), DATA, sends=2)
    desk.part.faults.cut_after_bytes = 4000
    desk.run_while(lambda: not desk.results())
    assert desk.results() == [(NO_ANSWER, 0, "")]
    there = centre.count(What.RECORD)
    assert 10 < there < 25 and centre.journal() == []
    desk.part.faults.cut_after_bytes = None
    assert desk.run()[1] == (DELIVERED, 0, "")
    assert centre.count(What.RECORD) == RECORDS  # none came twice
    assert centre.journal() == [DATA]
    assert (there, RECORDS) in desk.progress()


def test_a_short_cut_is_mended_within_one_sending(tmp_path: Path, centre: MadeUpCentre) -> None:
    desk = DeskLine(tmp_path, SerialPeer(centre.receive), DATA)
    desk.part.faults.cut_after_bytes = 4000
    desk.run_while(lambda: desk.bench.clock.now_us < 9_000_000)
    desk.part.faults.cut_after_bytes = None
    assert desk.run() == [(DELIVERED, 0, "")]
    assert centre.count(What.RECORD) == RECORDS


@pytest.mark.parametrize("records_before", [0, 1, 17, RECORDS - 1])
def test_power_cut_of_the_desk(tmp_path: Path, centre: MadeUpCentre, records_before: int) -> None:
    desk = DeskLine(tmp_path, SerialPeer(centre.receive), DATA)
    desk.run_while(lambda: centre.count(What.RECORD) < records_before)
    desk.bench.pull_plug()
    assert desk.results() == []
    assert desk.run() == [(DELIVERED, 0, "")]
    assert centre.count(What.RECORD) == RECORDS
    assert opened_receipt(desk.receipt()).journal_number == 1
    assert centre.journal() == [DATA]
