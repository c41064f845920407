"""`make run` with two territories: who is in haste has the contests of their own, and paper is counted by them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.people.provisioned import ELECTION
from tests.simulator.front.conftest import Browser, Front, served

TERRITORIES = ELECTION.with_name("territories.toml")
TOWN, STEPPE = 1, 2  # cards with odd and with even numbers
DAY = (
    "speed max", "open day",
    "give card 1 1", "booth-1 scan slip last", "booth-1 vote en", "booth-1 cast",
    "give card 2 1", "booth-1 scan slip last", "booth-1 vote kk", "booth-1 cast",
    "give card 4 paper", "desk rest 1s", "give card 3 paper", "give card 6 paper", "desk rest 1s",
    "autopilot start 2",
)  # fmt: skip


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with served(tmp_path_factory.mktemp("front") / "run", TERRITORIES) as front:
        yield front


def test_the_numbers_that_nobody_types_are_those_of_each_contest(front: Front, browser: Browser) -> None:
    for line in DAY:
        done = browser.do(line)
        assert done["ok"], f"{line}: {done['say']}"
    assert front.live.table.paper_by_style == {TOWN: 1, STEPPE: 2}
    browser.find(
        lambda frame: frame["type"] == "state" and frame["autopilot"] == {"running": False, "left": 0, "to_come": 5}
    )
    for line in ("close day", "count", "send"):  # nobody asks why anything does not agree
        done = browser.do(line)
        assert done["ok"], f"{line}: {done['say']}"
    centre = browser.find(lambda frame: frame["type"] == "centre" and frame["result"])
    council, wells = (
        sum(line["electronic"] for line in contest["lines"] if line.get("rest") != "blank" and line["electronic"])
        for contest in centre["result"][1:]
    )
    assert (council, wells) == (2 * 3, 1), "two votes of each of three, given or not, and one"
