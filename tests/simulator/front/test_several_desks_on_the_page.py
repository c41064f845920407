"""`make run DESKS=2`: a voter at the wrong desk, paper that hands gave, and an evening with a report of each desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.people.kept_precinct import KeptDayError, prepare
from simulator.people.words import words
from tests.simulator.front.conftest import BOOTHS, VOTERS, Browser, Front, served

FIRST, OTHER, BY_HAND = 1, VOTERS, VOTERS - 1  # cards: of the first desk's part, and of the second's
DAY = (
    "speed max", "open day",
    f"give card {FIRST} 1", "booth-1 scan slip last", "booth-1 vote en", "booth-1 cast",
    f"give card {OTHER} 1", "booth-1 scan slip last", "booth-1 vote kk", "booth-1 cast",
    f'expect desk screen "{words("show_card", "ru")}"', "desk rest 5s", f"desk scan card {BY_HAND}",
    f'expect desk screen "{words("other_desk", "ru", 2)}"',
    f'expect desk-2 screen "{words("show_card", "ru")}"', "desk-2 rest 5s", f"desk-2 scan card {BY_HAND}",
    f'expect desk-2 screen "{words("paper_ballot", "ru")}"', f'desk-2 choose "{words("paper_ballot", "ru")}"',
    "desk-2 rest 5s",
    "autopilot start 3",
)  # fmt: skip


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with served(tmp_path_factory.mktemp("front") / "run", desks=2) as front:
        yield front


def test_a_day_of_two_desks_agrees_to_the_end(front: Front, browser: Browser) -> None:
    hello = browser.until("hello")
    assert [(one["name"], one["role"]) for one in hello["terminals"]] == [
        ("desk", "desk"), ("booth-1", "booth"), ("desk-2", "desk"),
    ]  # fmt: skip
    for line in DAY:
        done = browser.do(line)
        assert done["ok"], f"{line}: {done['say']}"
    browser.find(lambda frame: frame["type"] == "state" and frame["autopilot"]["to_come"] == VOTERS - 6)
    for line in ("close day", "count", "send"):  # nobody asks why anything does not agree
        done = browser.do(line)
        assert done["ok"], f"{line}: {done['say']}"


def test_another_number_of_desks_does_not_wipe_the_day(front: Front) -> None:
    with pytest.raises(KeptDayError, match="DESKS=2"):
        prepare(front.folder, VOTERS, BOOTHS)
