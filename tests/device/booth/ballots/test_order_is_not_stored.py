"""Whoever reads the chips learns which ballots were cast, never in which order."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from host_tools.verifying.cartridges import Cartridge
from tests.chunks import chunks
from tests.device.booth.ballots.cartridge_lab import BLANK, SLOT_BYTES, Lab, booth_header, record, slot_bytes

BALLOTS, SMALL_SLOT_BYTES = 200, slot_bytes(1)
BIG = b"\xff" * (256 << 10)
HEADER = booth_header(slots=220, positions=1, log_entries=64)
ORDERS, CHUNKS = 20, 10
MOST_RANK_CORRELATION = 0.25  # of 200 ballots: 3.5 standard deviations
CHI_SQUARE_7 = 24.32  # 1 in 1,000 at 7 degrees of freedom


def wanted() -> bytes:
    """The sorted region, worked out without the device's code."""
    records = sorted(record(index, 1).ljust(SMALL_SLOT_BYTES, b"\xff") for index in range(BALLOTS))
    return b"".join(records).ljust(HEADER[5] * SMALL_SLOT_BYTES, b"\xff")


@pytest.mark.parametrize("chunk", chunks(CHUNKS, always=1))
def test_the_same_ballots_in_any_order_leave_the_same_chips(tmp_path: Path, chunk: int) -> None:
    lab = Lab(tmp_path, HEADER, chip_bytes=len(BIG))
    for seed in range(chunk, ORDERS, CHUNKS):
        order = random.Random(seed).sample(range(BALLOTS), BALLOTS)
        day = lab.run((BIG, BIG), [["vote", index] for index in order], seed=seed, real=True)
        assert [vote[2] for vote in day.said("vote")] == ["cast"] * BALLOTS
        region = Cartridge(*day.images).regions["ballots"]
        slots = [find(day.images[0], region.begin, record(index, 1)) for index in order]
        assert sorted(slots) != slots and abs(correlation(slots)) < MOST_RANK_CORRELATION
        closed = lab.run(day.images, [["close"]], seed=seed, real=True).images
        regions = Cartridge(*closed).regions
        for image in closed:
            begin, size = regions["sorted"].begin, regions["sorted"].size
            assert image[begin : begin + size] == wanted()
            begin, size = regions["ballots"].begin, regions["ballots"].size
            assert image[begin : begin + size] == b"\xff" * size
        intents = regions["intents"]
        assert set(closed[0][intents.begin : intents.begin + intents.size]) == {0, 0xFF}


def find(image: bytes, begin: int, wanted: bytes) -> int:
    """The slot that holds a record."""
    at = image.index(wanted, begin) - begin
    assert at % SMALL_SLOT_BYTES == 0
    return at // SMALL_SLOT_BYTES


def correlation(slots: list[int]) -> float:
    """Spearman's rank correlation of the slots with the order in which they were taken."""
    ranks = {slot: rank for rank, slot in enumerate(sorted(slots))}
    count = len(slots)
    return 1 - 6 * sum((ranks[slot] - at) ** 2 for at, slot in enumerate(slots)) / (count * (count**2 - 1))


def test_a_cast_changes_its_slot_and_bits_and_nothing_else(tmp_path: Path) -> None:
    lab = Lab(tmp_path, booth_header())
    before = lab.run((BLANK, BLANK), [["vote", 4], ["vote", 9], ["spoil", 2]]).images
    booted = lab.run(before).images
    after = lab.run(before, [["vote", 7]]).images
    cartridge = Cartridge(*after)
    for chip in (0, 1):
        changed = {name: [] for name in cartridge.regions}  # type: ignore[var-annotated]
        for at, (old, new) in enumerate(zip(booted[chip], after[chip], strict=True)):
            if old != new:
                name = next(n for n, r in cartridge.regions.items() if r.begin <= at < r.begin + r.size)
                changed[name].append(at - cartridge.regions[name].begin)
                assert not new & ~old, "a bit came back without an erase"
        bits = {name: cartridge.regions[name].begin for name in changed}
        assert changed["in use"] == changed["cast"] == [0]
        assert booted[chip][bits["cast"]] ^ after[chip][bits["cast"]] == 1 << 7
        assert len(changed["slips"]) == 1 and not changed["log"] and not changed["sorted"]
        slots = {at // SLOT_BYTES for at in changed["ballots"]}
        assert len(slots) == 1
        begin = bits["ballots"] + SLOT_BYTES * slots.pop()
        assert after[chip][begin : begin + SLOT_BYTES] == record(7)
        entries = {at // 64 for at in changed["intents"]}
        assert len(entries) == 2, "of the slip and of the cast"
        for place in entries:
            entry = bits["intents"] + 64 * place
            assert after[chip][entry : entry + 64] == bytes(64)


@pytest.mark.parametrize("fair", [True, False])
def test_every_free_slot_is_as_likely(tmp_path: Path, fair: bool) -> None:
    """And the measure notices a draw that is not fair."""
    lab, draws = Lab(tmp_path, booth_header()), 2000
    run = lab.run((BLANK, BLANK), [["vote", index] for index in (1, 2, 3, 4)] + [["draw", draws, fair]], real=True)
    counts = run.said("draw")[0][1]
    free = [count for count in counts if count]
    assert len(free) == 8 and counts.count(0) == 4, "a taken slot was drawn"
    chi_square = sum((count - draws / 8) ** 2 / (draws / 8) for count in free)
    assert (chi_square < CHI_SQUARE_7) == fair
