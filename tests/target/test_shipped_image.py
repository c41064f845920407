"""The image for the RP2350's ROM partition does not run: it is booted on the emulated Cortex-M4 as it ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.boards.board_file import board_named
from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.firmware import making
from host_tools.provisioning.firmware import IMAGE_NAME
from host_tools.provisioning.new_terminals import DEVICE, make_terminals, role_of
from host_tools.provisioning.plan import PrecinctPlan
from simulator.measure.emulated_board import M4, ROM_AT, EmulatedProcessor
from simulator.people.newborn import PRESSES, switched_on
from tests.precinct.day import AUTHORITY, ELECTION

pytestmark = pytest.mark.target
BOARD = board_named("tamga_rp2350")
PLAN = PrecinctPlan(
    election=read_election(ELECTION), number=17, names=dict.fromkeys(("kk", "ru", "en"), "17"), booths=1,
    voters=demo_voters(5, 1),
)  # fmt: skip


@pytest.mark.parametrize("terminal", [0, 1])
def test_it_starts_on_the_emulated_chip(terminal: int, tmp_path: Path) -> None:
    place = make_terminals(PLAN, AUTHORITY, tmp_path / "made", board=BOARD)[terminal]
    role = role_of(terminal)
    made, _, rom = making.make(DEVICE, BOARD, role, PLAN.version, "production", b"MicroPython")
    assert (place / IMAGE_NAME).read_bytes() == rom
    at = switched_on(place, EmulatedProcessor(M4))
    try:
        at.sees("own_key_press", PRESSES)
        memory = place.with_suffix(".memory").read_bytes()
        assert memory[ROM_AT : ROM_AT + len(rom)] == rom, made.rom
    finally:
        at.hardware.pull_plug()
