"""The slip of a self-test as a technician holds it: of a sound terminal; of one with faulty parts and no package."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.formats.readiness import FINDINGS
from tests.device.paper.paper import grey, unroll
from tests.golden_picture import compare

ANSWERS = Path(__file__).with_name("readiness_slip_answers.py")
NUMBERS = {finding.name: number for number, finding in enumerate(FINDINGS, 1)}
FAULTY = [["printer_near_end", 0], ["key_dead", 3], ["corner_dead", 3], ["corner_off", 4], ["chip_worn", 2]]


@pytest.mark.parametrize(("which", "has_poll", "found"), [("good", True, []), ("faulty", False, FAULTY)])
def test_a_readiness_slip_looks_as_it_was_found_good(micropython, which: str, has_poll: bool, found: list) -> None:  # type: ignore[no-untyped-def]
    numbered = [[NUMBERS[name], detail] for name, detail in found]
    keys = ["солға", "влево", "left"]
    named = [[name, keys if name == "key_dead" else [detail] * 3] for name, detail in found]
    (piece,) = unroll(micropython(ANSWERS, [[has_poll, numbered, named]], heap="8M")[0])
    compare(grey(piece, margin=16), f"readiness_{which}")
