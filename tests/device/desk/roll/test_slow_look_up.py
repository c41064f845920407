"""A voter waits at the desk: what a look-up among 3,000 reads, and what flash takes for it at most."""

from __future__ import annotations

from math import ceil, log2

import pytest

from simulator.measure.look_up import (
    CARDS,
    LIMIT_MS,
    QUAD_80_MHZ,
    SERIAL_20_MHZ,
    VOTERS,
    Trace,
    cost_ms,
    traces,
    worst_ms,
)

Done = tuple[list[tuple[bool, Trace]], int]
ENTRY_BYTES = 64


@pytest.fixture(scope="module")
def done() -> Done:
    return traces()


def test_a_look_up_reads_one_entry_a_halving_and_one_row(done: Done) -> None:
    most = ceil(log2(2 * VOTERS + 1))
    for hit, trace in done[0]:
        assert [act for act, _, _ in trace].count("open") == 1
        reads = [count for act, _, count in trace if act == "read"]
        assert len(reads) <= most + hit
        assert reads.count(ENTRY_BYTES) == len(reads) - hit


def test_cards_on_the_roll_are_found_and_others_are_not(done: Done) -> None:
    assert [hit for hit, _ in done[0]] == [True] * (CARDS * 2 // 3) + [False] * (CARDS // 3)


@pytest.mark.parametrize("flash", [SERIAL_20_MHZ, QUAD_80_MHZ], ids=lambda flash: flash.name)
def test_the_dearest_look_up_among_3000_voters_is_quick_enough(done: Done, flash) -> None:
    assert 1 < worst_ms(flash, done) <= LIMIT_MS


def test_the_model_counts_what_is_read() -> None:
    one = cost_ms([("read", 0, 64)], 8192, SERIAL_20_MHZ)
    cache_ms = (50 + (48 + 128 * 8) / 20) / 1000
    assert one == pytest.approx((2 * 2 + 1) * cache_ms)
    assert cost_ms([("read", 100, 64)], 8192, SERIAL_20_MHZ) == pytest.approx(one + cache_ms), "across two caches"
