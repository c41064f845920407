"""The power goes while the ballots are sorted: it goes on at boot, and the cartridge comes out the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.verifying.cartridges import Cartridge
from tests.chunks import chunks
from tests.device.booth.ballots.cartridge_lab import BLANK, Images, Lab, Run, ballots, booth_header, record
from tests.device.booth.ballots.sweep import Sweep

VOTERS = (4, 5, 1, 9, 0)  # some pairs of their records begin alike
CHUNKS = 4


class Closed:
    """Compares with the closing that nobody interrupted."""

    def __init__(self, undisturbed: Images) -> None:
        self.regions = Cartridge(*undisturbed).regions
        self.wanted = [self.cut_out(image) for image in undisturbed]
        assert self.wanted[0] == self.wanted[1]

    def cut_out(self, image: bytes) -> list[bytes]:
        """The ballots and the sorted region of one chip."""
        regions = (self.regions["ballots"], self.regions["sorted"])
        return [image[region.begin : region.begin + region.size] for region in regions]

    def check(self, run: Run, booted: Images) -> None:
        """Byte by byte the same, all marks set, nothing pending, the same numbers."""
        assert run.said("close")[0][1] is True and run.said("close")[0][3:] == [0, 1, len(VOTERS) + 1], run.lines
        assert [self.cut_out(image) for image in run.images] == self.wanted
        cartridge = Cartridge(*run.images)
        assert all(cartridge.marks().values()) and cartridge.pending_intents() == 0
        assert cartridge.cast() == len(VOTERS) and cartridge.slips().spoiled == 1


@pytest.mark.parametrize("chunk", chunks(CHUNKS, always=1))
def test_sorting_is_taken_up_where_it_stopped(tmp_path: Path, chunk: int, record_property) -> None:  # type: ignore[no-untyped-def]
    lab = Lab(tmp_path, booth_header())
    day = lab.run((BLANK, BLANK), [["vote", index] for index in VOTERS] + [["spoil", 2]])
    closed = Closed(lab.run(day.images, [["close"]]).images)
    assert closed.wanted[0][0].count(0xFF) == len(closed.wanted[0][0])
    assert ballots(lab.images, "sorted") == sorted(map(record, VOTERS))
    log = closed.regions["log"]
    sweep = Sweep(lab, closed.check, [["close"]], in_acts=True, but_for=slice(log.begin, log.begin + log.size))
    sweep.cut_everywhere(day.images, [["close"]], chunk, CHUNKS)
    sweep.note(f"closing {chunk + 1} of {CHUNKS}", record_property)
