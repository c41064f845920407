"""Each fault does on the line what its name says."""

from __future__ import annotations

from itertools import pairwise

import pytest

from simulator.hardware.parts import gm65_registers as zone
from simulator.hardware.parts.gm65_scanner import Gm65Scanner
from tests.simulator.hardware.parts.gm65_line import Gm65Line

DONE = "02 00 00 01 00 33 31"
AIM_ON = "7E 00 08 01 00 D0 80 AB CD"


@pytest.fixture
def line() -> Gm65Line:
    return Gm65Line()


def test_silent(line: Gm65Line) -> None:
    line.module.silent = True
    assert line.ask(AIM_ON) == ""
    assert line.after_showing("HELLO") == b""


def test_wrong_baud(line: Gm65Line) -> None:
    line.module.wrong_baud(115200)
    assert line.module.baudrate == 9600
    line.module.brown_out()
    assert line.module.baudrate == 115200


def test_split_ms(line: Gm65Line) -> None:
    line.module.split_ms = 30
    assert line.after_showing("A" * 20) == b"A" * 20 + b"\r"
    times = [when for when, _ in line.pieces]
    assert [later - sooner for sooner, later in pairwise(times)] == [37, 37]


def test_repeats(line: Gm65Line) -> None:
    line.module.repeats = 5
    assert line.after_showing("HELLO") == b"HELLO\r" * 5
    assert line.pieces[1][0] - line.pieces[0][0] == 100


def test_glue_next(line: Gm65Line) -> None:
    line.module.glue_next = True
    assert line.after_showing("ONE") == b""
    assert line.after_showing("TWO") == b"ONETWO\r"
    assert line.after_showing("THREE") == b"THREE\r"


def test_drop_tail(line: Gm65Line) -> None:
    line.module.drop_tail = True
    assert line.after_showing("HELLO") == b"HELLO"


def test_corrupt(line: Gm65Line) -> None:
    line.module.corrupt, line.module.corrupt_mask = 2, 0x01
    sent = line.after_showing("AAAAAAAA")
    assert sent.count(b"@") == 2 and sent.count(b"A") == 6


def test_noise_at_power_up() -> None:
    module = Gm65Scanner()
    module.noise_at_power_up = b"\xff\x00"
    assert Gm65Line(module).sent == b"\xff\x00"


def test_lost_ack(line: Gm65Line) -> None:
    line.module.lost_ack = 1
    assert line.ask(AIM_ON) == ""
    assert line.module.registers[zone.AIM] == 0x80
    assert line.ask(AIM_ON) == DONE


def test_late_ack_ms(line: Gm65Line) -> None:
    line.module.late_ack_ms = 150
    assert line.ask(AIM_ON, wait_ms=120) == ""
    line.wait(100)
    assert line.sent.hex(" ") == DONE


def test_bad_crc(line: Gm65Line) -> None:
    line.module.bad_crc = 1
    assert line.ask(AIM_ON)[:-2] == DONE[:-2] and line.sent.hex(" ") != DONE


def test_forgets_baud(line: Gm65Line) -> None:
    line.module.forgets_baud = True
    assert line.ask("7E 00 08 02 00 2A 1A 00 AB CD") == DONE
    assert line.module.baudrate == 9600
    assert line.ask("7E 00 07 01 00 2A 02 D8 0F")[:17] == "02 00 00 02 39 01"


def test_forgets(line: Gm65Line) -> None:
    line.module.forgets = {zone.AIM}
    assert line.ask(AIM_ON) == DONE
    assert line.module.registers[zone.AIM] == 0


def test_refuses_save(line: Gm65Line) -> None:
    line.module.refuses_save = True
    assert line.ask("7E 00 09 01 00 00 00 DE C8") == ""


def test_interleave(line: Gm65Line) -> None:
    line.module.interleave = "CODE"
    line.module.receive(bytes.fromhex(AIM_ON))
    line.wait(100)
    assert line.sent == b"]Q1CODE\r" + bytes.fromhex(DONE)


def test_text_encoding(line: Gm65Line) -> None:
    line.module.text_encoding = "gbk"
    assert line.after_showing("票") == "票".encode("gbk") + b"\r"
