"""The power goes while polls are opened, or while a test is cleared: the terminal opens as if it had not."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.verifying.cartridges import Cartridge
from host_tools.verifying.event_log import read_log
from tests.chunks import chunks
from tests.device.booth.ballots.cartridge_lab import BLANK, Images, Lab, Run, ballots, booth_header, record
from tests.device.booth.ballots.sweep import Sweep

CHUNKS = 4


def check_opened(run: Run, booted: Images) -> None:
    """Open, empty, ours; and the first voter can vote."""
    cartridge = Cartridge(*booted)
    assert cartridge.marks() == {"opened": True, "closing": False, "sorted": False, "cleared": False, "closed": False}
    assert set(cartridge.differences()) <= {"log"}
    assert read_log(cartridge, None).torn <= 2  # one a cut
    slips = cartridge.slips()
    assert (slips.started, cartridge.in_use(), cartridge.cast(), cartridge.pending_intents()) == (0, 0, 0, 0)
    assert not ballots(booted)
    assert run.said("vote") == [["vote", 5, "cast"]]
    assert ballots(run.images) == [record(5)]


def check_cleared(run: Run, booted: Images) -> None:
    """A test that is still there can be cleared; then, or if it was gone already, the day begins empty."""
    assert run.said("clear") in ([["clear", True]], []), run.lines
    if run.said("clear"):
        assert run.images == (BLANK, BLANK)
    else:
        check_opened(run, booted)


def test_an_interrupted_opening_opens(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    lab = Lab(tmp_path, booth_header())
    sweep = Sweep(lab, check_opened, [["vote", 5]])
    sweep.cut_everywhere((BLANK, BLANK), [])
    sweep.note("opening", record_property)


@pytest.mark.parametrize("chunk", chunks(CHUNKS, always=1))
def test_an_interrupted_clearing_is_cleared_or_open(tmp_path: Path, chunk: int, record_property) -> None:  # type: ignore[no-untyped-def]
    lab = Lab(tmp_path, booth_header())
    tested = lab.run((BLANK, BLANK), [["vote", 5], ["vote", 6], ["close"]])
    sweep = Sweep(lab, check_cleared, [["clear_or_vote", 5]])
    sweep.cut_everywhere(tested.images, [["clear"]], chunk, CHUNKS)
    sweep.note(f"clearing {chunk + 1} of {CHUNKS}", record_property)
