"""A chip that fails while a desk is opened, adds voters, takes back slips and paper, or prints a slip again.

What must hold, whatever happens to the chips and whenever the power goes: whoever is added has one activation however
often they come, a slip comes back once, paper that was counted counts once, and a slip printed again is the same one.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.device.booth.ballots.cartridge_lab import BLANK, Images, Lab
from tests.device.booth.ballots.fault_sweep import FaultSweep
from tests.device.desk.roll.desk_cartridge import HEADER, links, numbers_on_either

MAIN = Path(__file__).parent / "desk_main.py"
ADDED, RETURNED = 71, (1, 3)  # whom they add; booth and index of the slip that comes back
VOTER, NEXT = 8, 9
ACTS = [["add", ADDED, 2, 10], ["add", ADDED, 1, 10], ["spoil"], ["return_paper"], ["void", *RETURNED], ["pause"]]
ACTS_AFTER = [["add", ADDED, 1, 11], ["spoil"], ["return_paper"], ["void", *RETURNED], ["day"]]


def slips(said: list[list]) -> list[tuple[int, int]]:
    """(booth, index) of every slip that was printed."""
    return [(line[1], line[2]) for line in said if line[0] == "slip"]


def check_acts(said: list[list], images: Images) -> None:
    """What people heard against the marks: a failed count of paper may have counted, at most once."""
    assert len(set(slips(said))) == 1, "one activation for whom they added"
    assert len(numbers_on_either(images, "marked")) == 1 and not links(images)
    day = said[-1]
    assert (day[1]["marked"], day[1]["activations"], day[1]["added"], day[1]["slips_returned"]) == (1, 1, 1, 1)
    for act, count in (("spoil", "paper_spoiled"), ("return_paper", "paper_returned")):
        done, failed = (sum(line == [act, how] for line in said) for how in (True, False))
        # An act that a power cut ended has no answer; it may have counted, too.
        cut = ["restart"] in said and sum(line[0] == act for line in said[: said.index(["restart"])]) == 0
        assert done <= day[1][count] <= done + failed + cut, (act, day[1][count], done, failed)


def check_reprint(said: list[list], images: Images) -> None:
    """The slip that was pending comes out, always the same; the next voter gets another."""
    printed = slips(said)
    mine, nexts = printed[0], {slip for slip in printed if slip != printed[0]}
    assert len(nexts) == 1 and said[-1][1]["activations"] == 2 == len(numbers_on_either(images, "marked"))
    assert not links(images) and mine not in nexts


def check_opening(said: list[list], images: Images) -> None:
    """Everybody who comes has one slip, and the numbers begin at nothing."""
    assert len(set(slips(said))) == 2 and not links(images)
    day = said[-1]
    assert (day[1]["marked"], day[1]["activations"], day[1]["paper_issued"]) == (2, 2, 0)
    assert numbers_on_either(images, "marked") == {VOTER, NEXT}


def acts(folder: Path) -> FaultSweep:
    lab = Lab(folder, HEADER, MAIN)
    return FaultSweep(lab, lab.run((BLANK, BLANK)).images, ACTS, ACTS_AFTER, check_acts)


def reprint(folder: Path) -> FaultSweep:
    lab = Lab(folder, HEADER, MAIN)
    opened, coming = lab.run((BLANK, BLANK)).images, [["check_in", VOTER, 1, 9]]
    writes = len(lab.run(opened, coming).operations)
    pending = lab.run(opened, coming, cut=(writes - 1, False))  # before the zeros over its entry, on both chips
    assert links(pending.images)
    come = [["check_in", VOTER, 2, 10], ["check_in", NEXT, 1, 10]]
    return FaultSweep(lab, pending.images, come, [*come, ["day"]], check_reprint)


def opening(folder: Path) -> FaultSweep:
    come = [["check_in", VOTER, 1, 9], ["check_in", NEXT, 2, 9]]
    return FaultSweep(Lab(folder, HEADER, MAIN), (BLANK, BLANK), come[:1], [*come, ["day"]], check_opening)


SWEEPS = {"acts": acts, "reprint": reprint, "opening": opening}


@pytest.mark.parametrize("name", SWEEPS)
def test_some_of_everything(tmp_path: Path, name: str, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep = SWEEPS[name](tmp_path)
    sweep.try_some(random.Random(1), 8)
    sweep.note(f"desk, {name}, samples", record_property)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", SWEEPS)
def test_everything(tmp_path: Path, name: str, seed: int, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep = SWEEPS[name](tmp_path)
    sweep.try_all("writes and reads", sweep.single_faults()[seed::4])
    sweep.try_some(random.Random(100 + seed), 400)
    sweep.note(f"long desk, {name}, with faults {seed + 1} of 4", record_property)
