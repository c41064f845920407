"""The clock chip against its datasheet's register map."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from simulator.hardware.clock import Clock
from simulator.hardware.parts.ds3231 import Ds3231

NOON = int(datetime(2026, 11, 22, 12, 34, 56, tzinfo=UTC).timestamp())
HOUR_US = 3_600_000_000


@pytest.fixture
def chip() -> Ds3231:
    return new_chip(NOON)


def new_chip(unix_seconds: int | None) -> Ds3231:
    chip = Ds3231(unix_seconds)
    chip.clock = Clock()
    chip.power_on()
    return chip


def cut_power_for_an_hour(chip: Ds3231) -> None:
    chip.power_off()
    chip.clock.advance_to(chip.clock.now_us + HOUR_US)
    chip.power_on()


def time_of(chip: Ds3231) -> str:
    data = chip.read(0, 7)
    assert data is not None
    return data.hex(" ")


def test_time_is_in_decimal_digits(chip: Ds3231) -> None:
    assert time_of(chip) == "56 34 12 07 22 11 26"


def test_it_runs(chip: Ds3231) -> None:
    chip.clock.advance_to(4_000_000)
    assert time_of(chip) == "00 35 12 07 22 11 26"


@pytest.mark.parametrize(
    ("written", "an_hour_later"),
    [
        ("59 59 23 01 28 02 28", "59 59 00 02 29 02 28"),  # 2028 is a leap year
        ("00 30 23 04 31 12 99", "00 30 00 05 01 81 00"),  # the century bit
        ("00 15 71 07 22 11 26", "00 15 52 01 23 11 26"),  # from eleven in the evening to twelve, on a 12-hour clock
    ],
)
def test_it_carries(chip: Ds3231, written: str, an_hour_later: str) -> None:
    assert chip.write(0, bytes.fromhex(written))
    assert time_of(chip) == written
    chip.clock.advance_to(HOUR_US)
    assert time_of(chip) == an_hour_later


def test_addresses_wrap_behind_the_last(chip: Ds3231) -> None:
    data = chip.read(0x11, 4)
    assert data is not None and data[2:] == bytes.fromhex("56 34")


def test_a_new_chip_says_that_it_has_stood_still() -> None:
    chip = new_chip(None)
    assert time_of(chip) == "00 00 00 06 01 01 00"
    assert chip.read(0x0F, 1) == b"\x88"


def test_the_stopped_flag_can_be_cleared_and_not_set() -> None:
    chip = new_chip(None)
    chip.write(0x0F, b"\x08")
    assert chip.read(0x0F, 1) == b"\x08"
    chip.write(0x0F, b"\x88")
    assert chip.read(0x0F, 1) == b"\x08"


def test_temperature_cannot_be_written(chip: Ds3231) -> None:
    chip.write(0x11, b"\x55")
    assert chip.read(0x11, 1) == b"\x19"


def test_its_cell_keeps_it_running(chip: Ds3231) -> None:
    cut_power_for_an_hour(chip)
    assert time_of(chip) == "56 34 13 07 22 11 26"
    assert chip.read(0x0F, 1) == b"\x08"


def test_battery_dead(chip: Ds3231) -> None:
    chip.battery_dead = True
    cut_power_for_an_hour(chip)
    assert time_of(chip) == "00 00 00 06 01 01 00"
    assert chip.read(0x0F, 1) == b"\x88"


def test_an_oscillator_told_to_stop_on_battery_does(chip: Ds3231) -> None:
    chip.write(0x0E, b"\x9c")
    cut_power_for_an_hour(chip)
    assert chip.read(0x0F, 1) == b"\x88"


def test_wrong_time(chip: Ds3231) -> None:
    chip.wrong_time(-86400)
    assert time_of(chip) == "56 34 12 06 21 11 26"


def test_absent(chip: Ds3231) -> None:
    chip.absent = True
    assert chip.read(0, 7) is None
    assert not chip.write(0, b"\0")
