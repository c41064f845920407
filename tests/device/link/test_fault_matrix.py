"""Every bad line: a protocol and a record arrive whole, and what a clean line carries is hardly less on a bad one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.device.link.bad_lines import LINES, carry
from tests.host_tools.collecting.made_up_centre import signed_protocol

PROTOCOL = signed_protocol(contests=20)
SMALL, LARGE = random.Random(4).randbytes(100_000), random.Random(4).randbytes(4 << 20)
FILLED = 0.85  # of what the line offers


@pytest.mark.parametrize("name", LINES)
def test_a_protocol_arrives_whole(tmp_path: Path, name: str) -> None:
    outcome = carry(tmp_path, LINES[name], PROTOCOL)
    assert (outcome.is_delivered, outcome.is_whole, outcome.kept) == (True, True, 1)


@pytest.mark.parametrize("name", [name for name in LINES if "echo" not in name])
def test_a_record_arrives_whole(tmp_path: Path, name: str) -> None:
    outcome = carry(tmp_path, LINES[name], SMALL)
    assert (outcome.is_delivered, outcome.is_whole, outcome.kept) == (True, True, 1)
    assert outcome.used >= FILLED


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", LINES)
def test_a_record_of_four_megabytes_arrives_whole(tmp_path: Path, name: str) -> None:
    outcome = carry(tmp_path, LINES[name], LARGE)
    assert (outcome.is_delivered, outcome.is_whole, outcome.kept) == (True, True, 1)
    assert outcome.used >= FILLED
