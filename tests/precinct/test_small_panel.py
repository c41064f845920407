"""The whole firmware on the other board: a panel of 320 x 240 dots, used by touch alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.parts.ili_displays import Ili9341Display
from simulator.words import words
from tests.precinct.day import ROOT, Day, Snapshot, make_precinct

BOARD = ROOT / "hw" / "boards" / "tamga_s3_small.py"


@pytest.fixture
def small(tmp_path: Path) -> Snapshot:
    made, labels = make_precinct(tmp_path / "small" / "made", board=BOARD)
    return Snapshot(made, labels, {})


def test_it_starts_and_goes_to_the_officials_and_back(start: Callable[..., Day], small: Snapshot) -> None:
    booth = start(small).booth(1)
    station, display = booth.station, booth.station.display
    assert isinstance(display, Ili9341Display)
    station.plug_in()
    booth.sees("mode_choose")  # no note before it: panel, glass and calibration are as they should be
    assert display.image().shape == (240, 320, 3)
    for touched, seen in (("mode_official", "card_show"), ("key_back", "mode_choose")):
        while station.screen.target(words(touched, booth.language)) is None:
            station.touch("▾")
        station.touch(words(touched, booth.language))
        first_word = words(seen, booth.language).split()[0]
        assert station.expect(first_word)
    assert display.too_fast == 0
