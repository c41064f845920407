"""A chip that is not the other's twin: the terminal does not guess which of them is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.device.booth.ballots.cartridge_lab import BLANK, Lab, ballots, booth_header, record

DIFFERENT, FOREIGN = 4, 5  # storage.condition


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path, booth_header())


def refused(lab: Lab, images: tuple[bytes, bytes], why: int | str) -> None:
    """Nothing happens and nothing is written."""
    run = lab.run(images, [["vote", 3]])
    assert run.said("refused") == [["refused", why]] and run.images == images and not run.operations


def test_a_new_chip_in_one_socket(lab: Lab) -> None:
    day = lab.run((BLANK, BLANK), [["vote", 6]]).images
    refused(lab, (day[0], BLANK), DIFFERENT)
    refused(lab, (BLANK, day[1]), DIFFERENT)


def test_the_chip_of_another_booth(lab: Lab, tmp_path: Path) -> None:
    day = lab.run((BLANK, BLANK), [["vote", 6]]).images
    other = Lab(tmp_path / "other", booth_header() | {4: 2}).run((BLANK, BLANK), [["vote", 6]]).images
    refused(lab, (day[0], other[1]), DIFFERENT)


def test_an_older_copy_of_one_chip_lets_nobody_vote_again(lab: Lab) -> None:
    morning = lab.run((BLANK, BLANK), [["vote", 6]]).images
    noon = lab.run(morning, [["vote", index] for index in range(12)]).images
    refused(lab, (noon[0], morning[1]), DIFFERENT)
    refused(lab, (morning[0], noon[1]), DIFFERENT)


def test_headers_destroyed_on_both(lab: Lab) -> None:
    day = lab.run((BLANK, BLANK), [["vote", 6]]).images
    refused(lab, (bytes(64) + day[0][64:], bytes(64) + day[1][64:]), FOREIGN)


def test_something_else_on_a_chip_is_never_opened_over(lab: Lab) -> None:
    for place in (4096, 9 * 4096 + 77):
        image = bytearray(BLANK)
        image[place] = 0xFE
        refused(lab, (BLANK, bytes(image)), "not_empty")
        refused(lab, (bytes(image), BLANK), "not_empty")


def test_the_two_in_each_others_socket_are_the_same_cartridge(lab: Lab) -> None:
    day = lab.run((BLANK, BLANK), [["vote", 6]]).images
    run = lab.run((day[1], day[0]), [["vote", 6], ["vote", 1]])
    assert [vote[2] for vote in run.said("vote")] == ["already cast", "cast"]
    assert ballots(run.images) == sorted((record(6), record(1)))
