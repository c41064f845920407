"""A browser watches and acts over the real socket: what it sees is what the terminals do."""

from __future__ import annotations

import io
import itertools
import json
import struct
import threading
import time
import urllib.request
from collections import defaultdict

import numpy as np
import pytest
from PIL import Image

from simulator.front.watching import Frame
from tests.simulator.front.conftest import Browser, Front

DISPLAY, PAPER = 1, 2


def painted(frames: list[bytes], terminal: int) -> np.ndarray:
    """The panel as a browser has it after these frames."""
    panel = Image.new("RGB", (320, 480))
    for frame in frames:
        _, at, x, y = struct.unpack_from("<BBHH", frame)
        if at == terminal:
            panel.paste(Image.open(io.BytesIO(frame[6:])), (x, y))
    return np.asarray(panel)


def test_the_first_frames_say_everything(browser: Browser) -> None:
    hello, state, tray = browser.next(), browser.next(), browser.next()
    assert isinstance(hello, dict) and isinstance(state, dict) and isinstance(tray, dict)
    assert [frame["type"] for frame in (hello, state, tray)] == ["hello", "state", "tray"]
    assert [terminal["name"] for terminal in hello["terminals"]] == ["desk", "booth-1"]
    assert {"printer", "scanner", "flash-a", "clock", "line"} <= {fault["part"] for fault in hello["faults"]}
    assert set(state["terminals"]) <= {"desk", "booth-1"}
    kinds = {item["kind"] for item in tray["items"]}
    assert {"id_card", "role_card", "key_card", "foreign"} <= kinds


def test_a_key_press_changes_the_true_pixels(front: Front, browser: Browser) -> None:
    assert browser.do("expect desk screen id:mode_choose")["ok"]
    browser.until("state")
    before = painted(browser.frames(DISPLAY), 0)
    assert browser.do("desk press down")["ok"]
    while (painted(browser.frames(DISPLAY), 0) == before).all():
        browser.next()
    assert browser.do("desk rest 300ms")["ok"]
    browser.do("desk rest 10ms")
    on_glass = front.live.watchings["desk"].image
    assert (painted(browser.frames(DISPLAY), 0) == on_glass).all()


