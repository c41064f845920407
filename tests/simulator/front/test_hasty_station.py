"""Acts that go faster than anybody looks: what the desk has said is known all the same."""

from __future__ import annotations

import json

import pytest

from simulator.front import terminal_thread
from tests.simulator.front.conftest import Browser, Front


def test_a_page_that_comes_back_without_new_dots_is_read(front: Front, browser: Browser) -> None:
    assert browser.do("expect booth-1 screen id:mode_choose")["ok"]
    assert browser.do("booth-1 rest 1s")["ok"]
    browser.do("booth-1 fault display absent on")
    browser.socket.send(json.dumps({"id": 7_000, "do": "expect booth-1 screen id:mode_choose within 20s"}))
    assert browser.do("desk rest 1s")["ok"]
    browser.do("booth-1 fault display absent off")
    done = browser.find(lambda frame: frame["type"] == "done" and frame["id"] == 7_000)
    assert done["ok"], done["say"]


def test_two_voters_take_paper_while_nobody_looks(
    front: Front, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal_thread, "LOOK_S", 1e9)
    for line in ("speed max", "open day", "give card 1 paper", "give card 2 paper", "desk rest 1s"):
        done = browser.do(line)
        assert done["ok"], f"{line}: {done['say']}"
    assert front.live.table.paper_given == 2
