"""The ROM image that ships does not run on 32 bits: `make test-firmware` boots it on an emulated ARM, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.boards.board_file import board_named
from host_tools.firmware import making
from host_tools.provisioning.firmware import IMAGE_NAME
from host_tools.provisioning.new_terminals import DEVICE, make_terminals, role_of
from simulator.hardware.terminal import TerminalHardware
from simulator.people.newborn import PRESSES, slip_of
from simulator.people.officials import DAY_OF_VOTING
from simulator.people.terminal import Terminal
from tests.precinct.day import AUTHORITY
from tests.precinct.test_first_start import PLAN

pytestmark = [pytest.mark.long, pytest.mark.target, pytest.mark.timeout(900)]
BOARD = board_named("tamga_rp2350")
ARM = Path(__file__).parents[3] / "build" / "firmware" / "arm32" / "micropython"  # build_arm32.sh
HEAP_KIB = 224  # of a board (docs/target.md)


@pytest.mark.parametrize("terminal", [0, 1])
def test_it_makes_its_key_and_signs_with_it(terminal: int, tmp_path: Path) -> None:
    place = make_terminals(PLAN, AUTHORITY, tmp_path / "made", board=BOARD)[terminal]
    made, _, rom = making.make(DEVICE, BOARD, role_of(terminal), PLAN.version, "production", b"MicroPython")
    assert (place / IMAGE_NAME).read_bytes() == rom, made.rom
    hardware = TerminalHardware(
        place, None, unix_seconds=DAY_OF_VOTING, flash_bytes=512 << 10, heap_kib=HEAP_KIB, micropython=ARM
    )
    hardware.plug_in()
    at = Terminal(place.name, hardware, "kk")
    try:
        for left in range(PRESSES, 0, -1):
            at.sees("own_key_press", left)
            at.presses("ok")
        assert slip_of(at)
    finally:
        hardware.pull_plug()
    assert (place / IMAGE_NAME).read_bytes() == rom
