"""A module that dies, restarts or loses its settings while nobody scans."""

from __future__ import annotations

import pytest

from simulator.hardware.parts import gm65_registers as zone
from tests.device.drivers.scanner_rig import ABSENT, MISSING, OK, READY, ScannerRig


@pytest.fixture(autouse=True)
def started(scanner: ScannerRig) -> None:
    scanner.start()


def test_a_healthy_module_passes_the_check(scanner: ScannerRig) -> None:
    before_us = scanner.bench.clock.now_us
    assert scanner.check() == (READY, 57600)
    assert scanner.bench.clock.now_us - before_us < 50_000


def test_silent_while_idle_is_noticed_and_who_waits_is_told(scanner: ScannerRig) -> None:
    scanner.module.silent = True
    scanner.run(1000)
    assert scanner.scans == []
    assert scanner.check()[0] == ABSENT
    scanner.run(10)
    assert scanner.scans == [(MISSING, "", "")]


def test_a_module_that_comes_back_is_set_up_again(scanner: ScannerRig) -> None:
    scanner.module.silent = True
    scanner.check()
    scanner.module.silent = False
    assert scanner.check() == (READY, 57600)
    assert scanner.show("HELLO") == [(OK, "]Q1", "HELLO")]


def test_a_restart_in_the_middle_of_the_day_changes_nothing(scanner: ScannerRig) -> None:
    scanner.module.brown_out()
    scanner.run(1000)
    assert scanner.show("HELLO") == [(OK, "]Q1", "HELLO")]


def test_a_restart_that_lost_the_settings_is_healed_by_the_check(scanner: ScannerRig) -> None:
    scanner.module.saved = zone.factory_registers()
    scanner.module.brown_out()
    scanner.run(1000)
    assert scanner.check() == (READY, 57600)
    assert scanner.module.registers[zone.SETUP_CODES] & 3 == zone.SETUP_CLOSED
    assert scanner.show("HELLO") == [(OK, "]Q1", "HELLO")]


@pytest.mark.parametrize(("register", "value"), [(zone.MODE, 0xD4), (zone.SETUP_CODES, 0x01)])
def test_a_single_lost_setting_is_healed_by_the_check(scanner: ScannerRig, register: int, value: int) -> None:
    right = scanner.module.registers[register]
    scanner.module.registers[register] = value
    assert scanner.check() == (READY, 57600)
    assert scanner.module.registers[register] == right


def test_noise_at_power_up_of_the_module_alone_is_no_code(scanner: ScannerRig) -> None:
    scanner.module.noise_at_power_up = b"\x00\xff\xff"
    scanner.module.brown_out()
    scanner.run(1000)
    assert scanner.scans == []
    assert scanner.show("HELLO") == [(OK, "]Q1", "HELLO")]


def test_lost_ack_during_a_check_is_asked_again(scanner: ScannerRig) -> None:
    scanner.module.lost_ack = 2
    assert scanner.check() == (READY, 57600)


def test_interleave_during_a_check_loses_neither(scanner: ScannerRig) -> None:
    scanner.module.interleave = "HELLO"
    assert scanner.check() == (READY, 57600)
    scanner.run(1000)  # a code ends when nothing follows it for a while
    assert scanner.scans == [(OK, "]Q1", "HELLO")]


def test_interleave_while_it_is_set_up_again_is_no_code(scanner: ScannerRig) -> None:
    scanner.module.saved = zone.factory_registers()
    scanner.module.brown_out()
    scanner.run(1000)
    scanner.module.interleave = "SHOWN TOO EARLY"
    assert scanner.check() == (READY, 57600)
    assert scanner.module.interleave is None
    scanner.run(1000)
    assert scanner.scans == []
