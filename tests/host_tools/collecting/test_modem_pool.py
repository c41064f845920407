"""Modems that desks call go wrong: hang up without a word, lose their supply, were never set, or do not answer."""

from __future__ import annotations

import asyncio
import os
import threading
import tty
from pathlib import Path

import pytest
from rich.console import Console

from host_tools.collecting.answering import QUIET_S, Answering, State
from host_tools.collecting.board import Board
from host_tools.collecting.collector import Ways, collect
from host_tools.collecting.lines import ModemLine
from host_tools.collecting.proof import LineKey
from simulator.hardware.clock import Clock
from simulator.hardware.parts.modem_answering import AnsweringModem
from tests.host_tools.collecting.made_up_centre import CENTRE_KEY, PRECINCT, MadeUpCentre, signed_protocol
from tests.host_tools.collecting.modem_pool import Caller, Pool

PROTOCOL = signed_protocol(contests=40)


@pytest.fixture
def centre(tmp_path: Path) -> MadeUpCentre:
    return MadeUpCentre(tmp_path / "centre")


@pytest.fixture
def pool(centre: MadeUpCentre) -> Pool:
    def call() -> object:
        centre.new_line()
        return centre.receiver

    return Pool(call, PROTOCOL)


def waits(pool: Pool) -> bool:
    return pool.answering.state == State.WAITING


def delivered(pool: Pool, centre: MadeUpCentre) -> None:
    """It rings, and the protocol is in the journal with its receipt at the desk."""
    pool.modem.ring()
    pool.until(lambda: pool.caller.has_receipt)
    assert centre.journal() == [PROTOCOL]


def test_it_is_set_answers_and_waits_for_the_next(pool: Pool, centre: MadeUpCentre) -> None:
    pool.until(lambda: waits(pool))
    assert pool.modem.commands == ["AT", "ATE0", "ATV1&C1&D2S0=0"]
    delivered(pool, centre)
    pool.modem.hang_up()
    pool.until(lambda: waits(pool), 20)
    pool.caller = Caller(signed_protocol(precinct=PRECINCT + 1))
    pool.modem.far = pool.caller
    pool.modem.ring()
    pool.until(lambda: pool.caller.has_receipt)
    assert len(centre.journal()) == 2 and pool.answering.calls == 2 and pool.troubles == []


def test_it_was_left_with_answers_in_numbers(pool: Pool, centre: MadeUpCentre) -> None:
    pool.modem.numeric = pool.modem.numeric_at_start = True
    pool.until(lambda: waits(pool))
    delivered(pool, centre)


@pytest.mark.parametrize("silently", [False, True])
def test_it_hangs_up_in_the_middle_and_the_next_call_goes_on(pool: Pool, centre: MadeUpCentre, silently: bool) -> None:
    """Silently means: back to commands with its echo on."""
    pool.modem.hangs_up_silently = silently
    pool.until(lambda: waits(pool))
    pool.modem.ring()
    pool.until(lambda: pool.caller.sending.delivered > 3)
    pool.modem.hang_up()
    if not silently:
        pool.until(lambda: waits(pool), 20)
    delivered(pool, centre)
    assert pool.caller.calls == 2


def test_a_call_that_says_nothing_is_ended(pool: Pool, centre: MadeUpCentre) -> None:
    pool.until(lambda: waits(pool))
    pool.caller.opened = lambda arrive: True  # type: ignore[method-assign]
    pool.modem.ring()
    pool.until(lambda: pool.answering.is_carrying)
    pool.until(lambda: waits(pool), QUIET_S + 20)
    assert not pool.modem.is_connected and pool.modem.commands[-4:-3] == ["ATH"]


@pytest.mark.parametrize("at", ["waiting", "carrying"])
def test_its_supply_dips_and_it_has_forgotten_its_settings(pool: Pool, centre: MadeUpCentre, at: str) -> None:
    pool.until(lambda: waits(pool))
    if at == "carrying":
        pool.modem.ring()
        pool.until(lambda: pool.answering.is_carrying)
    pool.modem.brown_out()
    pool.pass_s(5)
    delivered(pool, centre)


def test_the_caller_hangs_up_before_it_answers(pool: Pool, centre: MadeUpCentre) -> None:
    pool.until(lambda: waits(pool))
    pool.modem.ring(rings=1)
    pool.pass_s(5)
    assert "ATA" in pool.modem.commands and waits(pool) and pool.answering.calls == 0
    delivered(pool, centre)


def test_a_modem_that_is_silent_is_said_once_and_used_when_it_is_back(pool: Pool, centre: MadeUpCentre) -> None:
    pool.modem.silent = True
    pool.pass_s(120)
    pool.modem.silent = True
    assert pool.troubles == [] or len(pool.troubles) == 1
    pool.modem.power_off()
    pool.pass_s(60)
    assert pool.troubles == ["the modem does not answer; look at its supply and its cable"]
    pool.modem.power_on()
    pool.pass_s(20)
    delivered(pool, centre)


