"""A training in the browser: the state says so, the tray holds its cards, and those of the day are away."""

from __future__ import annotations

from tests.simulator.front.conftest import Browser, Front


def ids(tray: dict) -> set[str]:
    return {item["id"] for item in tray["items"]}


def test_the_tray_follows_the_mode(front: Front, browser: Browser) -> None:
    assert {"card 1", "role chair", "key 1"} <= ids(browser.until("tray"))
    assert browser.do("speed max")["ok"]
    assert browser.do("open day training")["ok"]
    assert browser.find(lambda frame: frame["type"] == "state" and frame["mode"] == "training")
    there = {"card training 1", "card training 24", "role chair training", "key 1 training", "card foreign"}
    tray = browser.find(lambda frame: frame["type"] == "tray" and there <= ids(frame))
    assert not {"card 1", "role chair", "key 1", "key 1 test"} & ids(tray)
    assert browser.do("give card training 1 1")["ok"]
    assert browser.do("desk suspend")["ok"], "with the chair's card for trainings"
