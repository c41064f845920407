"""A pair of chips that is full before the day is over, and records that are larger than is published."""

from __future__ import annotations

import pytest

from host_tools.formats import ballot_record, cartridge
from host_tools.formats.ballot_record import Contest, Shape


@pytest.mark.parametrize(
    ("shape", "least", "most_bytes"),
    [
        ((Contest(6, 1),), 6400, 700),
        ((Contest(7, 1), Contest(3, 1), Contest(4, 1)), 3200, 1600),
        ((Contest(6, 1),) * 5, 1500, 3400),
    ],
    ids=["1 contest of 5", "demo", "5 contests of 5"],
)
def test_a_chip_pair_has_room_for_a_day(shape: Shape, least: int, most_bytes: int) -> None:
    assert ballot_record.record_bytes(shape) <= most_bytes
    assert cartridge.most_slots(shape) >= least
    header = cartridge.booth_header(bytes(16), 1, 0, 1, least, shape)
    assert cartridge.end_of(header) <= cartridge.CHIP_BYTES
