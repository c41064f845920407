"""The power goes, or a chip fails, while a ballot is challenged: nothing is cast, and no word is taken back."""

from __future__ import annotations

from pathlib import Path

from host_tools.verifying.cartridges import Cartridge
from tests.device.booth.ballots.cartridge_lab import BLANK, TAG_KEY, Images, Lab, booth_header, record
from tests.device.booth.ballots.fault_sweep import FaultSweep
from tests.device.booth.ballots.sweep import VARIANTS

VOTER, NEXT = 6, 3


def check(said: list[list], images: Images) -> None:
    """Of the whole day, on which the voter comes again with the same slip."""
    cartridge = Cartridge(*images)
    found = cartridge.records("sorted", TAG_KEY)
    assert sorted(found.records) == sorted((record(VOTER), record(NEXT))), "one ballot per activation"
    before = said[: next((at for at, (name, *_) in enumerate(said) if name == "begin"), len(said))]
    lines = {rest[0] for name, *rest in before if name == "line"}
    assert lines in ({"challenged"}, {"not cast"}, set()), f"one thing is said of a ballot, not {lines}"
    slips = cartridge.slips()
    challenged = slips.challenged_bits.most
    assert (challenged, slips.spoiled_bits.most) in ((0, 0), (1, 0), (0, 1)), "one end at the most"
    assert not slips.impossible and cartridge.pending_intents() == 0
    if lines:
        assert (challenged == 1) == (lines == {"challenged"}), "what was said is on the chips"


def sweep_of(folder: Path) -> FaultSweep:
    lab = Lab(folder, booth_header())
    day = lab.run((BLANK, BLANK), [])
    return FaultSweep(lab, day.images, [["challenge", VOTER]], [["vote", VOTER], ["vote", NEXT], ["close"]], check)


def test_the_power_goes_at_every_write(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep = sweep_of(tmp_path)
    cuts = [((), (write, variant)) for write in range(1, sweep.writes + 1) for variant in VARIANTS]
    assert len(cuts) >= 20
    sweep.try_all("cuts", cuts)
    sweep.note("challenge, each write cut", record_property)


def test_every_write_goes_wrong(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    sweep = sweep_of(tmp_path)
    sweep.try_all("single writes", sweep.single_writes())
    sweep.note("challenge, each write", record_property)
