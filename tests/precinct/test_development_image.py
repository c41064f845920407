"""An image for development that nobody notices in a polling station: its screen says so, and is red."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.new_terminals import make_terminals
from simulator.people.newborn import switched_on
from tests.precinct.day import AUTHORITY
from tests.precinct.test_first_start import PLAN

# MicroPython as hw/rp2350/board/mpconfigboard.h names it; the rest of `sys` is the simulator's.
NAMED = """import sys
class _Image:
    _machine = "tamga-rp2350 DEVELOPMENT with RP2350"
class _Sys:
    implementation = _Image
    def __getattr__(self, name):
        return getattr(_real, name)
_real = sys
sys.modules["sys"] = _Sys()
"""


def red_share(place: Path) -> float:
    """Of the panel's dots, once the terminal shows a page that waits."""
    at = switched_on(place)
    try:
        at.hardware.rest(4_000)
        dots = np.asarray(at.hardware.display.image()).astype(int)
    finally:
        at.hardware.pull_plug()
    is_red = (dots[..., 0] > 120) & (dots[..., 1] < 40) & (dots[..., 2] < 40)
    return float(is_red.mean())


def test_its_screen_says_so_and_is_red(tmp_path: Path) -> None:
    booth = make_terminals(PLAN, AUTHORITY, tmp_path / "made", code=SIMULATOR_CODE)[1]
    assert red_share(booth) == 0
    (booth / "main.py").write_text(NAMED + (booth / "main.py").read_text())
    assert red_share(booth) > 0.05
    at = switched_on(booth)
    at.sees("development_image")
    at.sees("development_runs")
    at.presses("ok")
    at.sees("firmware_wrong")  # it is not what the authority signed, either
    at.hardware.pull_plug()
