"""A chip that refuses, misreports, is read wrong or is away while slips of an ended opening are exchanged.

What must hold, whatever happens to the chips and whenever the power goes: each old slip ends with one new activation,
however often it is shown and its new slip is printed; a slip that counts as returned was not exchanged, and the other
way round; and the desk's counts are those of the slips on paper.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.device.booth.ballots.cartridge_lab import BLANK, Images, Lab, Run
from tests.device.booth.ballots.fault_sweep import FaultSweep
from tests.device.booth.ballots.sweep import Sweep
from tests.device.desk.roll.desk_cartridge import HEADER, links, numbers_on_either

MAIN = Path(__file__).parent / "desk_main.py"
BEFORE = [["check_in", 3, 1, 8], ["check_in", 5, 1, 8], ["check_in", 8, 2, 9]]  # their slips are void since


def start(lab: Lab) -> tuple[Images, list[tuple[int, int]]]:
    """The morning, and the (booth, index) of its slips."""
    run = lab.run((BLANK, BLANK), BEFORE)
    return run.images, [(booth, index) for _, booth, index in run.said("slip")]


def acts_of(old: list[tuple[int, int]]) -> tuple[list[list], list[list]]:
    """Two slips are exchanged, the first of them shown twice; the third comes back. Then all are shown again."""
    first, second, third = ([*slip] for slip in old)
    acts: list[list] = [["exchange", *first, 2], ["exchange", *first, 1], ["exchange", *second, 1], ["void", *third]]
    again: list[list] = [["exchange", *second, 2], ["exchange", *first, 1], ["void", *third], ["exchange", *third, 1]]
    return acts, [*again, ["void", *first], ["day"]]


def check(old: list[tuple[int, int]], said: list[list], images: Images) -> None:
    """Of the whole day: which new slips were printed, against the marks and the counts."""
    new = {(line[1], line[2]) for line in said if line[0] == "slip"}
    assert len(new) == 2 and not new & set(old), f"one new activation for each of two old slips: {new}"
    assert not links(images) and not any(line[0] == "unsettled" for line in said[said.index(["restart"]) :])
    issued = {(booth, index) for booth in (1, 2) for index in numbers_on_either(images, f"booth {booth}", 16)}
    assert issued == new | set(old)
    exchanged = {(booth, index) for booth in (1, 2) for index in numbers_on_either(images, f"exchanged {booth}", 128)}
    voided = {(booth, index) for booth in (1, 2) for index in numbers_on_either(images, f"voided {booth}", 16)}
    assert exchanged == set(old[:2]) and voided == {old[2]}
    day = said[-1][1]
    assert (day["marked"], day["activations"], day["slips_exchanged"], day["slips_returned"]) == (3, 5, 2, 1)
    for _, index, how in (line for line in said if line[0] == "exchange"):
        assert how != "handed over" or index != old[2][1] or old[2][1] in (old[0][1], old[1][1])


def sweep_of(folder: Path) -> FaultSweep:
    lab = Lab(folder, HEADER, MAIN)
    images, old = start(lab)
    acts, after = acts_of(old)
    return FaultSweep(lab, images, acts, after, lambda said, found: check(old, said, found))


def test_some_of_everything(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep = sweep_of(tmp_path)
    sweep.try_all("writes", sweep.single_writes()[::8])
    sweep.try_some(random.Random(1), 7)
    sweep.note("exchange, samples", record_property)


def test_the_power_goes_at_any_write_of_an_exchange(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    lab = Lab(tmp_path, HEADER, MAIN)
    images, old = start(lab)
    (booth, index), *_ = old

    def checked(run: Run, booted: Images) -> None:
        was = index in numbers_on_either(booted, f"exchanged {booth}", 16)
        assert run.said("exchange") == [["exchange", index, "exchanged" if was else "handed over"]]
        assert len(numbers_on_either(booted, "booth 2", 16)) == 1 + was and not links(booted)
        day = run.said("day")[-1][1]
        assert (day["marked"], day["activations"], day["slips_exchanged"]) == (3, 4, 1) and not links(run.images)

    sweep = Sweep(lab, checked, [["exchange", booth, index, 2], ["day"]])
    sweep.cut_everywhere(images, [["exchange", booth, index, 2]])
    sweep.note("exchanging a slip", record_property)


@pytest.mark.parametrize("new", [0, 2], ids=["for paper", "for booth 2"])
def test_the_power_goes_at_any_write_of_a_change(tmp_path: Path, new: int, record_property) -> None:  # type: ignore[no-untyped-def]
    """Of a slip that its booth cancelled: one paper ballot is counted, or one slip goes out, and the old one once."""
    lab = Lab(tmp_path, HEADER, MAIN)
    images, old = start(lab)
    (booth, index), *_ = old

    def checked(run: Run, booted: Images) -> None:
        was = index in numbers_on_either(booted, f"changed {booth}", 16)
        assert run.said("change") == [["change", index, "exchanged" if was else "handed over"]]
        assert len(numbers_on_either(booted, "swapped")) == (was and new == 0) and not links(booted)
        day = run.said("day")[-1][1]
        assert (day["marked"], day["slips_changed"], day["slips_exchanged"]) == (3, 1, 0) and not links(run.images)
        assert (day["paper_issued"], day["activations"]) == ((1, 3) if new == 0 else (0, 4))

    sweep = Sweep(lab, checked, [["change", booth, index, new], ["day"]])
    sweep.cut_everywhere(images, [["change", booth, index, new]])
    sweep.note("changing a slip", record_property)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(4))
def test_everything(tmp_path: Path, seed: int, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep, chance = sweep_of(tmp_path), random.Random(100 + seed)
    sweep.try_all("writes and reads", sweep.single_faults()[seed::4])
    sweep.try_all("losses", chance.sample(list(sweep.single_losses()), 600))
    sweep.try_some(chance, 400)
    sweep.note(f"long exchange with faults {seed + 1} of 4", record_property)
