"""A chip that refuses, misreports, is read wrong or is away while voters are checked in: one slip each, all counted.

What must hold, whatever happens to the chips and whenever the power goes: at the end of a day on which everybody comes
again each has one activation, however often its slip was printed, no activation went to two, and the counts agree.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.device.booth.ballots.cartridge_lab import BLANK, Images, Lab
from tests.device.booth.ballots.fault_sweep import FaultSweep
from tests.device.desk.roll.desk_cartridge import HEADER, links, numbers_on_either

MAIN = Path(__file__).parent / "desk_main.py"
BEFORE = [["check_in", 3, 1, 8], ["check_in", 5, 2, 8]]
VOTER, NEXT, ADDED = 8, 9, 71
ACTS = [["check_in", VOTER, 1, 9], ["check_in", VOTER, 2, 9], ["check_in", NEXT, 1, 9], ["add", ADDED, 2, 10]]
ACTS_AFTER = [["check_in", VOTER, 2, 11], ["check_in", NEXT, 2, 11], ["add", ADDED, 1, 11], ["day"]]


def check(said: list[list], images: Images) -> None:
    """Of the whole day: who got which slip, against the marks and the counts."""
    slips: dict[int, set[tuple[int, int]]] = {}
    begun = -1
    for name, *rest in said:
        if name == "begin":
            begun = rest[1]
        elif name == "slip":
            slips.setdefault(begun, set()).add((rest[0], rest[1]))
    assert sorted(slips) == [VOTER, NEXT, ADDED], "everybody has a slip, and nobody without an entry"
    assert all(len(found) == 1 for found in slips.values()), f"one activation each: {slips}"
    given = [slip for found in slips.values() for slip in found]
    assert len(set(given)) == 3, "an activation goes to one"

    assert not links(images) and not any(line[0] == "unsettled" for line in said[said.index(["restart"]) :])
    marked = numbers_on_either(images, "marked")
    assert {3, 5, VOTER, NEXT} < marked and len(marked) == 5
    issued = {(booth, index) for booth in (1, 2) for index in numbers_on_either(images, f"booth {booth}", 16)}
    assert len(issued) == 5 and set(given) < issued
    day = said[-1]
    assert (day[1]["marked"], day[1]["activations"], day[1]["added"]) == (5, 5, 1)
    assert sum(count for _, count in day[2]) == 5, "hours count as many as are marked"


def sweep_of(folder: Path) -> FaultSweep:
    lab = Lab(folder, HEADER, MAIN)
    return FaultSweep(lab, lab.run((BLANK, BLANK), BEFORE).images, ACTS, ACTS_AFTER, check)


def test_every_write_and_every_read_goes_wrong(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep = sweep_of(tmp_path)
    sweep.try_all("single writes", sweep.single_writes())
    sweep.try_all("single reads", sweep.single_reads())
    sweep.note("check-in, each write and read", record_property)


def test_some_of_everything(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep, chance = sweep_of(tmp_path), random.Random(1)
    sweep.try_all("losses", sweep.losses(chance, 24))
    sweep.try_all("pairs near each other", sweep.refused_pairs(chance, 12))
    sweep.try_all("pairs", sweep.pairs(chance, 12))
    sweep.try_all("with a power cut", sweep.with_cuts(chance, 24))
    sweep.note("check-in, samples", record_property)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(4))
def test_much_more_of_everything(tmp_path: Path, seed: int, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep, chance = sweep_of(tmp_path), random.Random(100 + seed)
    sweep.try_all("losses", chance.sample(list(sweep.single_losses()), 1500))
    sweep.try_all("pairs near each other", sweep.refused_pairs(chance, 1000))
    sweep.try_all("pairs", sweep.pairs(chance, 1000))
    for restarts in (1, 2):
        sweep.try_all("with a power cut", sweep.with_cuts(chance, 1000), restarts)
    sweep.note(f"long check-in with faults {seed + 1} of 4", record_property)
