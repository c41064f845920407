"""No room left: the voter is told, nothing that stands there is touched, and the day can be closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.verifying.cartridges import Cartridge
from tests.device.booth.ballots.cartridge_lab import BLANK, Lab, ballots, booth_header, record

VOTERS = (6, 1, 9, 4, 0, 11)
DAY = [["vote", index] for index in VOTERS]


@pytest.mark.parametrize(
    ("key", "places", "said", "spoiled"),
    [
        (5, 4, ["not cast", "not cast"], 2),
        (9, 4, ["no slip", "no slip"], 0),
        (10, 8, ["no slip", "no slip"], 0),
        (10, 9, ["not cast", "no slip"], 1),
    ],
    ids=["slots", "slips", "entries", "entries of casts"],
)
def test_what_does_not_fit_is_not_cast(tmp_path: Path, key: int, places: int, said: list[str], spoiled: int) -> None:
    lab, room = Lab(tmp_path, booth_header() | {key: places}), 4
    day = lab.run((BLANK, BLANK), DAY)
    assert [vote[2] for vote in day.said("vote")] == ["cast"] * room + said
    slips = Cartridge(*day.images).slips()
    assert (slips.cast, slips.spoiled, slips.started) == (room, spoiled, room + spoiled)
    assert ballots(day.images) == sorted(map(record, VOTERS[:room]))
    run = lab.run(day.images, [["close"]])
    assert run.said("resumed") == [["resumed", "nothing", True]]
    assert run.said("close")[0][1] is True and ballots(run.images, "sorted") == sorted(map(record, VOTERS[:room]))


def test_every_activation_finds_its_slot_even_after_cuts_in_its_cast(tmp_path: Path) -> None:
    """A cut before the record is begun costs no slot."""
    lab = Lab(tmp_path, booth_header())
    images = lab.run((BLANK, BLANK)).images
    acts = [["vote", 3]]
    operations = lab.run(images, acts).operations
    begun = next(i for i, one in enumerate(operations) if record(3)[:16] in one.after)
    for _ in range(3):
        images = lab.run(images, acts, cut=(begun + 1, False)).images
    run = lab.run(images, [["vote", index] for index in range(12)])
    assert [vote[2] for vote in run.said("vote")] == ["cast"] * 12


def test_a_cartridge_too_small_for_the_booth_is_refused(tmp_path: Path) -> None:
    lab = Lab(tmp_path, booth_header(slots=200))
    run = lab.run((BLANK, BLANK))
    assert run.said("refused") == [["refused", "chip_too_small"]] and run.images == (BLANK, BLANK)
