"""The strip with a ballot's code, the last words of a challenged ballot, and its opening, as the voter holds them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from host_tools.elections.election_file import read_election
from host_tools.formats import ballot_record
from tests.device.paper.paper import grey, unroll
from tests.golden_picture import compare

ANSWERS = Path(__file__).with_name("voter_slip_answers.py")
ELECTION = Path(__file__).parents[3] / "simulator" / "people" / "election.toml"


@pytest.mark.parametrize("which", ["code", "opening", "challenged"])
def test_a_voters_slip_looks_as_it_was_found_good(micropython, which: str) -> None:  # type: ignore[no-untyped-def]
    election = read_election(ELECTION).model_copy(update={"settings": {}})
    (piece,) = unroll(micropython(ANSWERS, [[which, election.to_cbor().hex()]], heap="8M")[0])
    compare(grey(piece, margin=16), f"voter_slip_{which}")


def test_terminal_and_host_write_the_same_letters(micropython) -> None:  # type: ignore[no-untyped-def]
    dice = random.Random(25)
    found = [bytes(32), b"\xff" * 32, *(dice.randbytes(32) for _ in range(20))]
    answers = micropython(ANSWERS, [["letters", code.hex()] for code in found])
    assert answers == [ballot_record.code_text(code) for code in found]
