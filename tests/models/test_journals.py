"""Firmware that writes in another order than the models: the chips' journals of whole days must be accepted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from host_tools.verifying.cartridges import Cartridge
from tests.device.booth.ballots.cartridge_lab import BLANK, Lab, Operation, Run, booth_header
from tests.device.desk.roll.desk_cartridge import HEADER, REGIONS, SECTOR_BYTES
from tests.models.automaton import BOOTH, DESK
from tests.models.journal import Journal, Regions

DESK_MAIN = Path(__file__).parents[1] / "device" / "desk" / "roll" / "desk_main.py"
DESK_REGIONS = {name: (at * SECTOR_BYTES, (at + 1) * SECTOR_BYTES) for at, name in enumerate(REGIONS)}
VOTES = [["vote", 1], ["spoil", 2], ["vote", 2], ["vote", 7]]
CUTS = (14, 16, 18, 22, 24)  # operations of the second voter's session: entry, copies, bit, zeros, end


def booth_regions(run: Run) -> Regions:
    found = Cartridge(*run.images).regions
    return {name.replace("_", " "): (region.begin, region.begin + region.size) for name, region in found.items()}


@pytest.fixture(scope="module")
def booth_day(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Lab(tmp_path_factory.mktemp("booth"), booth_header()).run((BLANK, BLANK), [*VOTES, ["close"]])


def test_a_booths_day_from_opening_to_closing_is_accepted(booth_day: Run) -> None:
    journal = Journal(booth_regions(booth_day), BOOTH)
    journal.power()
    journal.add(booth_day.operations)
    assert journal.wrong() is None
    seen = set(journal.names)
    assert seen >= {"HEADER_WRITTEN", "OPENED", "USED", "SLIP_ENTRY", "SLIP_STARTED", "CAST_ENTRY", "RECORD"}
    assert seen >= {"CAST_BIT", "SLIP_ENDED", "CAST_FORGOTTEN", "SLIP_FORGOTTEN", "CLOSING", "SORTED_COPY"}
    assert seen >= {"SORTED", "BALLOTS_ERASED", "CLOSED"}


@pytest.mark.parametrize("torn", [False, True, "after"])
def test_a_booths_day_with_power_cuts_is_accepted(tmp_path: Path, booth_day: Run, torn: bool | str) -> None:
    lab, images = Lab(tmp_path, booth_header()), (BLANK, BLANK)
    journal = Journal(booth_regions(booth_day), BOOTH)
    for number, cut in enumerate(CUTS):
        run = lab.run(images, [["vote", number]], cut=(cut, torn))
        journal.power()
        journal.add(run.operations)
        images = run.images
    run = lab.run(images, [["vote", 9], ["close"]])
    journal.power()
    journal.add(run.operations)
    assert journal.wrong() is None and journal.names[-1] == "CLOSED"


@pytest.mark.parametrize("cut", [None, (9, True), (13, False), (15, "after")])
def test_a_desks_day_is_accepted(tmp_path: Path, cut: tuple[int, bool | str] | None) -> None:
    lab, journal = Lab(tmp_path, HEADER, DESK_MAIN), Journal(DESK_REGIONS, DESK)
    acts: list[list[object]] = [
        ["check_in", 3, 1, 9],
        ["check_in", 4, 0, 9],
        ["add", 1, 2, 10],
        ["spoil"],
        ["pause"],
        ["pause"],
    ]
    images = (BLANK, BLANK)
    for run_cut, plan in [(cut, acts), (None, [*acts[:0], ["check_in", 5, 2]])]:
        run = lab.run(images, plan, cut=run_cut)
        images = run.images
        journal.power()
        journal.add(run.operations)
    assert journal.wrong() is None
    assert {"CHECK_IN_ENTRY", "HOUR", "ISSUED", "MARKED", "CHECK_IN_FORGOTTEN"} <= set(journal.names)


def in_another_order(run: Run, first: str, second: str) -> list[Operation]:
    """The first two neighbouring acts of these names, exchanged."""
    names = [named(run, one) for one in run.operations]
    at = names.index(second)
    begin = next(i for i in range(at, -1, -1) if names[i] not in (first, second)) + 1
    end = next(i for i in range(at, len(names)) if names[i] != second)
    middle = run.operations[at:end]
    return [*run.operations[:begin], *middle, *run.operations[begin:at], *run.operations[end:]]


def named(run: Run, one: Operation) -> str | None:
    journal = Journal(booth_regions(run), BOOTH)
    journal.add([one])
    return journal.names[0] if journal.names else None


@pytest.mark.parametrize(
    "first, second",
    [
        ("CAST_ENTRY", "RECORD"),
        ("RECORD", "CAST_BIT"),
        ("CAST_BIT", "SLIP_ENDED"),
        ("SLIP_ENDED", "CAST_FORGOTTEN"),
        ("SLIP_ENTRY", "SLIP_STARTED"),
    ],
)
def test_another_order_is_refused(booth_day: Run, first: str, second: str) -> None:
    journal = Journal(booth_regions(booth_day), BOOTH)
    journal.power()
    journal.add(in_another_order(booth_day, first, second))
    assert journal.wrong() is not None


@pytest.mark.parametrize(
    "name", ["CAST_ENTRY", "RECORD", "CAST_BIT", "CAST_FORGOTTEN", "SLIP_ENDED", "USED", "SLIP_ENTRY"]
)
def test_a_second_chip_that_is_left_out_is_refused(booth_day: Run, name: str) -> None:
    left_out = next(one for one in booth_day.operations if one.chip == 1 and named(booth_day, one) == name)
    journal = Journal(booth_regions(booth_day), BOOTH)
    journal.add(one for one in booth_day.operations if one is not left_out)
    assert (journal.wrong() or "").startswith(f"{name}: the chips differ at ")


def test_something_else_on_the_second_chip_is_refused(booth_day: Run) -> None:
    operations = list(booth_day.operations)
    at = next(i for i, one in enumerate(operations) if one.chip == 1 and named(booth_day, one) == "RECORD")
    page = bytearray(operations[at].after)
    changed = next(i for i, (old, new) in enumerate(zip(operations[at].before, page, strict=True)) if old != new)
    page[changed] ^= 1
    operations[at] = replace(operations[at], after=bytes(page))
    journal = Journal(booth_regions(booth_day), BOOTH)
    journal.add(operations)
    assert (journal.wrong() or "").startswith("RECORD: the chips differ at ")
