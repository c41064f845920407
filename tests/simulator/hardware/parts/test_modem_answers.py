"""The simulated modems against their manuals' own examples, so that they can be trusted when the driver fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.hardware.clock import Clock
from simulator.hardware.parts.modem import ABSENT, WANTS_PIN, Modem
from simulator.hardware.parts.modem_classes import CLASSES
from simulator.hardware.parts.modem_far_end import Program


class Wire:
    """A modem with nothing but its wire; the far end answers in capitals."""

    def __init__(self, name: str) -> None:
        self.far = Program(lambda: lambda data: data.upper())
        self.modem: Modem = CLASSES[name](self.far)
        self.heard = bytearray()
        self.modem.clock = Clock()
        self.modem.send = self.heard.extend  # type: ignore[method-assign]
        self.modem.power_on()
        self.rest()
        assert bytes(self.heard) == b"\r\nRDY\r\n"
        self.says(b"ATE0\r")

    def rest(self, duration_ms: int = 5000) -> None:
        clock = self.modem.clock
        clock.advance_to(clock.now_us + duration_ms * 1000)

    def says(self, data: bytes, duration_ms: int = 5000) -> bytes:
        """Send, and what came within a while."""
        self.heard.clear()
        self.modem.receive(data)
        self.rest(duration_ms)
        return bytes(self.heard)


def sim800() -> Wire:
    wire = Wire("sim800")
    for command in (b"AT+CIPHEAD=1\r", b'AT+CSTT="internet"\r', b"AT+CIICR\r"):
        assert wire.says(command) == b"\r\nOK\r\n"
    assert wire.says(b"AT+CIFSR\r") == b"\r\n10.64.3.17\r\n"  # no OK behind it
    assert wire.says(b'AT+CIPSTART="TCP","a",1\r') == b"\r\nOK\r\n\r\nCONNECT OK\r\n"
    return wire


def sim7600() -> Wire:
    wire = Wire("sim7600")
    assert wire.says(b"AT+NETOPEN\r") == b"\r\nOK\r\n\r\n+NETOPEN: 0\r\n"
    assert wire.says(b'AT+CIPOPEN=0,"TCP","a",1\r') == b"\r\nOK\r\n\r\n+CIPOPEN: 0,0\r\n"
    return wire


def hayes() -> Wire:
    wire = Wire("hayes")
    assert wire.says(b"ATD123\r") == b"\r\nCONNECT 9600\r\n"
    return wire


def test_echo_until_it_is_switched_off() -> None:
    wire = Wire("sim800")
    assert wire.says(b"ATE1\r") == b"\r\nOK\r\n"
    assert wire.says(b"AT\r") == b"AT\r\r\nOK\r\n"


@pytest.mark.parametrize(("card", "answer"), [(ABSENT, b"+CME ERROR: 10"), (WANTS_PIN, b"+CPIN: SIM PIN\r\n\r\nOK")])
def test_cards(card: str, answer: bytes) -> None:
    wire = Wire("sim7600")
    wire.modem.sim = card
    assert wire.says(b"AT+CPIN?\r") == b"\r\n" + answer + b"\r\n"


def test_sim800_prompts_without_a_line_end_and_heads_what_it_receives() -> None:
    wire = sim800()
    assert wire.says(b"AT+CIPSEND=5\r") == b"\r\n> "
    assert wire.says(b"ab\rcd") == b"\r\nSEND OK\r\n\r\n+IPD,5:AB\rCD"
    wire.heard.clear()
    wire.modem.hang_up()
    wire.rest()
    assert bytes(wire.heard) == b"\r\nCLOSED\r\n"
    assert wire.says(b"AT+CIPSEND=5\r") == b"\r\nERROR\r\n"


def test_sim800_starts_no_connection_without_a_context() -> None:
    assert Wire("sim800").says(b'AT+CIPSTART="TCP","a",1\r') == b"\r\nERROR\r\n"


def test_sim7600_says_how_much_it_took() -> None:
    wire = sim7600()
    wire.modem.partial_every = 2  # type: ignore[attr-defined]
    assert wire.says(b"AT+CIPSEND=0,4\r") == b"\r\n> "
    assert wire.says(b"abcd") == b"\r\nOK\r\n\r\n+CIPSEND: 0,4,4\r\n\r\n+RECEIVE,0,4:\r\nABCD"
    wire.says(b"AT+CIPSEND=0,4\r")
    assert wire.says(b"abcd") == b"\r\nOK\r\n\r\n+CIPSEND: 0,4,2\r\n\r\n+RECEIVE,0,2:\r\nAB"


def test_a_data_call_carries_all_but_the_escape_sequence() -> None:
    wire = hayes()
    assert wire.says(b"AT\r") == b"AT\r"  # the far end's answer, not the modem's
    assert wire.says(b"+++", 100) == b""
    wire.rest()
    assert bytes(wire.heard) == b"\r\nOK\r\n"
    assert wire.says(b"ATO\r") == b"\r\nCONNECT\r\n"
    assert wire.says(b"a+++b") == b"A+++B"
    wire.heard.clear()
    wire.modem.hang_up()
    wire.rest()
    assert bytes(wire.heard) == b"\r\nNO CARRIER\r\n"


@pytest.mark.parametrize("connected", [hayes, sim800, sim7600])
def test_a_supply_that_dips_ends_everything(connected: Callable[[], Wire]) -> None:
    wire = connected()
    wire.heard.clear()
    wire.modem.brown_out()
    wire.rest()
    assert bytes(wire.heard) == b"\r\nUNDER-VOLTAGE WARNNING\r\n\r\nRDY\r\n"
    assert not wire.modem.is_connected


def test_the_power_key_has_to_be_held() -> None:
    wire = Wire("sim800")
    wire.modem.silent = True
    for held_ms, is_on in ((500, True), (1500, False), (1500, True)):
        wire.modem.press(0)
        wire.rest(held_ms)
        wire.modem.press(1)
        wire.rest()
        assert wire.modem.is_on == is_on
    assert wire.says(b"AT\r").endswith(b"\r\nOK\r\n")
