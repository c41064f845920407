"""The desk's protocol goes through a modem: what the chair reads, and what else can be done at the desk meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from host_tools.collecting.receiver import Receiver
from simulator.hardware.parts.modem import ABSENT, SEARCHING, Modem
from simulator.hardware.parts.modem_classes import CLASSES
from simulator.hardware.parts.modem_far_end import Program
from simulator.hardware.ports import ESP32_STOCK
from simulator.people.words import words
from tests.precinct.day import CENTRE, Day, Snapshot
from tests.precinct.test_sending_trouble import SERIAL_LINE, receiver, send
from tests.precinct.traces import events

SETTINGS: dict[str, dict[str, object]] = {
    "hayes": {"modem": "hayes", "number": "+77172000000"},
    "sim800": {"modem": "sim800", "apn": "internet", "host": "centre.example", "port": 7417},
    "sim7600": {"modem": "sim7600", "apn": "internet", "host": "centre.example", "port": 7417},
}
LIMIT_MS = 400_000


@pytest.fixture
def by_modem(start: Callable[..., Day], counted: Snapshot, tmp_path: Path) -> Callable[[str], tuple[Day, Modem]]:
    """(a desk with its protocol on the wall, its modem, which reaches the centre)."""

    def plug(name: str, settings: str | None = None) -> tuple[Day, Modem]:
        day = start(counted)
        centre: Receiver = receiver(tmp_path, day, CENTRE)
        modem = CLASSES[name](Program(lambda: centre.receive))
        day.desk.hardware.bench.wire_uart(SERIAL_LINE, modem)
        file = day.provisioned.terminals[0] / "data" / "line.json"
        file.write_text(settings or json.dumps(SETTINGS[name]))
        day.resume(day.desk)
        return day, modem

    return plug


@pytest.mark.parametrize(
    "name", [pytest.param("hayes", marks=pytest.mark.long), "sim800", pytest.param("sim7600", marks=pytest.mark.long)]
)
def test_the_protocol_goes_by_modem(by_modem: Callable[[str], tuple[Day, Modem]], name: str) -> None:
    day, modem = by_modem(name)
    send(day)
    day.desk.sees("modem_calling")
    day.desk.sees("sent", limit_ms=LIMIT_MS)
    assert day.newest_codes(day.desk)[0].startswith("TM1:R:")
    assert events(day.desk.hardware)[-1] == ("sent", 0)
    assert not modem.is_connected


def test_other_pages_are_there_while_it_looks_for_the_network(by_modem: Callable[[str], tuple[Day, Modem]]) -> None:
    """The chair leaves the page, looks at the turnout, and finds the receipt printed when it has come."""
    day, modem = by_modem("sim800")
    at = day.desk
    modem.registration = SEARCHING
    send(day)
    at.sees("modem_network")
    at.presses("back")
    at.sees("sending_goes_on")
    day.menu(at, "turnout", day.role_cards[0])
    at.sees("action_turnout")
    modem.registration = 1
    at.presses("back")
    at.sees("sent", limit_ms=LIMIT_MS)
    assert day.newest_codes(at)[0].startswith("TM1:R:")
    at.presses("ok")
    at.sees("desk_closed")


def test_nothing_is_corrected_or_cleared_meanwhile(by_modem: Callable[[str], tuple[Day, Modem]]) -> None:
    day, modem = by_modem("sim800")
    at = day.desk
    modem.registration = SEARCHING
    send(day)
    at.sees("modem_network")
    at.presses("back")
    at.sees("sending_goes_on")
    day.desk.hands.scan(day.role_cards[0].texts[0])
    at.sees("action_reprint")
    assert not at.hands.screen.shows(words("action_correct", at.language))


def test_no_card_then_a_card(by_modem: Callable[[str], tuple[Day, Modem]]) -> None:
    day, modem = by_modem("sim800")
    at = day.desk
    modem.sim = ABSENT
    send(day)
    at.sees("modem_no_sim", limit_ms=LIMIT_MS)
    assert events(at.hardware)[-1] == ("send_failed", 11)
    at.presses("ok")
    at.sees("desk_closed")
    modem.sim = "READY"
    send(day)
    at.sees("sent", limit_ms=LIMIT_MS)


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param("{", marks=pytest.mark.long),
        pytest.param('{"modem": "sim800"}', marks=pytest.mark.long),
        '{"modem": "hayes", "number": "1\\r+CFUN"}',
    ],
)
def test_settings_that_are_damaged(by_modem: Callable[..., tuple[Day, Modem]], settings: str) -> None:
    day, modem = by_modem("hayes", settings)
    send(day)
    day.desk.sees("line_wrong")
    assert events(day.desk.hardware)[-1] == ("send_failed", 21)
    assert modem.commands == []


def test_an_image_whose_console_keeps_the_line(by_modem: Callable[..., tuple[Day, Modem]]) -> None:
    """The desk says it and works on: the protocol is on the wall, and a spare with the right image can send it."""
    day, modem = by_modem("hayes")
    at = day.desk
    at.hardware.pull_plug()
    at.hardware.bench.port = ESP32_STOCK
    day.resume(at)
    send(day)
    at.sees("line_of_console")
    assert events(at.hardware)[-1] == ("send_failed", 22)
    at.presses("ok")
    at.sees("desk_closed")
    assert modem.commands == []
