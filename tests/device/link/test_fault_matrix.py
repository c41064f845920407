"""Every bad line: a protocol and a record arrive whole, or not at all, and a clean line is filled."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.device.link.bad_lines import LINES, carry
from tests.host_tools.collecting.made_up_centre import signed_protocol

PROTOCOL = signed_protocol(contests=20)
SMALL, LARGE = random.Random(4).randbytes(40_000), random.Random(4).randbytes(4 << 20)
HOPELESS = ("all of it",)  # it may be given up; what is there is whole


@pytest.mark.parametrize("name", LINES)
def test_a_protocol_arrives_whole(tmp_path: Path, name: str) -> None:
    outcome = carry(tmp_path, LINES[name], PROTOCOL)
    assert outcome.is_delivered or name in HOPELESS
    assert outcome.is_whole and outcome.kept == int(outcome.is_delivered)


@pytest.mark.parametrize("name", ["clean", "hangs up every 20 s"])
def test_a_record_arrives_whole(tmp_path: Path, name: str) -> None:
    outcome = carry(tmp_path, LINES[name], SMALL)
    assert (outcome.is_delivered, outcome.is_whole, outcome.kept) == (True, True, 1)
    assert outcome.share >= 0.85 or name != "clean"


@pytest.mark.long
@pytest.mark.parametrize("name", LINES)
def test_a_record_of_four_megabytes_arrives_whole(tmp_path: Path, name: str) -> None:
    outcome = carry(tmp_path, LINES[name], LARGE)
    assert outcome.is_delivered or name in HOPELESS
    assert outcome.is_whole and outcome.kept == int(outcome.is_delivered)
    assert outcome.share >= 0.85 or name != "clean"
