"""What goes wrong between a desk and its modem: no card, no network, a busy line, bytes and answers that are late.

The driver is the one that ships, on MicroPython; the modems answer at the wire.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.hardware.parts.modem import ABSENT, DENIED, ROAMING, WANTS_PIN, Modem
from simulator.hardware.parts.modem_classes import CLASSES, HayesModem, Sim7600, TcpModem
from simulator.hardware.parts.modem_far_end import Program
from tests.device.link.modem_line import DELIVERED, LINE_BAD, LOST, NO_ANSWER, NO_CONNECTION, ModemLine
from tests.host_tools.collecting.made_up_centre import MadeUpCentre, opened_receipt, signed_protocol

TCP = ("sim800", "sim7600")
PROTOCOL = signed_protocol(contests=40)
PATIENCE_MS = 400_000  # until the chair reads that there is no connection, whatever happens


class Desk:
    """A desk with a modem of a class, and the centre that it calls."""

    def __init__(self, folder: Path, name: str, key: bool = True, data: bytes = PROTOCOL, **settings: object) -> None:
        self.centre = MadeUpCentre(folder / "centre")
        self.far = Program(self.answer)
        self.modem = CLASSES[name](self.far)
        self.line = ModemLine(folder, self.modem, name, data, key, **settings)
        self.data = data

    def answer(self) -> Callable[[bytes], bytes]:
        """The centre takes a call; each has a receiver of its own."""
        self.centre.new_line()
        return self.centre.receive

    def delivers(self) -> None:
        """The protocol is in the journal once, with its receipt at the desk."""
        assert self.line.run() == (DELIVERED, "")
        assert self.centre.journal() == [self.data]

    def ends_with(self, trouble: str) -> None:
        """The chair reads why, in time, and nothing has reached the journal."""
        result, text = self.line.run()
        assert (result, text) == (NO_CONNECTION, trouble)
        assert self.line.number("took") < PATIENCE_MS
        assert self.centre.journal() == []


@pytest.fixture
def desk(tmp_path: Path) -> Callable[..., Desk]:
    return lambda name, **settings: Desk(tmp_path, name, **settings)


# --- the way to a connection ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CLASSES)
def test_nothing_goes_wrong_and_other_pages_are_never_late(desk: Callable[..., Desk], name: str) -> None:
    at = desk(name)
    at.delivers()
    assert at.far.calls == 1
    assert at.line.number("late") < 100
    assert not at.modem.is_connected  # it has hung up


@pytest.mark.parametrize("name", CLASSES)
def test_a_modem_that_hangs_is_switched_off_and_on(desk: Callable[..., Desk], name: str) -> None:
    at = desk(name)
    at.modem.clock.call_later(4_000_000, lambda: setattr(at.modem, "silent", True))
    at.delivers()
    assert at.line.states.count("modem_restarting") <= 1


@pytest.mark.parametrize("key", [True, False])
def test_a_modem_that_is_not_there(desk: Callable[..., Desk], key: bool) -> None:
    at = desk("sim800", key=key)
    at.modem.press = lambda value: None  # type: ignore[method-assign]
    at.modem.power_on = lambda: None  # type: ignore[method-assign]
    at.line.bench.on_pin.clear()
    at.ends_with("modem_silent")
    assert at.line.number("cycles") == 1


@pytest.mark.parametrize("name", TCP)
@pytest.mark.parametrize(
    ("attribute", "value", "trouble"),
    [
        ("sim", ABSENT, "modem_no_sim"),
        ("sim", WANTS_PIN, "modem_sim_locked"),
        ("registration", DENIED, "modem_no_network"),
    ],
)
def test_no_card_a_locked_card_no_network(
    desk: Callable[..., Desk], name: str, attribute: str, value: object, trouble: str
) -> None:
    at = desk(name)
    setattr(at.modem, attribute, value)
    at.ends_with(trouble)
    assert at.far.calls == 0


@pytest.mark.parametrize("name", TCP)
def test_a_pin_is_typed_once_and_opens_the_card(desk: Callable[..., Desk], name: str) -> None:
    at = desk(name, pin="4711")
    at.modem.sim, at.modem.pin, at.modem.registration = WANTS_PIN, "4711", ROAMING
    at.delivers()
    assert at.modem.commands.count('AT+CPIN="4711"') == 1


def test_a_wrong_pin_is_never_typed_again(desk: Callable[..., Desk]) -> None:
    at = desk("sim800", pin="1111")
    at.modem.sim, at.modem.pin = WANTS_PIN, "4711"
    at.ends_with("modem_sim_locked")
    assert at.modem.commands.count('AT+CPIN="1111"') == 1
    assert not any("1111" in line for line in at.line.console)


@pytest.mark.parametrize(
    ("ends", "trouble"),
    [("BUSY", "modem_busy"), ("NO CARRIER", "modem_no_carrier"), ("NO DIALTONE", "modem_no_dial_tone"),
     ("NO ANSWER", "modem_no_answer"), ("ERROR", "modem_no_answer")],
)  # fmt: skip
@pytest.mark.parametrize("numeric", [False, pytest.param(True, marks=pytest.mark.long)])
def test_a_call_that_ends_otherwise(desk: Callable[..., Desk], ends: str, trouble: str, numeric: bool) -> None:
    at = desk("hayes")
    assert isinstance(at.modem, HayesModem)
    at.modem.call_ends, at.modem.numeric_at_start = ends, numeric
    at.ends_with(trouble)
    assert at.modem.dialled == ["+77172000000"] * 3
    assert at.line.number("cycles") == 1


def test_the_line_is_free_at_the_second_call(desk: Callable[..., Desk]) -> None:
    at = desk("hayes")
    at.modem.call_ends = "BUSY"
    at.modem.clock.call_later(6_000_000, lambda: setattr(at.modem, "call_ends", ""))
    at.delivers()
    assert "modem_again" in at.line.states


@pytest.mark.parametrize("name", TCP)
def test_nobody_listens_at_the_centre(desk: Callable[..., Desk], name: str) -> None:
    at = desk(name)
    at.far.opened = lambda arrive: False  # type: ignore[method-assign]
    at.ends_with("modem_no_answer")


def test_a_stale_socket_is_closed_once_and_opened_again(desk: Callable[..., Desk]) -> None:
    at = desk("sim7600")
    assert isinstance(at.modem, Sim7600)
    at.modem.is_open, at.modem.stale_sockets = True, 1
    at.delivers()


# --- while it carries -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("line", ["RING", '+CMTI: "SM",1'])
def test_a_line_that_nobody_asked_for_stands_before_every_answer(
    desk: Callable[..., Desk], name: str, line: str
) -> None:
    at = desk(name)
    at.modem.chatter = line
    at.delivers()
    assert at.far.calls == 1


@pytest.mark.parametrize("name", [pytest.param("hayes", marks=pytest.mark.long), "sim800"])
def test_a_modem_that_never_stops_talking_takes_no_more_than_time(desk: Callable[..., Desk], name: str) -> None:
    """Lines fill nearly all of its wire from its start on: the chair reads a result in time, other pages work on."""
    at = desk(name)
    at.modem.floods_each_ms = 12
    result, text = at.line.run()
    assert (result, bool(text)) in ((DELIVERED, False), (NO_CONNECTION, True), (LINE_BAD, False), (NO_ANSWER, False))
    assert at.line.number("took") < PATIENCE_MS
    assert at.line.number("late") < 100


@pytest.mark.parametrize("fault", ["partial_every", "full_every"])
def test_a_part_of_a_send_is_taken_and_the_rest_is_sent_again(desk: Callable[..., Desk], fault: str) -> None:
    at = desk("sim7600")
    setattr(at.modem, fault, 2)
    at.delivers()
    assert at.far.calls == 1
    assert at.centre.receiver.decoder.bad == 0  # no byte twice, none lost


@pytest.mark.parametrize("name", TCP)
def test_a_send_that_fails_is_a_lost_connection(desk: Callable[..., Desk], name: str) -> None:
    at = desk(name)
    assert isinstance(at.modem, TcpModem)
    at.modem.fails_every = 4
    at.delivers()
    assert at.far.calls > 1


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("silently", [False, True])
def test_it_hangs_up_in_the_middle_and_the_next_call_goes_on(
    desk: Callable[..., Desk], name: str, silently: bool
) -> None:
    """Silently means: back to commands with its echo on, so that our own frames come back."""
    at = desk(name, data=signed_protocol(contests=176))
    at.modem.hangs_up_after_ms = 3000 if name == "hayes" else 4000  # a modem's own TCP is slower
    at.modem.hangs_up_silently = silently
    at.modem.air.delay_ms = 400
    at.delivers()
    assert at.far.calls > 1


@pytest.mark.parametrize("name", CLASSES)
def test_the_supply_dips_while_it_sends(desk: Callable[..., Desk], name: str) -> None:
    at = desk(name)
    at.modem.clock.call_later(5_200_000, at.modem.brown_out)
    at.delivers()


@pytest.mark.parametrize("name", TCP)
def test_the_network_forgets_the_connection_and_AT_is_answered_as_ever(desk: Callable[..., Desk], name: str) -> None:
    """Only the power key helps; the chair waits for a bounded time."""
    at = desk(name)
    at.modem.clock.call_later(5_100_000, lambda: setattr(at.modem, "context_lost", True))
    at.delivers()
    assert at.line.number("cycles") == 1
    assert at.line.number("took") < PATIENCE_MS


@pytest.mark.parametrize("name", TCP)
def test_the_network_stays_away(desk: Callable[..., Desk], name: str) -> None:
    at = desk(name)
    at.modem._started = _starts_without_a_network(at.modem)  # type: ignore[method-assign]
    at.ends_with("modem_no_network")


def _starts_without_a_network(modem: Modem) -> Callable[[], None]:
    started = modem._started

    def start() -> None:
        started()
        modem.context_lost = True

    return start


@pytest.mark.parametrize("name", CLASSES)
def test_bits_flip_in_the_air(desk: Callable[..., Desk], name: str) -> None:
    at = desk(name)
    at.modem.air.flip_every = 1250  # a bit in 10,000
    at.modem.air.delay_ms = 300
    at.delivers()
    opened_receipt(at.centre.centre.store.protocols()[0].receipt or b"")


@pytest.mark.parametrize("name", CLASSES)
def test_a_centre_that_says_nothing(desk: Callable[..., Desk], name: str) -> None:
    at = desk(name)
    at.far.make = lambda: lambda data: b""
    assert at.line.run()[0] in (NO_ANSWER, LINE_BAD, LOST)
    assert at.line.number("took") < PATIENCE_MS
    assert at.far.calls == 3
    assert at.line.number("cycles") == 1
