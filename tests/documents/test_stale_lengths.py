"""Lengths of slips that documents and plans state, and the firmware does not print any more."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from host_tools.provisioning import paper_rolls
from simulator.measure.slip_lengths import measured

ROOT = Path(__file__).parents[2]
DOTS_A_MM = 8
CLOSE_MM = 20  # codes of a challenged ballot are longer or shorter with its randomness


@pytest.mark.parametrize("golden", ["protocol_agrees", "protocol_wide"])
def test_the_length_of_a_whole_protocol(golden: str) -> None:
    height_mm = Image.open(ROOT / "tests" / "golden" / f"{golden}.png").height / DOTS_A_MM
    stated = f"{round(height_mm / 5) * 5:,} mm"
    assert stated in (ROOT / "docs" / "printing.md").read_text("utf-8"), f"{golden} takes {stated}"


def test_what_paper_is_planned_with(tmp_path: Path) -> None:
    contests, lines = 1, 3
    fits = paper_rolls.lengths()
    wrong = {
        name: (round(fits[name].mm(contests, contests * lines)), round(taken))
        for name, taken in measured(tmp_path, contests, lines).items()
        if abs(fits[name].mm(contests, contests * lines) - taken) > CLOSE_MM
    }
    assert wrong == {}, "planned and fed, mm; python -m simulator.measure.slip_lengths --record"
