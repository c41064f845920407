"""A chip that refuses, misreports, is read wrong or is away while a booth is closed: no ballot is lost or doubled.

What must hold, whatever happens to the chips and whenever the power goes: at the end all ballots stand sorted and none
stands where it was cast; every total that was printed, then or later, is that of these ballots.
"""

from __future__ import annotations

import random
from hashlib import sha256
from pathlib import Path

import pytest

from host_tools.verifying.cartridges import Cartridge
from tests.device.booth.ballots.cartridge_lab import (
    BLANK,
    TAG_KEY,
    Images,
    Lab,
    Operation,
    booth_header,
    published,
    record,
)
from tests.device.booth.ballots.fault_sweep import FaultSweep

VOTERS = (4, 5, 1, 0)  # some pairs of their records begin alike
EXPECTED = sorted(map(record, VOTERS))
TOTALS = [sha256(b"".join(map(published, EXPECTED))).hexdigest(), 1, len(VOTERS) + 1]  # digest, spoiled, spent
CLOSE = [["close"], ["reprint"]]
CLOSING_AT = 2048 + 16  # of the mark


def check(said: list[list], images: Images) -> None:
    """Of the whole evening: what was printed against what stands."""
    cartridge = Cartridge(*images)
    found = cartridge.records("sorted", TAG_KEY)
    assert found.records == EXPECTED and not found.repeated
    cast_into = cartridge.regions["ballots"]
    for image in images:
        assert set(image[cast_into.begin : cast_into.begin + cast_into.size]) == {0xFF}, "where they were cast is blank"
    for name, *rest in said:
        if name == "close" and len(rest) > 1:
            assert [rest[1], *rest[3:]] == TOTALS, rest
        if name == "reprint" and rest != ["doubtful"]:
            assert rest == TOTALS
    assert said[-2][:2] == ["close", True] and said[-1] == ["reprint", *TOTALS]
    assert all(cartridge.marks().values())


def one_copy_damaged(lab: Lab) -> Images:
    """A day on which one bit of a ballot's first copy fell, so that only the other chip has it whole."""
    images = lab.run((BLANK, BLANK), [["vote", index] for index in VOTERS] + [["spoil", 2]]).images
    first = bytearray(images[0])
    at = first.index(record(VOTERS[0])) + 40
    first[at] &= first[at] - 1  # its lowest bit that is one
    return bytes(first), images[1]


def sweep_of(folder: Path) -> FaultSweep:
    lab = Lab(folder, booth_header())
    return FaultSweep(lab, one_copy_damaged(lab), CLOSE, CLOSE, check)


def test_the_only_copy_of_a_ballot_is_read_wrong_once(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    """While the order of the ballots is worked out: what is missing there is erased with the rest."""
    sweep = sweep_of(tmp_path)
    marks = [number for number, one in enumerate(sweep.operations, 1) if is_mark_closing(one)]
    points = sweep.reads_between(marks[-1], chip=1)
    assert len(marks) == 2 and len(points) >= 2 * len(VOTERS)
    sweep.try_all("reads", points)
    sweep.note("closing, an only copy", record_property)


def is_mark_closing(one: Operation) -> bool:
    """Is this the write of the mark *closing* on a chip?"""
    page = slice(CLOSING_AT - one.begin, CLOSING_AT - one.begin + 16)
    return one.begin <= CLOSING_AT < one.begin + len(one.after) and one.before[page] != one.after[page]


def test_some_of_everything(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep = sweep_of(tmp_path)
    sweep.try_some(random.Random(1), 12)
    sweep.note("closing, samples", record_property)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(4))
def test_everything(tmp_path: Path, seed: int, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep = sweep_of(tmp_path)
    sweep.try_all("writes and reads", sweep.single_faults()[seed::4])
    sweep.try_some(random.Random(100 + seed), 500)
    sweep.note(f"long closing with faults {seed + 1} of 4", record_property)
