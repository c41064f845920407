"""The whole firmware with every other model: wide and narrow paper, with and without cutter or answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from simulator.people.precinct import Terminal
from simulator.people.slip_reader import codes_on
from tests.precinct.day import Day, make_precinct
from tests.precinct.printer_acts import board_with, print_torn_activation

# Profile, dots across, does it answer, does it cut. The one of the board prints in all other stories.
MODELS = [
    ("csn_a2_58", 384, True, False),
    ("plain_58", 384, False, False),
    ("epson_80", 576, True, True),
    ("tear_80", 576, True, False),
    ("plain_80_cutter", 576, False, True),
]


def opened_with(start: Callable[..., Day], folder: Path, profile: str, answers: bool) -> Day:
    """A desk with this printer, officially open."""
    day = start(make_precinct(folder / "made", board=board_with(folder, profile)))
    if answers:
        day.ask_to_open(day.desk)
        day.officials(day.desk)
        day.idle(day.desk)
    else:
        day.open_with_looks(day.desk)
    day.show_zero_of(1)
    return day


def newest(at: Terminal, cuts: bool) -> Image.Image:
    """The slip that lies or hangs there; a person tears where nothing cuts."""
    if not cuts:
        at.hardware.printer.tear()
    return at.hardware.printer.slips[-1]


@pytest.mark.parametrize(
    ("profile", "width", "answers", "cuts"),
    [pytest.param(*one, marks=pytest.mark.long if one[0] == "tear_80" else (), id=one[0]) for one in MODELS],
)
def test_whole_slips(
    start: Callable[..., Day], tmp_path: Path, profile: str, width: int, answers: bool, cuts: bool
) -> None:
    day = opened_with(start, tmp_path, profile, answers)
    at = day.desk
    zero = newest(at, cuts)
    assert zero.width == width and codes_on(zero)[0].startswith("TM1:Z:")
    day.show_id(day.labels[0])
    at.sees("may_vote")
    at.presses("ok", "ok")
    if not answers:
        at.sees("printer_look")
        at.presses("ok")
    at.sees("slip_given")
    (code,) = codes_on(newest(at, cuts))
    assert code.startswith("TM1:A:1/1:")
    assert at.hardware.printer.overflows == 0


@pytest.mark.parametrize(
    ("profile", "width", "answers", "cuts"),
    [pytest.param(*model, marks=() if model[0] == "tear_80" else pytest.mark.long) for model in MODELS if model[2]],
)
def test_a_restart_in_the_middle_is_seen_with_each_that_answers(
    start: Callable[..., Day], tmp_path: Path, profile: str, width: int, answers: bool, cuts: bool
) -> None:
    day = opened_with(start, tmp_path, profile, answers)
    newest(day.desk, cuts)
    print_torn_activation(day)
    assert len(codes_on(newest(day.desk, cuts))) == 1