def test_what_changes_while_a_browser_comes_is_not_lost(
    front: Front, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.close()
    while front.live.hub.clients:
        time.sleep(0.01)  # a socket of this computer: there is no virtual clock to wait on
    greet = front.live.hello

    def slowly() -> list[Frame]:
        frames = greet()
        front.live.log("desk", "meanwhile", "act")
        return frames

    monkeypatch.setattr(front.live, "hello", slowly)
    late = front.browser()
    assert late.do("desk rest 1ms")["ok"]
    assert any(isinstance(frame, dict) and frame.get("text") == "meanwhile" for frame in late.seen)


def test_an_older_state_does_not_come_after_a_newer_one(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    live, sent = front.live, []
    held, numbers = threading.Event(), itertools.count()

    def state() -> dict[str, object]:
        number = next(numbers)
        if number == 0:
            held.wait(0.5)  # until another thread has told a newer one, or cannot
        return {"mode": live._sent_mode, "number": number}

    with monkeypatch.context() as patch:
        patch.setattr(live, "state", state)
        patch.setattr(live.hub, "send", lambda frame: sent.append(frame.get("number")))
        slow = threading.Thread(target=live.tell_state)
        slow.start()
        live.tell_state()
        held.set()
        slow.join()
    told = [number for number in sent if number is not None]
    assert told == sorted(told)


def test_a_bug_in_looking_ends_no_terminal(front: Front, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(force: bool) -> None:
        monkeypatch.undo()
        raise KeyError("somewhere")

    monkeypatch.setattr(front.live.threads["booth-1"], "look", stumble)
    told = browser.find(lambda frame: frame["type"] == "log" and "KeyError" in frame["text"])
    assert (
        "ошибка программы" in told["says"]["ru"] and "somewhere" not in told["text"]
    )  # that is in the server's window
    browser.do("booth-1 rest 1ms")  # the thread still listens; the supply of what stumbled is off
    assert browser.do("booth-1 plug")["ok"]
    assert browser.do("expect booth-1 screen id:mode_choose")["ok"]


def test_keys_are_seen_on_the_wire(browser: Browser) -> None:
    browser.do("desk press up")
    frame = browser.find(
        lambda frame: frame["type"] == "wire" and any(event["line"] == "keys" for event in frame["events"])
    )
    event = next(event for event in frame["events"] if event["line"] == "keys")
    assert event["terminal"] == "desk" and event["direction"] == "in" and event["meaning"] == "up down"


def test_chips_are_heard_on_the_wire(browser: Browser) -> None:
    """The dots of a page that is drawn, the glass under a finger, both cartridge chips when the terminal starts."""
    browser.do("desk pull plug")
    browser.do("desk plug")
    assert browser.do("expect desk screen id:mode_choose")["ok"]
    browser.do("desk rest 500ms")
    browser.do("desk touch 5 5")
    browser.do("desk rest 300ms")
    heard: defaultdict[str, str] = defaultdict(str)  # what of it comes in one batch depends on who looks when
    for frame in browser.seen:
        if isinstance(frame, dict) and frame["type"] == "wire":
            for event in frame["events"]:
                if event["direction"] == "out" and event["terminal"] == "desk":
                    heard[event["line"]] += f"{event['meaning']}; "
    assert "dots" in heard["display"] and "Z1 Z2 Y X" in heard["touch"]
    assert "read" in heard["flash-a"] and "read" in heard["flash-b"]


def test_the_plug_can_be_pulled_while_an_act_is_under_way(front: Front, browser: Browser) -> None:
    other = front.browser()
    other.socket.send(json.dumps({"id": 1, "do": 'expect booth-1 screen "words that never come" within 600s'}))
    browser.find(lambda frame: frame["type"] == "state" and bool(frame["terminals"].get("booth-1", {}).get("busy")))
    assert browser.do("booth-1 pull plug")["ok"]
    done = other.until("done")
    assert not done["ok"] and "booth-1 lost its power" in done["say"]
    browser.find(lambda frame: frame["type"] == "state" and not frame["terminals"]["booth-1"]["powered"])
    assert browser.do("booth-1 plug")["ok"]


def test_everybody_sees_what_one_does(front: Front, browser: Browser) -> None:
    other = front.browser()
    browser.do("desk fault printer cover_open on")
    other.find(lambda frame: frame["type"] == "state" and "printer.cover_open" in frame["terminals"]["desk"]["faults"])
    browser.do("desk fault off")


def test_a_slip_comes_out_row_by_row_and_lies_in_the_tray(browser: Browser) -> None:
    browser.do("speed max")
    assert browser.do("desk open")["ok"]
    assert browser.do("expect desk slip zero")["say"] == "slip 1, zero"
    browser.find(lambda frame: frame["type"] == "tray" and any(item["id"] == "slip 1" for item in frame["items"]))
    cut = browser.find(lambda frame: frame["type"] == "slip")
    pieces = [frame for frame in browser.frames(PAPER) if frame[1] == 0 and struct.unpack_from("<H", frame, 2)[0] == 0]
    rows = sum(Image.open(io.BytesIO(frame[6:])).height for frame in pieces)
    assert cut["kind"] == "zero" and cut["piece"] == 0 and rows > 300
    browser.do("speed 1")


def test_nonsense_of_any_kind_is_answered(browser: Browser) -> None:
    assert "no such terminal" in browser.do("pantry open")["say"]
    browser.socket.send("{")
    assert browser.until("done")["id"] is None
    browser.socket.send(json.dumps(["desk press ok"]))
    assert browser.until("done")["id"] is None
    assert not browser.do("desk press ok\nbooth-1 press ok")["ok"]
    assert "no such speed" in browser.do("speed 9")["say"]
    browser.socket.send('{"id": 1, "do": "desk \\ud800"}')
    assert browser.until("done")["id"] is None
    browser.socket.send("[" * 8_000)
    assert browser.until("done")["id"] is None
    for line in ("autopilot start ²", "autopilot start 3 4", "autopilot start 0", "give card 1 ²"):
        assert not browser.do(line)["ok"]
    assert browser.do("help")["ok"]


def test_a_bug_in_what_a_line_means_is_told_and_ends_nothing(
    front: Front, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(line: str) -> None:
        raise KeyError(line)

    with monkeypatch.context() as patch:
        patch.setattr(front.live, "begin", stumble)
        answer = browser.do("desk rest 1ms")
        assert "KeyError" in answer["say"] and "ошибка программы" in answer["says"]["ru"]
    assert browser.do("help")["ok"]


def test_pictures_of_cards_are_there(front: Front, browser: Browser) -> None:
    for name in ("card-1", "role-chair", "key-1", "card-foreign"):
        with urllib.request.urlopen(f"http://127.0.0.1:{front.port}/picture/{name}.png") as answer:
            assert Image.open(io.BytesIO(answer.read())).width > 300
