"""The arithmetic takes more processor time, more memory or another time for another secret: on the emulated boards."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.measure.emulated_board import crypto_modules
from simulator.measure.target import INSTRUCTIONS_PER_MS, MEASURED, TOLERANCE, Measured, budgets, measure
from tests.target.sharing import on_one_worker

pytestmark = pytest.mark.target
MEMORY_BYTES, PIECE_BYTES = 12 * 1024, 3 * 1024
BALLOT_TOLERANCE = 0.003  # scalars are reduced as integers, and the heap is another each time
PIECE_MS = 50
TICK_INSTRUCTIONS = 5  # two looks at the counter may fall to either side of a tick each
NATIVE = ("thumb", "thumb_dsp", "thumb_hashes", "digits")  # modules of machine code, which stock images copy
MACHINES = {f"{core.name} {layer}": (core, layer) for core, layer in MEASURED}
NAMES = [on_one_worker(name, name) for name in MACHINES]
IN_ASSEMBLER = [on_one_worker(name, name) for name in MACHINES if "thumb" in name]


@pytest.fixture(scope="module")
def found() -> dict[str, Measured]:
    return {}


def measured(found: dict[str, Measured], name: str) -> Measured:
    if name not in found:
        found[name] = measure(*MACHINES[name])
    return found[name]


@pytest.mark.parametrize("name", NAMES)
def test_each_act_takes_the_instructions_of_its_budget(found: dict[str, Measured], name: str) -> None:
    counts, known = measured(found, name).counts, budgets()[name]
    assert counts.keys() == known.keys()
    off = {
        act: (count, known[act]["instructions"])
        for act, count in counts.items()
        if abs(count - known[act]["instructions"]) > TOLERANCE * known[act]["instructions"]
    }
    assert not off, "measured and budget; python -m simulator.measure.target --record makes what is measured the budget"


@pytest.mark.parametrize("name", NAMES)
def test_no_act_takes_longer_than_its_bar(found: dict[str, Measured], name: str) -> None:
    counts = measured(found, name).counts
    late = {
        act: (counts[act] / INSTRUCTIONS_PER_MS, row["bar_ms"])
        for act, row in budgets()[name].items()
        if "bar_ms" in row and counts[act] / INSTRUCTIONS_PER_MS > row["bar_ms"]
    }
    assert not late


@pytest.mark.parametrize("name", NAMES)
def test_every_secret_takes_the_same_instructions(found: dict[str, Measured], name: str) -> None:
    for act, (least, most, scalars) in measured(found, name).secrets.items():
        assert scalars >= 12
        assert most - least <= 2 * TICK_INSTRUCTIONS, act


@pytest.mark.parametrize("name", NAMES)
def test_every_ballot_takes_as_long_whatever_its_seed_and_choice(found: dict[str, Measured], name: str) -> None:
    least, most = measured(found, name).ballots
    assert most - least <= BALLOT_TOLERANCE * least, (least, most)


@pytest.mark.parametrize("name", IN_ASSEMBLER)
def test_sealing_never_holds_up_printing_for_long(found: dict[str, Measured], name: str) -> None:
    pieces = measured(found, name).pieces
    assert {shape: count for shape, count in pieces.items() if count > PIECE_MS * INSTRUCTIONS_PER_MS} == {}
    assert len(pieces) == 4


@pytest.mark.parametrize("name", NAMES)
def test_the_loops_take_no_memory(found: dict[str, Measured], name: str) -> None:
    assert measured(found, name).allocated == 0


@pytest.mark.parametrize("name", IN_ASSEMBLER)
def test_no_piece_of_code_needs_a_long_stretch_of_memory(name: str) -> None:
    core, layer = MACHINES[name]
    native = {path: data for path, data in crypto_modules(core, layer).items() if Path(path).stem in NATIVE}
    assert len(native) == 3
    assert all(len(data) <= PIECE_BYTES for data in native.values())


@pytest.mark.parametrize("name", IN_ASSEMBLER)
def test_the_modules_fit_their_memory(found: dict[str, Measured], name: str) -> None:
    assert measured(found, name).memory <= MEMORY_BYTES
