"""The power goes while a voter is checked in: marked with a slip, or neither; and afterwards nothing joins the two."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.device.booth.ballots.cartridge_lab import BLANK, Images, Lab, Run
from tests.device.booth.ballots.sweep import Sweep
from tests.device.desk.roll.desk_cartridge import HEADER, REGIONS, ROW_BYTES, SECTOR_BYTES, links, numbers

MAIN = Path(__file__).parent / "desk_main.py"
BEFORE, VOTER, NEXT = ((3, 1), (17, 2), (5, 0)), 8, 9


@pytest.mark.parametrize("booth", [1, 0], ids=["activation", "paper"])
def test_marked_with_a_slip_or_neither(tmp_path: Path, booth: int, record_property) -> None:  # type: ignore[no-untyped-def]
    lab = Lab(tmp_path, HEADER, MAIN)
    morning = lab.run((BLANK, BLANK), [["check_in", *who] for who in BEFORE]).images
    had = [numbers(morning, "booth 1"), numbers(morning, "booth 2"), numbers(morning, "paper")]
    assert numbers(morning, "marked") == {3, 17, 5} and not links(morning)

    def check(run: Run, booted: Images) -> None:
        marked = VOTER in numbers(booted, "marked")
        assert numbers(booted, "marked") == {3, 17, 5} | ({VOTER} if marked else set())
        assert numbers(booted, "booth 2") == had[1] and not links(booted)
        issued, paper = numbers(booted, "booth 1") - had[0], numbers(booted, "paper") - had[2]
        assert (
            (issued, paper) == (set(), {VOTER} if marked else set())
            if booth == 0
            else (len(issued), paper) == (marked, set())
        )
        reprinted = run.lines[1] if run.said("resumed") == [["resumed", True]] else None
        assert reprinted is None or (marked and reprinted == ["slip", booth, min(issued, default=0)])

        assert [line[2] for line in run.said("check_in")] == [
            "already marked" if marked else "handed over",
            "handed over",
        ]
        assert run.said("report") == [["report", 5, 4 if booth else 3, 1 if booth else 2]]
        assert not links(run.images)

    sweep = Sweep(lab, check, [["check_in", VOTER, booth], ["check_in", NEXT, 2], ["report"]])
    sweep.cut_everywhere(morning, [["check_in", VOTER, booth]])
    sweep.note("check-in" if booth else "paper ballot at check-in", record_property)


def test_the_slip_that_comes_again_is_the_same_one(tmp_path: Path) -> None:
    lab = Lab(tmp_path, HEADER, MAIN)
    whole = lab.run((BLANK, BLANK), [["check_in", VOTER, 1]])
    slip = whole.said("slip")[0]
    printed = 0
    for operation in range(1, len(whole.operations) + 1):
        for torn in (False, True, "after"):
            cut = lab.run((BLANK, BLANK), [["check_in", VOTER, 1]], cut=(operation, torn))
            again = lab.run(cut.images, [["check_in", VOTER, 1]], seed=2)
            slips = cut.said("slip") + again.said("slip")
            marked_before = VOTER in numbers(cut.images, "marked")
            printed += len(slips)
            assert slips and (not marked_before or slips == [slip] * len(slips)), (operation, torn, slips)
    assert printed > 3 * len(whole.operations)  # some came twice, and those were alike


@pytest.mark.parametrize("chip", [0, 1])
def test_a_mark_that_one_chip_does_not_take_stands_on_the_other(tmp_path: Path, chip: int) -> None:
    lab = Lab(tmp_path, HEADER, MAIN)
    lab.chips[chip].stuck_bits = {(4096 + VOTER // 8, VOTER % 8): 1}
    run = lab.run((BLANK, BLANK), [["check_in", VOTER, 1], ["check_in", VOTER, 1], ["check_in", NEXT, 1], ["report"]])
    assert [line[2] for line in run.said("check_in")] == ["handed over", "already marked", "handed over"]
    assert run.said("report") == [["report", 2, 2, 0]] and not links(run.images)


def test_a_voter_whose_mark_does_not_hold_gets_no_slip_and_nobody_else_either(tmp_path: Path) -> None:
    lab = Lab(tmp_path, HEADER, MAIN)
    for chip in (0, 1):
        lab.chips[chip].stuck_bits = {(4096 + VOTER // 8, VOTER % 8): 1}
    run = lab.run((BLANK, BLANK), [["check_in", VOTER, 1], ["check_in", NEXT, 1]])
    assert [line[2] for line in run.said("check_in")] == ["unsettled"] * 2 and not run.said("slip")
    lab.chips[0].stuck_bits = {}
    later = lab.run(run.images, [["check_in", VOTER, 1], ["check_in", NEXT, 1]])
    assert [line[2] for line in later.said("check_in")] == ["already marked", "handed over"]
    assert len(later.said("slip")) == 2 and not links(later.images)


def test_an_hour_worn_on_both_chips_does_not_stop_the_desk(tmp_path: Path) -> None:
    lab = Lab(tmp_path, HEADER, MAIN)
    at = REGIONS.index("hours") * SECTOR_BYTES + 9 * ROW_BYTES
    for chip in (0, 1):
        lab.chips[chip].stuck_bits = {(at, 0): 1}
    run = lab.run((BLANK, BLANK), [["check_in", VOTER, 1, 9], ["day"]])
    assert [line[2] for line in run.said("check_in")] == ["handed over"] and len(run.said("slip")) == 1
    assert run.said("day")[-1][1]["marked"] == 1 and run.said("day")[-1][2] == [] and not links(run.images)
