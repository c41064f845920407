"""The module against the frames that its makers publish (GM65 manual; error replies: Newland EM3095 manual)."""

from __future__ import annotations

import pytest

from simulator.hardware.parts import gm65_registers as zone
from tests.simulator.hardware.parts.gm65_line import Gm65Line

DONE = "02 00 00 01 00 33 31"


@pytest.fixture
def line() -> Gm65Line:
    return Gm65Line()


def test_a_read_is_answered_with_the_published_frame(line: Gm65Line) -> None:
    line.module.registers[0x0A] = 0x3E
    assert line.ask("7E 00 07 01 00 0A 01 EE 8A") == "02 00 00 01 3e e4 ac"


def test_the_published_baud_rate_frames_are_understood(line: Gm65Line) -> None:
    assert line.ask("7E 00 08 02 00 2A 39 01 A7 EA") == DONE
    assert line.ask("7E 00 07 01 00 2A 02 D8 0F")[:17] == "02 00 00 02 39 01"


def test_save_beat_and_defaults(line: Gm65Line) -> None:
    assert line.ask("7E 00 09 01 00 00 00 DE C8") == DONE
    assert line.ask("7E 00 0A 01 00 00 00 30 1A") == "03 00 00 01 00 33 31"
    assert line.ask("7E 00 09 01 00 00 02 FE 8A") == DONE


def test_ab_cd_stands_for_any_checksum(line: Gm65Line) -> None:
    assert line.ask("7E 00 08 01 00 D0 80 AB CD") == DONE
    assert line.module.registers[zone.AIM] == 0x80


def test_a_wrong_checksum_is_met_with_silence(line: Gm65Line) -> None:
    assert line.ask("7E 00 08 01 00 D0 80 12 34", wait_ms=1000) == ""
    assert line.module.registers[zone.AIM] == 0


def test_newland_engines_say_what_was_wrong(line: Gm65Line) -> None:
    line.module.answers_errors = True
    assert line.ask("7E 00 08 01 00 D0 80 12 34") == "02 00 01 01 00 04 01"
    assert line.ask("7E 00 55 01 00 00 00 AB CD") == "02 00 03 01 00 6a 61"


@pytest.mark.parametrize(("pause_ms", "answer"), [(390, DONE), (410, "")])
def test_a_frame_has_400_ms_to_arrive(line: Gm65Line, pause_ms: int, answer: str) -> None:
    line.ask("7E 00 08 01 00", wait_ms=pause_ms - 5)
    assert line.ask("D0 80 AB CD") == answer


def test_rubbish_before_a_command_is_passed_over(line: Gm65Line) -> None:
    assert line.ask("00 FF 7E 41 7E 00 08 01 00 D0 80 AB CD") == DONE


def test_two_commands_at_once_are_both_answered(line: Gm65Line) -> None:
    assert line.ask("7E 00 08 01 00 D0 80 AB CD 7E 00 08 01 00 60 00 AB CD") == f"{DONE} {DONE}"


def test_a_new_baud_rate_holds_from_after_the_reply(line: Gm65Line) -> None:
    rates = []
    line.module.send = lambda data: rates.append(line.module.baudrate)
    line.ask("7E 00 08 02 00 2A 1A 00 AB CD")
    assert rates == [9600]
    assert line.module.baudrate == 115200


@pytest.mark.parametrize(
    ("baudrate", "registers"),
    [
        (1200, "c409"),
        (4800, "7102"),
        (9600, "3901"),
        (14400, "d000"),
        (38400, "4e00"),
        (57600, "3400"),
        (115200, "1a00"),
    ],
)
def test_baud_rates_as_published(baudrate: int, registers: str) -> None:
    assert zone.baudrate_bytes(baudrate).hex() == registers
    assert zone.baudrate_of(bytes.fromhex(registers)) == baudrate


def test_only_what_is_saved_outlives_the_supply(line: Gm65Line) -> None:
    line.ask("7E 00 08 01 00 D0 80 AB CD")
    line.ask("7E 00 09 01 00 00 00 DE C8")
    line.ask("7E 00 08 01 00 60 00 AB CD")
    line.module.brown_out()
    assert (line.module.registers[zone.AIM], line.module.registers[zone.TAIL]) == (0x80, 1)


def test_defaults_bring_the_factory_back_after_a_restart(line: Gm65Line) -> None:
    line.ask("7E 00 08 01 00 D0 80 AB CD")
    assert line.ask("7E 00 08 01 00 D9 55 AB CD") == DONE
    assert line.ask("7E 00 07 01 00 D0 01 AB CD") == ""  # it restarts
    line.wait(5000)
    assert line.ask("7E 00 07 01 00 D0 01 AB CD")[:14] == "02 00 00 01 00"


def test_it_is_deaf_while_it_boots(line: Gm65Line) -> None:
    line.module.brown_out()
    assert line.ask("7E 00 0A 01 00 00 00 30 1A", wait_ms=600) == ""
    assert line.ask("7E 00 0A 01 00 00 00 30 1A", wait_ms=150) == ""
    assert line.ask("7E 00 0A 01 00 00 00 30 1A") != ""


def test_firmware_version_cannot_be_written(line: Gm65Line) -> None:
    line.ask("7E 00 08 01 00 E2 11 AB CD")
    assert line.module.registers[zone.VERSION] == 0x69
