"""The mains gone, the battery low, a gauge that is silent or shows what no cell can have, a broken sense wire."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.hardware.clock import Clock
from simulator.hardware.parts.mains import Mains
from simulator.hardware.parts.max17048 import CRATE, SOC, VCELL, VERSION, Max17048
from tests.rig import Rig

SENSE = 42
STATES = ("mains", "battery", "low", "unseen")
FIRMWARE = """
    import time
    from machine import I2C
    from drivers.supply import Supply
    supply = Supply(I2C(0), {gauge}, {sense})
    state, percent, millivolts = supply.read()
    print(state, percent, millivolts, supply.may_erase())
    print("end")
    time.sleep(3600)
"""


class SupplyRig:
    """A terminal that looks at its supply once at each start. sense: whether its board has the pin."""

    def __init__(self, folder: Path) -> None:
        self.rig, self.gauge = Rig(folder).device("drivers", "formats"), Max17048()
        self.rig.bench.wire_i2c(self.gauge)
        self.mains = Mains(self.gauge, lambda level: self.rig.bench.set_pin(SENSE, level))
        self.rig.bench.add(self.mains)

    def look(self, sense: bool = True, gauge: bool = True) -> tuple[str, str, str, bool]:
        """(state, percent, millivolts, may it erase) after a start."""
        self.rig.bench.pull_plug()
        before = len(self.rig.console)
        source = FIRMWARE.format(gauge=self.gauge.address if gauge else None, sense=SENSE if sense else None)
        self.rig.main(source).bench.plug_in()
        self.rig.bench.run(lambda: self.rig.console[before:][-1:] == ["end"], limit_ms=1000)
        (line,) = self.rig.console[before:-1]
        state, percent, millivolts, may = line.split()
        return STATES[int(state)], percent, millivolts, may == "True"


@pytest.fixture
def terminal(tmp_path: Path) -> SupplyRig:
    return SupplyRig(tmp_path)


def test_mains_then_battery_until_it_is_low(terminal: SupplyRig) -> None:
    terminal.gauge._percent = 80.0
    assert terminal.look() == ("mains", "80", "3983", True)
    terminal.mains.fail()
    assert terminal.look()[0] == "battery" and terminal.look()[3]
    hours_us = 6 * 3_600_000_000
    terminal.rig.bench.pull_plug()
    terminal.rig.bench.clock.advance_to(terminal.rig.bench.clock.now_us + hours_us)
    assert terminal.look()[::3] == ("low", False)
    terminal.mains.come_back()
    assert terminal.look()[::3] == ("mains", True)


def test_without_a_sense_pin_losing_charge_means_no_mains(terminal: SupplyRig) -> None:
    assert terminal.look(sense=False)[0] == "mains"
    terminal.mains.fail()
    assert terminal.look(sense=False)[0] == "battery"


WRONG = [{VERSION: 0x5449}, {VCELL: 0xFFFF}, {VCELL: 0}, {SOC: 0xFF00}]


@pytest.mark.parametrize("registers", [None, *WRONG], ids=["silent", "other chip", "6 V", "0 V", "255 %"])
def test_a_reserve_that_nobody_knows_is_no_reserve(terminal: SupplyRig, registers: dict[int, int] | None) -> None:
    terminal.gauge.absent, terminal.gauge.registers = registers is None, registers or {}
    assert terminal.look() == ("mains", "None", "None", True)
    terminal.mains.fail()
    assert terminal.look() == ("low", "None", "None", False)
    assert terminal.look(sense=False) == ("unseen", "None", "None", True)


def test_a_voltage_that_falls_faster_than_the_charge_is_low(terminal: SupplyRig) -> None:
    terminal.mains.fail()
    terminal.gauge.registers = {VCELL: 0xA800}  # 3.36 V: an old cell under load
    assert terminal.look()[::3] == ("low", False)


def test_a_broken_sense_wire_says_battery(terminal: SupplyRig) -> None:
    terminal.mains.wire_broken = True
    assert terminal.look()[0] == "battery"


def test_a_board_without_these_parts_is_not_held_up(terminal: SupplyRig) -> None:
    assert terminal.look(sense=False, gauge=False) == ("unseen", "None", "None", True)


def test_the_part_shows_what_the_datasheet_says() -> None:
    """MAX17048: 78.125 uV, 1/256 %, 0.208 %/h a unit, two's complement; VERSION 001xh."""
    gauge = Max17048(50.0)
    gauge.clock = Clock()
    gauge._percent_per_hour = -10.4
    assert gauge.read(SOC, 2) == bytes((50, 0))
    assert int.from_bytes(gauge.read(VCELL, 2) or b"", "big") * 78.125e-6 == pytest.approx(3.69, abs=0.001)
    assert int.from_bytes(gauge.read(CRATE, 2) or b"", "big") == 0x10000 - 50
    assert (gauge.read(VERSION, 2) or b"")[0] == 0 and (gauge.read(VERSION, 2) or b"")[1] >> 4 == 1


@pytest.mark.parametrize(
    ("noted", "said"), [({}, "False"), ({0x4010_002C: 1 << 17}, "True"), ({0x4010_002C: 1 << 16}, "False")]
)
def test_a_voltage_that_fell_too_low_is_told_from_a_pulled_plug(
    tmp_path: Path, noted: dict[int, int], said: str
) -> None:
    """RP2350 datasheet, POWMAN CHIP_RESET: bit 16 is the power-on reset, bit 17 the brown-out detector."""
    rig = Rig(tmp_path).device("drivers", "formats")
    rig.bench.reset_registers = noted
    rig.main("""
        import time
        from drivers.processor import BROWN_OUT, reset_cause
        print(reset_cause((0x4010002C, 17)) == BROWN_OUT, reset_cause(None) == BROWN_OUT)
        print("end")
        time.sleep(3600)
    """)
    assert rig.run_until_printed("end")[0] == f"{said} False"
