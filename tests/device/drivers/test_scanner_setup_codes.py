"""Anybody can print a code that re-programs a bar-code module; it must come out as the text that it is."""

from __future__ import annotations

import pytest

from simulator.hardware.parts.gm65_scanner import SETUP_CODES
from tests.device.drivers.scanner_rig import OK, READY, ScannerRig


@pytest.mark.parametrize("code", sorted(SETUP_CODES))
def test_a_printed_setup_code_changes_nothing(scanner: ScannerRig, code: str) -> None:
    scanner.start()
    before = bytes(scanner.module.registers)
    assert scanner.show(code) == [(OK, "]Q1", code)]
    assert bytes(scanner.module.registers) == before
    assert scanner.check() == (READY, 57600)


def test_a_module_that_was_re_programmed_before_power_came(scanner: ScannerRig) -> None:
    for address, data in SETUP_CODES.values():
        scanner.module.saved[address : address + len(data)] = data
    assert scanner.start() == (READY, 57600)
    assert scanner.show("HELLO") == [(OK, "]Q1", "HELLO")]
