"""A chip that refuses, misreports, is read wrong or is away while ballots are cast: nobody counts twice or not at all.

What must hold, whatever happens to the chips and whenever the power goes: an activation has one ballot at the end of a
day on which its voter comes again with the slip; what stands under a ballot is true; every number is that of the chips.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from host_tools.verifying.cartridges import Cartridge
from tests.device.booth.ballots.cartridge_lab import BLANK, TAG_KEY, Images, Lab, booth_header, record
from tests.device.booth.ballots.fault_sweep import FaultSweep
from tests.device.booth.ballots.what_was_said import check_words

BEFORE, VOTER, NEXT = (1, 0), 6, 3
ATTEMPT = 1000
ACTS = [["vote", VOTER], ["vote", VOTER, 1], ["vote", NEXT]]
SPOIL = [["spoil", VOTER], ["vote", VOTER, 1]]
ACTS_AFTER = [["report"], ["vote", VOTER, 2], ["vote", NEXT, 1], ["close"]]
RECORDS = {record(who + ATTEMPT * attempt): (who, attempt) for who in (*BEFORE, VOTER, NEXT) for attempt in range(3)}


def check(said: list[list], images: Images) -> None:
    """Of the whole day: what was said against the ballots that count."""
    cartridge = Cartridge(*images)
    found = cartridge.records("sorted", TAG_KEY)
    assert not found.damaged and not found.repeated
    ballots = {RECORDS[one] for one in found.records}
    assert sorted(who for who, _ in ballots) == sorted((*BEFORE, VOTER, NEXT)), "one ballot per activation"

    check_words(said, ballots)

    states = cartridge.slips().states
    sure, possible = (part.reshape(-1, 4) for part in (states.sure, states.possible))
    ends = np.where(sure[:, 1:3].any(axis=1, keepdims=True), sure[:, 1:3], possible[:, 1:3])
    cast, spoiled = (int(count) for count in ends.sum(axis=0))
    assert cast == cartridge.cast_bits().most == len(ballots) and int(possible[:, 0].sum()) == cast + spoiled
    close = said[-1]
    assert close[:2] == ["close", True] and close[4:] == [spoiled, cartridge.in_use_bits().most]
    assert cartridge.pending_intents() == 0


def sweep_of(folder: Path, acts: list[list] = ACTS) -> FaultSweep:
    lab = Lab(folder, booth_header())
    day = lab.run((BLANK, BLANK), [["vote", index] for index in BEFORE] + [["spoil", 2]])
    return FaultSweep(lab, day.images, acts, ACTS_AFTER, check)


def test_every_write_goes_wrong(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep = sweep_of(tmp_path)
    sweep.try_all("single writes", sweep.single_writes())
    sweep.note("cast, each write", record_property)


def test_every_read_goes_wrong(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep = sweep_of(tmp_path)
    sweep.try_all("single reads", sweep.single_reads())
    sweep.note("cast, each read", record_property)


def test_some_of_everything(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep, chance = sweep_of(tmp_path), random.Random(1)
    sweep.try_all("losses", sweep.losses(chance, 24))
    sweep.try_all("pairs near each other", sweep.refused_pairs(chance, 24))
    sweep.try_all("pairs", sweep.pairs(chance, 12))
    sweep.try_all("with a power cut", sweep.with_cuts(chance, 24))
    sweep.note("cast, samples", record_property)


def test_some_of_everything_where_a_ballot_is_spoiled(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep = sweep_of(tmp_path, SPOIL)
    sweep.try_some(random.Random(1), 8)
    sweep.note("spoiled slip, samples", record_property)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(4))
def test_much_more_of_everything(tmp_path: Path, seed: int, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep, chance = sweep_of(tmp_path), random.Random(100 + seed)
    losses = list(sweep.single_losses())
    sweep.try_all("losses", chance.sample(losses, 1500))
    sweep.try_all("pairs near each other", sweep.refused_pairs(chance, 1000))
    sweep.try_all("pairs", sweep.pairs(chance, 1000))
    for restarts in (1, 2):
        sweep.try_all("with a power cut", sweep.with_cuts(chance, 1000), restarts)
    sweep.note(f"long cast with faults {seed + 1} of 4", record_property)
    sweep = sweep_of(tmp_path / "spoil", SPOIL)
    sweep.try_all("writes and reads", sweep.single_faults()[seed::4])
    sweep.try_some(chance, 400)
    sweep.note(f"long spoiled slip with faults {seed + 1} of 4", record_property)
