"""Finding the module and setting it up, in whatever state somebody has left it."""

from __future__ import annotations

import pytest

from simulator.hardware.parts import gm65_registers as zone
from tests.device.drivers.scanner_rig import ABSENT, MISSING, READY, REFUSED, ScannerRig


def test_a_module_from_the_factory_is_set_up_and_remembers(scanner: ScannerRig) -> None:
    assert scanner.start() == (READY, 57600)
    for registers in (scanner.module.registers, scanner.module.saved):
        assert registers[zone.SETUP_CODES] & 3 == zone.SETUP_CLOSED
        assert registers[zone.AIM] == 0x80
        assert registers[zone.MODE] & 3 == zone.SENSING
        assert zone.tail_of(registers) == b"\r"
    assert scanner.show("0112345", aim="]C0") == [(0, "]C0", "0112345")]


def test_a_module_that_is_set_up_is_left_alone(scanner: ScannerRig) -> None:
    scanner.start()
    scanner.bench.pull_plug()
    saved = scanner.module.saved
    assert scanner.start() == (READY, 57600)
    assert scanner.module.saved is saved  # every save wears its flash


@pytest.mark.parametrize("baudrate", [9600, 57600, 115200])
def test_wrong_baud(scanner: ScannerRig, baudrate: int) -> None:
    scanner.module.wrong_baud(baudrate)
    assert scanner.start() == (READY, 57600)
    assert scanner.show("HELLO") == [(0, "]Q1", "HELLO")]


def test_a_rate_that_nobody_uses_is_a_missing_module(scanner: ScannerRig) -> None:
    scanner.module.wrong_baud(14400)
    assert scanner.start()[0] == ABSENT


def test_silent(scanner: ScannerRig) -> None:
    scanner.module.silent = True
    assert scanner.start()[0] == ABSENT
    assert scanner.start_ms() <= 3000
    assert scanner.scans == [(MISSING, "", "")]


def test_noise_at_power_up(scanner: ScannerRig) -> None:
    scanner.module.noise_at_power_up = b"\x00\xff"
    assert scanner.start()[0] == READY
    assert scanner.show("HELLO") == [(0, "]Q1", "HELLO")]


@pytest.mark.parametrize("lost", [1, 2])
def test_lost_ack(scanner: ScannerRig, lost: int) -> None:
    scanner.module.lost_ack = lost
    assert scanner.start() == (READY, 57600)


@pytest.mark.parametrize("bad", [1, 2])
def test_bad_crc(scanner: ScannerRig, bad: int) -> None:
    scanner.module.bad_crc = bad
    assert scanner.start() == (READY, 57600)


@pytest.mark.parametrize("late_ms", [80, 110, 140])
def test_a_late_answer_is_not_taken_for_the_next_commands(scanner: ScannerRig, late_ms: int) -> None:
    scanner.module.late_ack_ms = late_ms
    assert scanner.start()[0] == READY
    assert scanner.module.registers[zone.AIM] == 0x80


def test_forgets_baud(scanner: ScannerRig) -> None:
    scanner.module.forgets_baud = True
    assert scanner.start() == (READY, 9600)
    assert scanner.show("HELLO") == [(0, "]Q1", "HELLO")]


@pytest.mark.parametrize("register", [zone.SETUP_CODES, zone.MODE, zone.TAIL, zone.AIM])
def test_a_needed_setting_that_is_confirmed_and_not_kept(scanner: ScannerRig, register: int) -> None:
    scanner.module.saved[zone.TAIL] = 0
    scanner.module.forgets = {register}
    assert scanner.start()[0] == REFUSED
    assert scanner.scans == [(MISSING, "", "")]


def test_a_setting_that_only_helps_may_be_forgotten(scanner: ScannerRig) -> None:
    scanner.module.forgets = {zone.INTERVAL, zone.SAME_CODE_DELAY}
    assert scanner.start()[0] == READY


def test_refuses_save(scanner: ScannerRig) -> None:
    scanner.module.refuses_save = True
    assert scanner.start() == (READY, 57600)
    scanner.bench.pull_plug()
    assert scanner.start() == (READY, 57600)


def test_a_module_that_answers_errors(scanner: ScannerRig) -> None:
    scanner.module.answers_errors = True
    assert scanner.start() == (READY, 57600)


def test_interleave(scanner: ScannerRig) -> None:
    scanner.module.interleave = "SHOWN TOO EARLY"
    assert scanner.start() == (READY, 57600)
    scanner.run(1000)
    assert scanner.scans == []  # nobody was asked for it


def test_a_code_shown_while_it_starts_is_forgotten(scanner: ScannerRig) -> None:
    scanner.bench.plug_in()
    scanner.module.show("A" * 400, held_ms=1000)
    scanner.bench.run(lambda: bool(scanner.rig.console), limit_ms=10_000)
    assert scanner.status() == (READY, 57600)
    assert scanner.module.read_count > 0
    scanner.run(1000)
    assert scanner.scans == []


def test_nothing_is_read_while_it_is_set_up(scanner: ScannerRig) -> None:
    scanner.module.saved[zone.INTERVAL] = 1
    scanner.module.saved[zone.SAME_CODE_DELAY] = 0
    scanner.bench.plug_in()
    scanner.module.show("MADE TO LOOK LIKE AN ANSWER", held_ms=10_000)
    scanner.bench.run(lambda: scanner.module.registers[zone.MODE] & 3 == zone.ON_COMMAND, limit_ms=10_000)
    read_before = scanner.module.read_count
    scanner.bench.run(lambda: bool(scanner.rig.console), limit_ms=10_000)
    assert scanner.module.read_count == read_before > 0


def test_a_refused_module_is_not_listened_to(scanner: ScannerRig) -> None:
    scanner.module.forgets = {zone.AIM}
    assert scanner.start()[0] == REFUSED
    scanner.show("HELLO")
    scanner.module.forgets = set()
    assert scanner.check() == (READY, 57600)
    scanner.run(1000)
    assert scanner.scans == [(MISSING, "", "")]
