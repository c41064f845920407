"""The firmware on the board with an RP2350: its line to the centre is behind a bridge on the clock's bus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.people.precinct import OFFICIAL
from tests.precinct.day import ROOT, Day, make_precinct, opened_everywhere
from tests.precinct.evening_numbers import numbers, read_totals_and_keys, type_numbers
from tests.precinct.test_sending_trouble import CENTRE, receiver, send

NO_PAPER = [[0] * 10, [0] * 5, [0] * 5]
BOARD = ROOT / "hw" / "boards" / "tamga_rp2350.py"


def test_both_roles_start_and_an_unplugged_line_is_said(start: Callable[..., Day], tmp_path: Path) -> None:
    day = start(make_precinct(tmp_path / "made", board=BOARD, booths=1))
    for at in day.terminals:
        at.hardware.plug_in()
        at.sees("mode_choose")
    assert day.desk.hardware.bridge


@pytest.mark.long
def test_a_day_ends_with_the_centres_receipt(start: Callable[..., Day], tmp_path: Path) -> None:
    made = opened_everywhere(make_precinct(tmp_path / "made", board=BOARD, booths=1), tmp_path / "opened", OFFICIAL)
    day = start(made)
    for at in day.terminals:
        day.resume(at)
    day.vote(1, day.check_in(day.labels[0], 1), ("Косеев", "Да", "Нет"))
    totals = [day.close_booth(1)]
    day.close_desk()
    read_totals_and_keys(day, totals=totals)
    type_numbers(day, numbers(NO_PAPER, issued=0))
    at = day.desk
    at.sees("desk_closed", limit_ms=600_000)
    centre = receiver(tmp_path, day, CENTRE)
    at.hardware.cable.answered_by(centre.receive)
    send(day)
    at.sees("sent", limit_ms=300_000)
    assert at.hardware.bridge and at.hardware.bridge.overruns == 0
