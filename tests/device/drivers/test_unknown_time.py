"""The time of day when the clock chip is absent, has stood still, or holds nonsense."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator.hardware.parts.ds3231 import Ds3231
from tests.rig import Rig

NOON = int(datetime(2026, 11, 22, 12, 0, tzinfo=UTC).timestamp())
FIRMWARE = """
    import time
    from machine import I2C
    from drivers.clock import WallClock
    clock = WallClock(I2C(0))
    {act}
    print(clock.now())
    print("end")
    time.sleep(3600)
"""


class ClockRig:
    """A terminal that reads its clock once at each start."""

    def __init__(self, folder: Path, chip: Ds3231) -> None:
        self.rig, self.chip = Rig(folder).device("drivers", "formats"), chip
        self.rig.bench.wire_i2c(chip)

    def boot(self, act: str = "") -> list[str]:
        """Power on, do `act`, read the clock; returns what was printed."""
        self.rig.bench.pull_plug()
        before = len(self.rig.console)
        self.rig.main(FIRMWARE.replace("{act}", act)).bench.plug_in()
        self.rig.bench.run(lambda: self.rig.console[before:][-1:] == ["end"], limit_ms=1000)
        return self.rig.console[before:-1]

    def wait_unplugged(self, duration_s: int) -> None:
        self.rig.bench.pull_plug()
        self.rig.bench.clock.advance_to(self.rig.bench.clock.now_us + duration_s * 1_000_000)


@pytest.fixture
def terminal(tmp_path: Path) -> ClockRig:
    return ClockRig(tmp_path, Ds3231(NOON))


def test_the_time_goes_on_without_power(terminal: ClockRig) -> None:
    assert terminal.boot() == [str(NOON)]
    terminal.wait_unplugged(86400)
    assert terminal.boot() == [str(NOON + 86400)]


def test_battery_dead(terminal: ClockRig) -> None:
    terminal.boot()
    terminal.chip.battery_dead = True
    terminal.wait_unplugged(60)
    assert terminal.boot() == ["None"]
    assert terminal.boot(f"print(clock.set({NOON}))") == ["True", str(NOON)]


def test_absent(terminal: ClockRig) -> None:
    terminal.chip.absent = True
    assert terminal.boot(f"print(clock.set({NOON}))") == ["False", "None"]


def test_wrong_time_is_what_it_is(terminal: ClockRig) -> None:
    terminal.chip.wrong_time(-3600)
    assert terminal.boot() == [str(NOON - 3600)]


@pytest.mark.parametrize(
    "moment",
    ["2020-01-01T00:00:00", "2024-02-29T23:59:59", "2026-03-01T00:00:00", "2099-12-31T23:59:59"],
)
def test_a_time_that_is_set_is_read_back(terminal: ClockRig, moment: str) -> None:
    seconds = int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp())
    assert terminal.boot(f"clock.set({seconds})") == [str(seconds)]
    assert terminal.chip.now.isoformat(timespec="seconds") == moment + "+00:00"


def test_setting_lets_the_chip_run_from_its_cell(terminal: ClockRig) -> None:
    terminal.chip.write(0x0E, b"\x9c")
    terminal.boot(f"clock.set({NOON})")
    terminal.wait_unplugged(60)
    assert terminal.boot() != ["None"]


@pytest.mark.parametrize(
    "registers", ["7A 00 12 01 01 01 26", "00 00 12 01 31 02 26", "00 00 12 01 01 13 26", "00 00 52 01 01 01 26"]
)
def test_garbled_time_is_no_time(terminal: ClockRig, registers: str) -> None:
    terminal.chip.garbled_time = bytes.fromhex(registers)
    assert terminal.boot() == ["None"]


@pytest.mark.parametrize("registers", ["00 00 12 01 01 91 26", "00 00 12 01 01 82 06", "00 00 12 01 01 01 19"])
def test_a_century_or_year_that_no_terminal_sees_is_no_time(terminal: ClockRig, registers: str) -> None:
    """One flipped bit of the century; the first second that 32 bits do not hold is of 7 February 2106."""
    terminal.chip.garbled_time = bytes.fromhex(registers)
    assert terminal.boot() == ["None"]


def test_a_note_outlives_the_power_and_dies_with_the_cell(terminal: ClockRig) -> None:
    ask = "print(clock.noted())"
    assert terminal.boot(ask)[0] == "False"
    terminal.boot("clock.note(True)")
    terminal.wait_unplugged(3600)
    assert terminal.boot(ask) == ["True", str(NOON + 3600)]
    terminal.boot("clock.note(False)")
    assert terminal.boot(ask)[0] == "False"
    terminal.boot("clock.note(True)")
    terminal.chip.battery_dead = True
    terminal.wait_unplugged(1)
    assert terminal.boot(ask) == ["False", "None"]


def test_a_note_on_a_chip_that_is_absent(terminal: ClockRig) -> None:
    terminal.chip.absent = True
    assert terminal.boot("clock.note(True); print(clock.noted())") == ["False", "None"]
