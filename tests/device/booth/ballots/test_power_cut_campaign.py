"""The sweeps again for longer: slots of several pages, a third cut in a row, other ways to tear."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.device.booth.ballots.cartridge_lab import BLANK, Images, Lab, Run, ballots, booth_header, record
from tests.device.booth.ballots.sweep import Sweep
from tests.device.booth.ballots.test_power_cut_in_cast import BEFORE, NEXT, VOTER
from tests.device.booth.ballots.test_power_cut_in_closing import Closed

POSITIONS, CHIP_BYTES = 8, 256 << 10  # six or seven pages per slot
pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]


@pytest.mark.parametrize("seed", range(4))
def test_casts(tmp_path: Path, seed: int, record_property) -> None:  # type: ignore[no-untyped-def]
    lab = Lab(tmp_path, booth_header(slots=24, positions=POSITIONS), chip_bytes=CHIP_BYTES)
    blank = BLANK * (CHIP_BYTES // len(BLANK))
    day = lab.run((blank, blank), [["vote", index] for index in BEFORE])

    def check(run: Run, booted: Images) -> None:
        cast = VOTER in run.said("report")[0][4]
        assert ballots(booted) == sorted(record(index, POSITIONS) for index in (*BEFORE, *([VOTER] if cast else [])))
        assert ballots(run.images, "sorted") == sorted(record(index, POSITIONS) for index in (*BEFORE, VOTER, NEXT))

    sweep = Sweep(lab, check, [["report"], ["vote", VOTER], ["vote", NEXT], ["close"]], depth=3, seed=seed)
    sweep.cut_everywhere(day.images, [["vote", VOTER]], seed, 4)
    sweep.note(f"long cast {seed + 1} of 4", record_property)


@pytest.mark.parametrize("seed", range(4))
def test_closings(tmp_path: Path, seed: int, record_property) -> None:  # type: ignore[no-untyped-def]
    lab = Lab(tmp_path, booth_header(slots=24, positions=POSITIONS), chip_bytes=CHIP_BYTES)
    blank = BLANK * (CHIP_BYTES // len(BLANK))
    day = lab.run((blank, blank), [["vote", index] for index in (4, 5, 1, 9, 0)] + [["spoil", 2]])
    closed = Closed(lab.run(day.images, [["close"]]).images)
    log = closed.regions["log"]
    but_for = slice(log.begin, log.begin + log.size)
    sweep = Sweep(lab, closed.check, [["close"]], in_acts=True, but_for=but_for, seed=seed)
    sweep.cut_everywhere(day.images, [["close"]], seed, 4)
    sweep.note(f"long closing {seed + 1} of 4", record_property)