@pytest.mark.parametrize("line", ["RING", '+CMTI: "SM",1', "OK"])
def test_lines_that_nobody_asked_for(pool: Pool, centre: MadeUpCentre, line: str) -> None:
    pool.modem.chatter = line
    pool.pass_s(10)
    pool.modem.chatter = ""
    pool.pass_s(100)
    delivered(pool, centre)


def test_bytes_of_the_desk_that_come_with_the_word_connect_are_whole(centre: MadeUpCentre) -> None:
    """Line ends among them are bytes like all others."""
    heard: list[bytes] = []

    class Hears:
        def receive(self, data: bytes) -> bytes:
            heard.append(data)
            return b""

        def leave(self) -> None:
            pass

    one = Answering(Hears, heard.append)  # type: ignore[arg-type]
    for _ in range(3):
        one.due(0.0)
        one.hear(b"\r\nOK\r\n", 0.0)
    assert one.hear(b"\r\nRING\r\n", 1.0) == b"ATA\r"
    one.hear(b"\r\nCONNECT 9600\r\n\0\r\r\n\n\rabc", 2.0)
    assert heard == [b"\0\r\r\n\n\rabc"]


class Exchange:
    """Modems on pseudo-terminals, for a collector that has them as ports; their clock runs ahead of the world's."""

    def __init__(self, callers: list[Caller]) -> None:
        self.clock, self.ports, self.modems, self._ends = Clock(), [], [], []
        for caller in callers:
            near, far = os.openpty()
            tty.setraw(far)
            os.set_blocking(near, False)
            modem = AnsweringModem(caller, 115_200)
            modem.clock, modem.send = self.clock, lambda data, near=near: os.write(near, data)
            self.ports.append(os.ttyname(far))
            self.modems.append(modem)
            self._ends.append((near, far))
            modem.power_on()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._ending.wait(0.002):
            for modem, (near, _) in zip(self.modems, self._ends, strict=True):
                try:
                    modem.receive(os.read(near, 4096))
                except BlockingIOError:
                    pass
            self.clock.advance_to(self.clock.now_us + 20_000)
            for modem in self.modems:
                if modem.commands[-1:] == ["ATV1&C1&D2S0=0"] and not modem.is_connected and not modem.rings_left:
                    if not modem.far.has_receipt:  # type: ignore[attr-defined]
                        modem.ring()

    def end(self) -> None:
        """Take the modems away."""
        self._ending.set()
        self._thread.join()
        for near, far in self._ends:
            os.close(near)
            os.close(far)


def test_a_pool_a_cable_and_a_network_in_one_process(tmp_path: Path) -> None:
    """Three modems at once; a fourth port is not there, and is said."""
    numbers = tuple(range(PRECINCT, PRECINCT + 3))
    centre = MadeUpCentre(tmp_path / "centre", precincts=numbers)
    protocols = [signed_protocol(precinct=number) for number in numbers]
    exchange = Exchange([Caller(data) for data in protocols])
    said: list[str] = []

    async def day() -> None:
        ways = Ways(tcp=[("127.0.0.1", 0)], modems=[*exchange.ports, str(tmp_path / "no-modem")])
        board = Board(Console(quiet=True))
        board.say = said.append  # type: ignore[method-assign]
        collecting = asyncio.create_task(collect(centre.centre, ways, board, said.append, LineKey(CENTRE_KEY)))
        async with asyncio.timeout(60):
            while not all(modem.far.has_receipt for modem in exchange.modems):  # type: ignore[attr-defined]
                await asyncio.sleep(0.02)
                assert not collecting.done(), collecting.exception()
        os.kill(os.getpid(), 15)
        await collecting

    try:
        asyncio.run(day())
    finally:
        exchange.end()
    assert sorted(centre.journal()) == sorted(protocols)
    assert any("no-modem: there is no such port" in text for text in said)
    assert sum(text.startswith("Taking calls on") for text in said) == 4


def test_what_comes_from_the_disk_after_a_call_is_not_written_to_the_modem(tmp_path: Path) -> None:
    """The receipt of an object whose desk has hung up waits for the next call; as a command it could dial."""

    async def late() -> bytes:
        sent: list[bytes] = []
        line = ModemLine(str(tmp_path / "none"), 9600, lambda name, send: sent.append(send) or None, lambda _: None)  # type: ignore[arg-type,return-value,func-returns-value]
        line._late(b"ATD112\r")
        written = line._outgoing.qsize()
        await line.close()
        return bytes([written])

    assert asyncio.run(late()) == b"\0"
