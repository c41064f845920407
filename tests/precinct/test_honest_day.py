"""What an honest day leaves on real chips is no fraud: a worn cell, totals printed again, a start after a power cut."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from host_tools.elections.election_file import read_election
from host_tools.findings import Report
from host_tools.formats import packages
from host_tools.verifying.precinct import check_precinct
from host_tools.verifying.vouching import Evidence
from simulator.people.slip_reader import codes_on
from tests.precinct.day import AUTHORITY, ELECTION, Day, Snapshot
from tests.precinct.slip_objects import object_of
from tests.precinct.traces import regions


@pytest.fixture
def day(start: Callable[..., Day], counted: Snapshot) -> Day:
    return start(counted)


def checked(day: Day, *reprints: bytes) -> Report:
    """Everything that an auditor has, but for zero slips and receipt."""
    folders = [day.provisioned.terminals[number] for number in (0, 1)]
    evidence = Evidence(
        bytes(AUTHORITY.verify_key),
        [packages.signed_manifest((folders[0] / "data" / "official.tmpk").read_bytes())],
        [(folder / "firmware.tmf").read_bytes() for folder in folders],
    )
    images = [bytes(chip.array) for terminal in day.terminals for chip in terminal.hardware.chips]
    totals = [object_of(codes)[1] for codes in day.also["totals"]]  # type: ignore[attr-defined]
    protocol = object_of(codes_on(day.also["slips"][-1][1]))[1]  # type: ignore[index]
    place = day.provisioned.precincts[0]
    return check_precinct(images, [*totals, *reprints], protocol, read_election(ELECTION), place, evidence=evidence)


def said(report: Report) -> str:
    return " ".join(finding.text for finding in report.findings)


def test_a_day_of_real_terminals_agrees_and_nothing_else_is_on_their_chips(day: Day) -> None:
    report = checked(day)
    assert report.verdict == "agrees", report.first_bad
    assert said(report).count("Nothing else is on the two chips.") == 3


@pytest.mark.parametrize(("terminal", "region"), [(0, "marked"), (0, "hours"), (1, "cast"), (1, "sorted"), (1, "log")])
def test_a_worn_cell_is_a_remark(day: Day, terminal: int, region: str) -> None:
    hardware = day.terminals[terminal].hardware
    end = regions(hardware)[region][1]
    hardware.chips[1].array[end - 5] &= 0xF7
    report = checked(day)
    assert report.verdict == "agrees", report.first_bad
    assert "Worn cells: 1 bits" in said(report)


def test_totals_printed_again_after_a_power_cut(day: Day) -> None:
    booth = day.booth(1)
    booth.hardware.plug_in()
    booth.sees("booth_closed")
    day.menu(booth, "reprint", day.role_cards[0])
    booth.sees("booth_closed")
    again = object_of(day.newest_codes(booth))[1]
    report = checked(day, again)
    assert report.verdict == "agrees", report.first_bad
    assert "Booth 1 has two" not in said(report)
    report = checked(day)
    assert report.verdict == "agrees", report.first_bad
    assert "the newest that was given is not the last one printed" in said(report)


def test_a_desk_that_was_started_once_more(day: Day) -> None:
    day.resume(day.desk)
    report = checked(day)
    assert report.verdict == "agrees", report.first_bad
    assert "behind the head that was signed last: boot, recovered" in said(report)
