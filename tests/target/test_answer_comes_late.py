"""A page that comes late after a key or a touch, or a ballot that is stored late, on the emulated boards."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from simulator.measure.answers import CORES, Answer, budgets, measured
from simulator.measure.emulated_board import Core
from simulator.measure.kept import kept
from simulator.measure.target import TOLERANCE
from tests.target.sharing import on_one_worker

pytestmark = pytest.mark.target
SLACK_MS = 5  # a step of the keys' samples


@pytest.fixture(scope="module", params=[on_one_worker(core, f"answers {core.name}", core.name) for core in CORES])
def core(request: pytest.FixtureRequest) -> Core:
    assert isinstance(request.param, Core)
    return request.param


@pytest.fixture(scope="module")
def answers(core: Core) -> list[Answer]:
    rows = kept(f"answers_{core.name}", [core], lambda: [asdict(answer) for answer in measured(core)])
    return [Answer(**row) for row in rows]


def test_no_answer_comes_later_than_its_budget(core: Core, answers: list[Answer]) -> None:
    known = budgets()[core.name]
    assert [answer.name for answer in answers] == list(known)
    late = {
        answer.name: (answer.first_ms, answer.last_ms, known[answer.name])
        for answer in answers
        if answer.first_ms > max(SLACK_MS, TOLERANCE * known[answer.name]["first_ms"]) + known[answer.name]["first_ms"]
        or answer.last_ms > max(SLACK_MS, TOLERANCE * known[answer.name]["last_ms"]) + known[answer.name]["last_ms"]
    }
    assert not late, "python -m simulator.measure.answers --record makes what is measured the budget"


def test_answers_are_as_quick_as_the_bars_say(core: Core, answers: list[Answer]) -> None:
    known = budgets()[core.name]
    late = {
        answer.name: (answer.first_ms, answer.last_ms)
        for answer in answers
        if answer.first_ms > known[answer.name].get("first_bar_ms", float("inf"))
        or answer.last_ms > known[answer.name].get("last_bar_ms", float("inf"))
    }
    assert not late


def test_no_garbage_is_collected_while_somebody_waits(core: Core, answers: list[Answer]) -> None:
    known = budgets()[core.name]
    more = {
        answer.name: answer.collections
        for answer in answers
        if answer.collections > known[answer.name].get("collections_bar", float("inf"))
    }
    assert not more
