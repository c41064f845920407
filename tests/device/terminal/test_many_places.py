"""A spare of hundreds of precincts: while it walks through them others must get their turn, the watchdog's task too.

The watchdog waits for 8 s, and a key for a tenth of one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ANSWERS = Path(__file__).with_name("places_answers.py")
PRECINCTS, MODES, PACKAGE_BYTES, SECTOR_BYTES = 300, ("official", "test", "training"), 1_500, 4_096
LARGE, LARGE_BYTES = 301, 700_000  # a packed roll of 3,000 voters
Run = Callable[..., list[Any]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spare")
    (folder / "data").mkdir()
    with (folder / "data" / "places").open("wb") as places:
        for precinct in range(1, PRECINCTS + 2):
            for mode in MODES:
                size = LARGE_BYTES if precinct == LARGE else PACKAGE_BYTES
                places.write(f"{precinct} 0 {mode}.tmpk {size} {precinct:016x}\n".encode() + bytes(size))
    return folder


@pytest.mark.parametrize(("precinct", "found"), [(1, True), (PRECINCTS, True), (999, False)])
def test_a_precinct_is_looked_for_with_a_turn_for_others_at_each_line(
    micropython: Run, folder: Path, precinct: int, found: bool
) -> None:
    ((result, turns),) = micropython(ANSWERS, [{"folder": str(folder), "looks_for": precinct}])
    assert result is found
    assert turns >= len(MODES) * PRECINCTS


def test_a_packed_roll_is_copied_with_a_turn_for_others_at_each_sector(micropython: Run, folder: Path) -> None:
    ((copied, turns),) = micropython(ANSWERS, [{"folder": str(folder), "copies": LARGE}])
    assert copied == LARGE_BYTES
    assert turns >= LARGE_BYTES // SECTOR_BYTES
