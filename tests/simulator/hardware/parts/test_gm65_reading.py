"""How the module reads: modes, identifiers, tails, repeats, and codes that set it up."""

from __future__ import annotations

import pytest

from simulator.hardware.parts import gm65_registers as zone
from tests.simulator.hardware.parts.gm65_line import Gm65Line


@pytest.fixture
def line() -> Gm65Line:
    return Gm65Line()


def test_a_code_comes_out_with_a_cr(line: Gm65Line) -> None:
    assert line.after_showing("HELLO") == b"HELLO\r"


@pytest.mark.parametrize(
    ("tail", "sent"), [(0x01, b"HELLO\r"), (0x21, b"HELLO\r\n"), (0x41, b"HELLO\t"), (0x00, b"HELLO")]
)
def test_tails(line: Gm65Line, tail: int, sent: bytes) -> None:
    line.module.registers[zone.TAIL] = tail
    assert line.after_showing("HELLO") == sent


def test_the_aim_identifier_goes_first_when_it_is_on(line: Gm65Line) -> None:
    line.module.registers[zone.AIM] = 0x80
    assert line.after_showing("0112345", aim="]C0") == b"]C00112345\r"


@pytest.mark.parametrize(
    ("mode", "reads"), [(zone.MANUAL, 0), (zone.ON_COMMAND, 0), (zone.CONTINUOUS, 1), (zone.SENSING, 1)]
)
def test_modes(line: Gm65Line, mode: int, reads: int) -> None:
    line.module.registers[zone.MODE] = 0xD4 | mode
    line.after_showing("HELLO")
    assert line.module.read_count == reads


def test_manual_mode_reads_while_its_button_is_held(line: Gm65Line) -> None:
    line.module.registers[zone.MODE] = 0xD4 | zone.MANUAL
    line.module.trigger_held = True
    assert line.after_showing("HELLO") == b"HELLO\r"


def test_command_mode_reads_once_for_each_trigger(line: Gm65Line) -> None:
    line.module.registers[zone.MODE] = 0xD4 | zone.ON_COMMAND
    line.module.show("HELLO", held_ms=10_000)
    line.ask("7E 00 08 01 00 02 01 02 DA", wait_ms=3000)
    assert line.sent.endswith(b"HELLO\r") and line.module.read_count == 1
    assert line.module.registers[zone.TRIGGER] & 1 == 0


def test_a_trigger_with_nothing_in_view_ends_by_itself(line: Gm65Line) -> None:
    line.module.registers[zone.MODE] = 0xD4 | zone.ON_COMMAND
    line.ask("7E 00 08 01 00 02 01 02 DA", wait_ms=4900)
    assert line.module.registers[zone.TRIGGER] & 1 == 1
    line.wait(200)
    assert line.module.registers[zone.TRIGGER] & 1 == 0


def test_a_code_that_stays_in_view_is_read_again_and_again(line: Gm65Line) -> None:
    line.module.registers[zone.INTERVAL] = 5
    assert line.after_showing("HELLO", held_ms=1900, wait_ms=4000) == b"HELLO\r" * 4


def test_the_same_code_waits_for_its_delay_another_does_not(line: Gm65Line) -> None:
    line.module.registers[zone.SAME_CODE_DELAY] = 0x80 | 30
    assert line.after_showing("HELLO", held_ms=200, wait_ms=500) == b"HELLO\r"
    assert line.after_showing("HELLO", held_ms=200, wait_ms=500) == b""
    assert line.after_showing("OTHER", held_ms=200, wait_ms=500) == b"OTHER\r"


def test_a_code_that_is_taken_away_too_soon_is_not_read(line: Gm65Line) -> None:
    assert line.after_showing("HELLO", held_ms=50) == b""


def test_nine_characters_take_ten_bit_times_each(line: Gm65Line) -> None:
    shown_ms = line.clock.now_us // 1000
    line.after_showing("12345678")
    assert line.pieces[-1][0] - shown_ms == 120 + 9  # 9 characters at 9600 are 9.4 ms


def test_an_open_module_obeys_a_printed_setup_code_and_tells(line: Gm65Line) -> None:
    assert line.after_showing("%SETUP-TAIL-OFF") == b"%SETUP-TAIL-OFF"
    assert line.module.saved[zone.TAIL] == 0


def test_a_printed_setup_code_changes_the_rate_at_once(line: Gm65Line) -> None:
    line.after_showing("%SETUP-BAUD-115200")
    assert line.module.baudrate == 115200


def test_an_open_module_can_keep_setup_codes_to_itself(line: Gm65Line) -> None:
    line.module.registers[zone.SETUP_CODES] = 0
    assert line.after_showing("%SETUP-MODE-MANUAL") == b""
    assert line.module.registers[zone.MODE] & 3 == zone.MANUAL


def test_a_closed_module_reads_a_setup_code_like_any_other(line: Gm65Line) -> None:
    before = bytes(line.module.registers)
    line.module.registers[zone.SETUP_CODES] = 0x02
    assert line.after_showing("%SETUP-MODE-MANUAL") == b"%SETUP-MODE-MANUAL\r"
    assert line.module.registers[zone.MODE] == before[zone.MODE]
