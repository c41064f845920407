"""A polling day on each emulated board: an act that takes more of the processor than it did, or never ends."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from simulator.measure.acts import CORES, Act, budgets, measured
from simulator.measure.emulated_board import Core
from simulator.measure.kept import kept
from simulator.measure.target import TOLERANCE
from tests.target.sharing import on_one_worker

pytestmark = pytest.mark.target
FEW_COLLECTIONS, SLACK_MS = 2, 25  # as many may fall to either side of an act, and so long they take


@pytest.fixture(scope="module", params=[on_one_worker(core, f"day {core.name}", core.name) for core in CORES])
def core(request: pytest.FixtureRequest) -> Core:
    assert isinstance(request.param, Core)
    return request.param


@pytest.fixture(scope="module")
def acts(core: Core) -> list[Act]:
    """Boot, opening, one voter, closing, count and protocol, with the processor's time in the wire's clock."""
    rows = kept(f"day_{core.name}", [core], lambda: [asdict(act) for act in measured(core)])
    return [Act(**row) for row in rows]


def test_each_act_takes_the_time_of_its_budget(core: Core, acts: list[Act]) -> None:
    known = budgets(core)
    assert [act.name for act in acts] == list(known)
    off = {
        act.name: (act.processor_ms, known[act.name]["processor_ms"])
        for act in acts
        if abs(act.processor_ms - known[act.name]["processor_ms"])
        > max(SLACK_MS, TOLERANCE * known[act.name]["processor_ms"])
    }
    assert not off, "measured and budget; python -m simulator.measure.acts --record makes what is measured the budget"


def test_no_act_takes_longer_than_its_bar_or_collects_more_often(core: Core, acts: list[Act]) -> None:
    known, endless = budgets(core), float("inf")
    over = {
        act.name: (act.processor_ms, act.collections)
        for act in acts
        if act.processor_ms > known[act.name].get("bar_ms", endless)
        or act.collections > known[act.name].get("collections_bar", endless)
    }
    assert not over


def test_each_act_collects_garbage_as_often_as_its_budget_says(core: Core, acts: list[Act]) -> None:
    known = budgets(core)
    off = {
        act.name: (act.collections, known[act.name]["collections"])
        for act in acts
        if abs(act.collections - known[act.name]["collections"])
        > max(FEW_COLLECTIONS, TOLERANCE * known[act.name]["collections"])
    }
    assert not off


def test_no_stretch_without_a_look_at_the_keys_grows(core: Core, acts: list[Act]) -> None:
    known = budgets(core)
    longer = {
        act.name: (act.longest_ms, known[act.name]["longest_ms"])
        for act in acts
        if act.longest_ms > known[act.name]["longest_ms"] + max(SLACK_MS, TOLERANCE * known[act.name]["longest_ms"])
    }
    assert not longer


def test_keys_are_looked_at_as_often_as_the_bars_say(core: Core, acts: list[Act]) -> None:
    known = budgets(core)
    longer = {
        act.name: (act.longest_ms, known[act.name]["longest_bar_ms"])
        for act in acts
        if act.longest_ms > known[act.name].get("longest_bar_ms", float("inf"))
    }
    assert not longer
