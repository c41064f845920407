"""A chip that refuses, misreports, is read wrong or is away while polls are opened: open and empty, or not yet open.

What must hold, whatever happens to the chips and whenever the power goes: the zero report says zeros, whoever votes
then has one ballot, and a cartridge that is not empty is never opened.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from host_tools.verifying.cartridges import Cartridge
from tests.device.booth.ballots.cartridge_lab import BLANK, TAG_KEY, Images, Lab, booth_header, record
from tests.device.booth.ballots.fault_sweep import FaultSweep
from tests.device.booth.ballots.what_was_said import check_words

VOTER, NEXT, ATTEMPT = 5, 6, 1000
RECORDS = {record(who + ATTEMPT * attempt): (who, attempt) for who in (VOTER, NEXT) for attempt in range(2)}


def check(said: list[list], images: Images) -> None:
    """Of the whole day: zeros, then a ballot for each voter, as they were told."""
    assert all(line == ["zero", 0, 0, 0] for line in said if line[0] == "zero")
    found = Cartridge(*images).records("sorted", TAG_KEY)
    assert not found.damaged and not found.repeated
    ballots = {RECORDS[one] for one in found.records}
    assert sorted(who for who, _ in ballots) == [VOTER, NEXT]
    check_words(said, ballots)
    close = said[-1]
    assert close[:2] == ["close", True] and all(Cartridge(*images).marks().values())


def opening(folder: Path) -> FaultSweep:
    acts_after = [["vote", VOTER, 1], ["vote", NEXT], ["close"]]
    return FaultSweep(Lab(folder, booth_header()), (BLANK, BLANK), [["vote", VOTER]], acts_after, check)


def test_some_of_everything(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep = opening(tmp_path)
    sweep.try_some(random.Random(1), 12)
    sweep.note("opening, samples", record_property)


def leftover(region: str, chip: int) -> Images:
    """One chip blank, on the other a byte of something."""
    image = bytearray(BLANK)
    image[4096 + 4096 * ["slips", "in use", "cast", "cancelled", "intents", "log", "ballots"].index(region) + 5] = 0x7F
    return (bytes(image), BLANK) if chip == 0 else (BLANK, bytes(image))


def not_empty(folder: Path, region: str, chip: int) -> FaultSweep:
    start = leftover(region, chip)

    def stays_shut(said: list[list], images: Images) -> None:
        assert not any(line[0] == "opened" for line in said)
        assert images == start, "nothing is written on a cartridge that is not empty"

    return FaultSweep(Lab(folder, booth_header()), start, [], [], stays_shut)


@pytest.mark.parametrize(("region", "chip"), [("cast", 0), ("ballots", 1)])
def test_what_is_not_empty_is_not_opened(tmp_path: Path, region: str, chip: int, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep, chance = not_empty(tmp_path, region, chip), random.Random(chip)
    reads = sweep.single_reads()
    sweep.try_all("reads", chance.sample(reads, min(25, len(reads))))
    sweep.try_all("losses", sweep.losses(chance, 20))
    sweep.note(f"opening what is not empty: {region}", record_property)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(4))
def test_everything(tmp_path: Path, seed: int, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep = opening(tmp_path / "opening")
    sweep.try_all("writes and reads", sweep.single_faults()[seed::4])
    sweep.try_some(random.Random(100 + seed), 500)
    sweep.note(f"long opening with faults {seed + 1} of 4", record_property)
    region, chip = [("slips", 0), ("in use", 1), ("cast", 1), ("ballots", 0)][seed]
    sweep = not_empty(tmp_path / "not empty", region, chip)
    sweep.try_all("reads", sweep.single_reads())
    losses = list(sweep.single_losses())
    sweep.try_all("losses", random.Random(seed).sample(losses, min(1000, len(losses))))
    sweep.note(f"long opening of what is not empty {seed + 1} of 4", record_property)
