"""An auditor with the desk's two chips, its slips and no help: the records are the protocol's; altered ones are not."""

from __future__ import annotations

import pytest

from host_tools.elections.election_file import read_election
from host_tools.findings import Report
from host_tools.verifying.precinct import check_precinct
from simulator.people.slip_reader import codes_on
from tests.precinct.day import ELECTION, Day, Snapshot
from tests.precinct.slip_objects import object_of
from tests.precinct.traces import regions


@pytest.fixture
def day(start, counted: Snapshot) -> Day:  # type: ignore[no-untyped-def]
    return start(counted)


def checked(day: Day) -> Report:
    images = [bytes(chip.array) for terminal in day.terminals for chip in terminal.hardware.chips]
    totals = [object_of(codes)[1] for codes in day.also["totals"]]  # type: ignore[attr-defined]
    protocol = object_of(codes_on(day.also["slips"][-1][1]))[1]  # type: ignore[index]
    return check_precinct(images, totals, protocol, read_election(ELECTION), day.provisioned.precincts[0])


def unmark(day: Day, region: str, byte: int, mask: int) -> None:
    """Set or clear bits of a byte on both chips."""
    begin, _ = regions(day.desk.hardware)[region]
    for chip in day.desk.hardware.chips:
        chip.array[begin + byte] ^= mask


def test_the_records_are_the_protocols(day: Day) -> None:
    report = checked(day)
    assert report.ok, report.first_bad
    assert {name: report.data["desk"][name] for name in ("marked", "activations", "paper_issued", "added")} == {
        "marked": 4, "activations": 3, "paper_issued": 1, "added": 0,
    }  # fmt: skip
    assert sum(report.data["desk"]["by hour"]) == 4


def test_a_voter_marked_afterwards_is_told(day: Day) -> None:
    begin, _ = regions(day.desk.hardware)["marked"]
    free = next(bit for bit in range(8) if day.desk.hardware.chips[0].array[begin] >> bit & 1)
    unmark(day, "marked", 0, 1 << free)
    assert "5 voters are marked, but 4" in str(checked(day).first_bad)


def test_a_spoiled_paper_more_is_told(day: Day) -> None:
    unmark(day, "spoiled", 0, 1)
    assert "spoiled_recorded 1 on the chips, 0 in the protocol" in str(checked(day).first_bad)


def test_a_link_that_was_left_is_told(day: Day) -> None:
    for byte in range(24):
        unmark(day, "intents", byte, 0x55)
    assert "left in the middle" in str(checked(day).first_bad)


def test_an_altered_log_does_not_lead_to_the_protocol(day: Day) -> None:
    unmark(day, "log", 9, 1)
    assert not checked(day).ok


def test_one_chip_of_two(day: Day) -> None:
    hardware = day.desk.hardware
    report = check_precinct(
        [bytes(hardware.chips[0].array)], [], None, read_election(ELECTION), day.provisioned.precincts[0]
    )
    assert "The desk has 1 chip images instead of 2." in [finding.text for finding in report.findings]
