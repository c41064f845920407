"""A printer model that stands in one place and is missing, or something else, in another."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from simulator.hardware.parts.printer_mechanisms import MECHANISMS

ROOT = Path(__file__).parents[3]
PRINTERS = runpy.run_path(str(ROOT / "device" / "drivers" / "printer_profiles.py"))["PRINTERS"]
MODELS = (ROOT / "docs" / "printing.md").read_text("utf-8").split("\n## Models\n")[1].split("\n## ")[0]
ROWS = {name: cells for name, cells in re.findall(r"^\| `(\w+)` \| (.*) \|$", MODELS, re.MULTILINE)}
PAPER = {384: "58 mm", 576: "80 mm"}


def test_a_model_is_forgotten() -> None:
    assert set(PRINTERS) == set(MECHANISMS) == set(ROWS)


def test_driver_and_printer_disagree() -> None:
    for name, profile in PRINTERS.items():
        mechanism = MECHANISMS[name]
        assert (profile.width_dots, profile.blade_dots) == (mechanism.width_dots, mechanism.blade_dots), name
        assert profile.buffer_bytes == mechanism.buffer_bytes, name
        assert profile.raster_rows <= mechanism.raster_rows, name
        assert bool(profile.fence) == mechanism.answers, name
        assert not profile.status_queries or mechanism.answers, name


def test_the_page_describes_another_printer() -> None:
    for name, cells in ROWS.items():
        paper, cut, status, _ = cells.split(" | ")
        mechanism = MECHANISMS[name]
        assert (paper, cut) == (PAPER[mechanism.width_dots], "cutter" if mechanism.cutter else "tear bar"), name
        assert (status == "none") == (not mechanism.answers), name
