"""The power goes while a ballot is cast: it is in or out as a whole, and the terminal knows which."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.verifying.cartridges import Cartridge
from tests.chunks import chunks
from tests.device.booth.ballots.cartridge_lab import (
    BLANK,
    SLOT_BYTES,
    Images,
    Lab,
    Run,
    ballots,
    booth_header,
    record,
)
from tests.device.booth.ballots.sweep import Sweep

BEFORE = (1, 0, 7)  # who has cast already
VOTER, NEXT = 6, 3
CHUNKS = 8


def check(run: Run, booted: Images, before: tuple[int, ...] = BEFORE, positions: int = 2) -> None:
    """What must hold when the power is back, and at the end of that day."""
    cast = VOTER in run.said("report")[0][4]
    cartridge = Cartridge(*booted)
    expected = sorted(record(index, positions) for index in (*before, *([VOTER] if cast else [])))
    assert ballots(booted) == expected
    assert cartridge.cast() == len(expected) and cartridge.pending_intents() == 0
    slips = cartridge.slips()
    assert (slips.cast, slips.started) == (len(expected), len(expected) + slips.spoiled)
    words = run.said("resumed")[0][1]
    assert words == "nothing" or (words == "cast") == cast

    assert [vote[2:] for vote in run.said("vote")] == [["already cast" if cast else "cast"], ["cast"]]
    expected = sorted(record(index, positions) for index in (*before, VOTER, NEXT))
    assert run.said("close")[0][1] is True
    assert ballots(run.images, "sorted") == expected and not ballots(run.images)
    assert [run.images[0][at : at + SLOT_BYTES] for at in first_slots(run.images, len(expected))] == expected
    cartridge = Cartridge(*run.images)
    assert all(cartridge.marks().values()) and not set(cartridge.differences()) & {"ballots", "sorted", "intents"}
    assert cartridge.slips().cast == cartridge.cast() == len(expected) and cartridge.in_use() == len(expected) + 1


def first_slots(images: Images, count: int) -> range:
    """Where the first records of the sorted region begin."""
    region = Cartridge(*images).regions["sorted"]
    return range(region.begin, region.begin + count * SLOT_BYTES, SLOT_BYTES)


@pytest.mark.parametrize("chunk", chunks(CHUNKS, always=1))
def test_a_cast_is_in_or_out_as_a_whole(tmp_path: Path, chunk: int, record_property) -> None:  # type: ignore[no-untyped-def]
    lab = Lab(tmp_path, booth_header())
    day = lab.run((BLANK, BLANK), [["vote", index] for index in BEFORE] + [["spoil", 2]])
    acts_after = [["report"], ["vote", VOTER], ["vote", NEXT], ["close"]]
    sweep = Sweep(lab, check, acts_after)
    sweep.cut_everywhere(day.images, [["vote", VOTER]], chunk, CHUNKS)
    sweep.note(f"cast {chunk + 1} of {CHUNKS}", record_property)
