"""Every bad line: a protocol and a record arrive whole, and what a clean line carries is hardly less on a bad one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.device.link.bad_lines import LINES, carry
from tests.host_tools.collecting.made_up_centre import signed_protocol

PROTOCOL = signed_protocol(contests=20)
SMALL, LARGE = random.Random(4).randbytes(100_000), random.Random(4).randbytes(4 << 20)
FILLED = 0.85  # of a clean line, while it is connected
LATE = ("1 s late", "all of it")  # a short record takes longer to offer, prove and acknowledge than to carry
POOR = ("all of it",)  # lost bytes, and a quarter of each call of 20 s goes by with who is there: 2 s there and back


@pytest.mark.parametrize("name", LINES)
def test_a_protocol_arrives_whole(tmp_path: Path, name: str) -> None:
    outcome = carry(tmp_path, LINES[name], PROTOCOL)
    assert (outcome.is_delivered, outcome.is_whole, outcome.kept) == (True, True, 1)


@pytest.mark.parametrize("name", ["clean", "bit errors of 1e-4", "lost and doubled bytes", "all of it"])
def test_a_record_arrives_whole(tmp_path: Path, name: str) -> None:
    outcome = carry(tmp_path, LINES[name], SMALL)
    assert (outcome.is_delivered, outcome.is_whole, outcome.kept) == (True, True, 1)
    assert outcome.share_of_calls >= FILLED or name in LATE


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", LINES)
def test_a_record_of_four_megabytes_arrives_whole(tmp_path: Path, name: str) -> None:
    outcome = carry(tmp_path, LINES[name], LARGE)
    assert (outcome.is_delivered, outcome.is_whole, outcome.kept) == (True, True, 1)
    assert outcome.share_of_calls >= FILLED or name in POOR
