"""From the mark *opened* to the mark *closing* the chips take programs only, whatever happens in between."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.device.booth.ballots.cartridge_lab import BLANK, Images, Lab, Operation, booth_header

OPENED, CLOSING = (2048 + 16 * mark for mark in (0, 1))


def is_erase(operation: Operation) -> bool:
    """Only an erase turns a zero into a one."""
    return any(new & ~old for old, new in zip(operation.before, operation.after, strict=True))


def marks(operations: Sequence[Operation], address: int) -> list[int]:
    """Where in the run a mark of state was programmed, on each chip."""
    page = address - address % 256
    offset = address - page
    return [
        number for number, one in enumerate(operations)
        if one.begin == page and one.before[offset : offset + 16] != one.after[offset : offset + 16]
    ]  # fmt: skip


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path, booth_header())


def day(lab: Lab, images: Images, *acts: Sequence, **options: object) -> Images:
    """Part of a day on chips that fail the test at the first erase."""
    for chip in lab.chips:
        chip.forbid_erase = True
    return lab.run(images, acts, **options).images  # type: ignore[arg-type]


def test_a_day_with_everything_in_it(lab: Lab) -> None:
    images = lab.run((BLANK, BLANK)).images
    images = day(lab, images, ["vote", 1], ["spoil", 2], ["vote", 2], ["vote", 1])
    for operation in range(1, 24, 3):
        images = day(lab, images, ["vote", 3 + operation % 5], cut=(operation, True))
    images = day(lab, images, ["vote", 9], ["add_log", 7, 100])
    lab.chips[0].stuck_bits = {(at, bit): 1 for at in range(9 * 4096, 10 * 4096, 64) for bit in range(8)}
    images = day(lab, images, ["vote", 10], ["vote", 11])
    with pytest.raises(AssertionError, match="erase while polls are open"):
        day(lab, images, ["close"])
    lab.rig.bench.pull_plug()


def test_erases_stand_before_opened_and_behind_closing(lab: Lab) -> None:
    leftover = b"\0" * 512 + BLANK[512:]  # of an opening that was interrupted
    opening = lab.run((leftover, leftover)).operations
    erases = [number for number, one in enumerate(opening) if is_erase(one)]
    assert len(erases) == 2 and max(erases) < min(marks(opening, OPENED))
    closing = lab.run(lab.run(lab.images, [["vote", index] for index in (4, 1, 7)]).images, [["close"]]).operations
    erases = [number for number, one in enumerate(closing) if is_erase(one)]
    assert erases and len(marks(closing, CLOSING)) == 2 and min(erases) > max(marks(closing, CLOSING))
