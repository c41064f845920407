"""A chip is gone: nothing is opened, nothing is half cast, and what stands on the other is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.verifying.cartridges import Cartridge
from tests.device.booth.ballots.cartridge_lab import BLANK, Lab, ballots, booth_header, record

MISSING = 0  # storage.condition


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path, booth_header())


@pytest.mark.parametrize("gone", [(0,), (1,), (0, 1)])
def test_nothing_is_opened_or_taken_up_without_both(lab: Lab, gone: tuple[int, ...]) -> None:
    day = lab.run((BLANK, BLANK), [["vote", 6]]).images
    for images in ((BLANK, BLANK), day):
        for chip in gone:
            lab.chips[chip].absent = True
        run = lab.run(images, [["vote", 1]])
        assert run.said("refused") == [["refused", MISSING]] and run.images == images and not run.said("vote")
        for chip in gone:
            lab.chips[chip].absent = False
    assert lab.run(day, [["vote", 1]]).said("vote") == [["vote", 1, "cast"]]


@pytest.mark.parametrize("fault", ["absent", "read_only"])
@pytest.mark.parametrize("gone", [0, 1])
def test_a_chip_that_goes_during_the_day_casts_nothing(lab: Lab, gone: int, fault: str) -> None:
    morning = lab.run((BLANK, BLANK), [["vote", 6], ["vote", 1]]).images
    run = lab.run(morning, [["vote", 9], ["vote", 4]], before_acts=lambda: setattr(lab.chips[gone], fault, True))
    said = [vote[2] for vote in run.said("vote")]
    assert len(said) == 2 and set(said) <= {"not cast", "no slip", "unsettled"}
    setattr(lab.chips[gone], fault, False)
    again = lab.run(run.images, [["vote", 9], ["close"]])
    assert again.said("resumed")[0][1] in ("nothing", "not cast")
    assert again.said("vote") == [["vote", 9, "cast"]] and again.said("close")[0][1] is True
    assert ballots(again.images, "sorted") == sorted(map(record, (6, 1, 9)))
    assert Cartridge(*again.images).cast() == 3


@pytest.mark.parametrize("fault", ["absent", "read_only"])
@pytest.mark.parametrize("gone", [0, 1])
def test_a_chip_that_goes_before_closing_keeps_the_ballots_where_they_are(lab: Lab, gone: int, fault: str) -> None:
    voters = tuple(range(10))
    day = lab.run((BLANK, BLANK), [["vote", index] for index in voters]).images
    run = lab.run(day, [["close"]], before_acts=lambda: setattr(lab.chips[gone], fault, True))
    assert run.said("close") == [["close", "chip_failed"]]
    assert ballots(run.images) == sorted(map(record, voters))
    setattr(lab.chips[gone], fault, False)
    again = lab.run(run.images, [["close"]])
    assert again.said("close")[0][1] is True and ballots(again.images, "sorted") == sorted(map(record, voters))
