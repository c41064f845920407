"""A chip that fails while a terminal only changes its state: suspended, taken up again, closed, at desk and booth.

What must hold, whatever happens to the chips and whenever the power goes: a state that was reached is never left for
an earlier one; what was said to be done is done; one change is counted once; and after a start on chips that are well
both hold the same marks, so that no later loss of one can take a state back.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from host_tools.formats.cartridge import MARK_BYTES, STATE_AT
from tests.device.booth.ballots.cartridge_lab import BLANK, Images, Lab, Run, booth_header
from tests.device.booth.ballots.fault_sweep import FaultSweep
from tests.device.booth.ballots.sweep import Sweep
from tests.device.desk.roll.desk_cartridge import HEADER

DESK_MAIN = Path(__file__).parent / "desk" / "roll" / "desk_main.py"
ACTS = [["state"], ["pause"], ["state"], ["pause"], ["state"], ["close"], ["state"]]
ACTS_AFTER = [["state"], ["pause"], ["close"], ["state"]]
_STATE = slice(STATE_AT, 4096)
NAMES = ("desk", "booth")


def lab_of(name: str, folder: Path) -> Lab:
    return Lab(folder, HEADER, DESK_MAIN) if name == "desk" else Lab(folder, booth_header(4))


def check(said: list[list], images: Images) -> None:
    """Of all that was said, from before the faults to the end."""
    states = [line[1:3] for line in said if line[0] == "state"]
    assert states == sorted(states), f"a state was taken back: {states}"
    changes, done, tried = states[-1][0], *_answers(said, "pause")
    assert done <= changes <= tried, (changes, done, tried)
    closed_before = False
    for name, *rest in said:
        assert name != "state" or rest[1] or not closed_before, "closed, and open again"
        closed_before |= name == "close" and rest[0] is True
    assert states[-1][1], "on chips that are well it closes"
    assert images[0][_STATE] == images[1][_STATE]


def _answers(said: list[list], name: str) -> tuple[int, int]:
    """(how often it was said to be done, how often it may have been: an act that the power ended says nothing)."""
    answers = [line[1] for line in said if line[0] == name]
    return answers.count(True), len(answers) + said.count(["restart"])


def _marks(image: bytes) -> list[bool]:
    """Which marks a chip holds: most bits of a mark are set (docs/formats.md, section 6)."""
    marks = [image[at : at + MARK_BYTES] for at in range(_STATE.start, _STATE.stop, MARK_BYTES)]
    return [sum(byte.bit_count() for byte in mark) < 4 * MARK_BYTES for mark in marks]


def sweep_of(name: str, folder: Path) -> FaultSweep:
    lab = lab_of(name, folder)
    return FaultSweep(lab, lab.run((BLANK, BLANK)).images, ACTS, ACTS_AFTER, check)


@pytest.mark.parametrize("name", NAMES)
def test_some_of_everything(name: str, tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep = sweep_of(name, tmp_path)
    sweep.try_some(random.Random(1), 10)
    sweep.note(f"{name}, states, samples", record_property)


@pytest.mark.parametrize("name", NAMES)
def test_a_state_that_stands_on_one_chip_stands_on_both_after_a_start(name: str, tmp_path: Path) -> None:
    lab = lab_of(name, tmp_path)
    opened = lab.run((BLANK, BLANK)).images
    acts = [["pause"]]
    writes = len(lab.run(opened, acts).operations)
    cut = lab.run(opened, acts, cut=(writes, False))  # between the two chips
    assert cut.images[0][_STATE] != cut.images[1][_STATE]
    again = lab.run(cut.images, [["state"]])
    assert again.said("state")[0][1] == 1 and again.images[0][_STATE] == again.images[1][_STATE]
    blank = again.images[0][:2048] + BLANK[2048:4096] + again.images[0][4096:]  # the first chip's marks are gone
    assert lab.run((blank, again.images[1]), [["state"]]).said("state")[0][1] == 1


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", NAMES)
def test_everything(name: str, tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep, chance = sweep_of(name, tmp_path), random.Random(100)
    sweep.try_all("writes and reads", sweep.single_faults())
    losses = list(sweep.single_losses())
    sweep.try_all("losses", chance.sample(losses, min(2000, len(losses))))
    sweep.try_some(chance, 1000)
    sweep.note(f"long {name}, states", record_property)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", NAMES)
def test_every_power_cut(name: str, tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    lab = lab_of(name, tmp_path)

    def checked(run: Run, booted: Images) -> None:
        assert _marks(booted[0]) == _marks(booted[1])  # of one that was torn, bits may be left on a chip: it is not set
        before, after = (line[1:3] for line in run.said("state"))
        assert after == [before[0] + 1, True]

    sweep = Sweep(lab, checked, ACTS_AFTER)
    sweep.cut_everywhere(lab.run((BLANK, BLANK)).images, ACTS)
    sweep.note(f"long {name}, states", record_property)
