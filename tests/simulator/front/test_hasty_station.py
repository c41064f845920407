"""Acts that go faster than anybody looks: what the desk has said is known all the same."""

from __future__ import annotations

import pytest

from simulator.front import terminal_thread
from tests.simulator.front.conftest import Browser, Front


def test_two_voters_take_paper_while_nobody_looks(
    front: Front, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal_thread, "LOOK_S", 1e9)
    for line in ("speed max", "open day", "give card 1 paper", "give card 2 paper", "desk rest 1s"):
        done = browser.do(line)
        assert done["ok"], f"{line}: {done['say']}"
    assert front.house.things.paper_given == 2
