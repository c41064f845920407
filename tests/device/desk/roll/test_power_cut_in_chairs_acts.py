"""The power goes in an act of the chair: a voter added or at home, a paper spoiled, voting suspended: whole or not."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from tests.device.booth.ballots.cartridge_lab import BLANK, Images, Lab, Run
from tests.device.booth.ballots.sweep import Sweep
from tests.device.desk.roll.desk_cartridge import (
    FIRST_ADDED,
    HASH_BYTES,
    HEADER,
    REGIONS,
    ROW_BYTES,
    SECTOR_BYTES,
    links,
    numbers,
    numbers_on_either,
)

MAIN = Path(__file__).parent / "desk_main.py"
BEFORE = [["check_in", 3, 1, 8], ["check_in", 5, 0, 8], ["add", 70, 2, 9]]
OUTSIDE = 255


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path, HEADER, MAIN)


def counted(marked: int, activations: int, here: int, outside: int, spoiled: int, added: int) -> dict[str, int]:
    names = ("marked", "activations", "paper_issued", "paper_outside", "paper_spoiled", "added")
    left = dict.fromkeys(("slips_returned", "slips_exchanged", "slips_changed", "slips_taken", "paper_returned"), 0)
    left |= {"papers_taken": 0, "typed_in": 0, "paper_withdrawn": 0}
    return dict(zip(names, (marked, activations, here, outside, spoiled, added), strict=True)) | left


def hashes(images: Images) -> list[bytes]:
    """What stands in the slots of added voters on both chips, blank ones left out."""
    at = REGIONS.index("added") * SECTOR_BYTES
    slots = [[image[at + slot * HASH_BYTES :][:HASH_BYTES] for image in images] for slot in range(HEADER[15])]
    return [first for first, second in slots if first == second != b"\xff" * HASH_BYTES]


def hours(images: Images) -> dict[int, int]:
    """How many bits of each hour are marked on both chips."""
    at = REGIONS.index("hours") * SECTOR_BYTES
    both = bytes(a | b for a, b in zip(*(image[at : at + 25 * ROW_BYTES] for image in images), strict=True))
    rows = [both[hour * ROW_BYTES : (hour + 1) * ROW_BYTES] for hour in range(25)]
    found = {hour: 8 * ROW_BYTES - int.from_bytes(row, "big").bit_count() for hour, row in enumerate(rows)}
    return {hour: count for hour, count in found.items() if count}


def test_an_added_voter_is_added_once_or_not_at_all(lab: Lab, record_property) -> None:  # type: ignore[no-untyped-def]
    morning = lab.run((BLANK, BLANK), BEFORE).images
    person = sha256(b"71").digest()[:16]

    def check(run: Run, booted: Images) -> None:
        added = person in hashes(booted)
        rows = {row for row in numbers(booted, "marked") if row >= FIRST_ADDED}
        assert len(rows) == len(hashes(booted)) == 1 + added and not links(booted)
        assert hours(booted) == {8: 2, 9: 1} | ({10: 1} if added else {})
        assert run.said("add") == [
            ["add", 71, "already added" if added else "handed over"], ["add", 70, "already added"],
        ]  # fmt: skip
        assert run.said("day")[-1][1:] == [counted(4, 3, 1, 0, 0, 2), [[8, 2], [9, 1], [10, 1]]]
        assert not links(run.images)

    sweep = Sweep(lab, check, [["add", 71, 1, 10], ["add", 70, 1, 10], ["day"]])
    sweep.cut_everywhere(morning, [["add", 71, 1, 10]])
    sweep.note("adding a voter", record_property)


def test_a_voter_at_home_is_marked_as_one_or_not_at_all(lab: Lab, record_property) -> None:  # type: ignore[no-untyped-def]
    morning = lab.run((BLANK, BLANK), BEFORE).images

    def check(run: Run, booted: Images) -> None:
        marked = 8 in numbers(booted, "marked")
        assert numbers(booted, "outside") == ({8} if marked else set()) and numbers(booted, "paper") == {5}
        assert hours(booted) == {8: 2, 9: 1} | ({11: 1} if marked else {})
        assert run.said("day")[-1][1:] == [counted(4, 2, 1, 1, 0, 1), [[8, 2], [9, 1], [11, 1]]]

    sweep = Sweep(lab, check, [["check_in", 8, OUTSIDE, 11], ["day"]])
    sweep.cut_everywhere(morning, [["check_in", 8, OUTSIDE, 11]])
    sweep.note("voting at home", record_property)


def test_a_spoiled_paper_counts_once_or_not_yet(lab: Lab, record_property) -> None:  # type: ignore[no-untyped-def]
    morning = lab.run((BLANK, BLANK), [*BEFORE, ["spoil"]]).images

    def check(run: Run, booted: Images) -> None:
        before = len(numbers_on_either(booted, "spoiled"))  # nothing finishes a mark that one chip has: it counts
        assert before in (1, 2)
        assert run.said("spoil") == [["spoil", True]]
        assert run.said("day")[-1][1] == counted(3, 2, 1, 0, before + 1, 1)
        assert len(numbers_on_either(run.images, "spoiled")) == before + 1

    sweep = Sweep(lab, check, [["spoil"], ["day"]])
    sweep.cut_everywhere(morning, [["spoil"]])
    sweep.note("spoiled paper", record_property)


def test_voting_is_suspended_or_it_is_not(lab: Lab, record_property) -> None:  # type: ignore[no-untyped-def]
    morning = lab.run((BLANK, BLANK), BEFORE).images

    def check(run: Run, booted: Images) -> None:
        (_, before, _, left), (_, after, _, left_after) = run.said("state")
        assert before in (0, 1) and after == before + 1 and left - left_after == 1
        assert run.said("pause") == [["pause", True]]

    sweep = Sweep(lab, check, [["state"], ["pause"], ["state"]])
    sweep.cut_everywhere(morning, [["pause"]])
    sweep.note("suspending", record_property)


def test_fifty_six_pauses_fit_and_not_one_more(lab: Lab) -> None:
    whole = lab.run((BLANK, BLANK), [["state"], *[["pause"]] * 112, ["state"]])
    assert whole.said("state") == [["state", 0, False, 112], ["state", 112, False, 0]]


def test_no_room_for_more_added_voters(lab: Lab) -> None:
    run = lab.run((BLANK, BLANK), [*[["add", person, 1, 9] for person in range(HEADER[15] + 1)], ["day"]])
    assert [line[2] for line in run.said("add")] == ["handed over"] * HEADER[15] + ["no room"]
    assert run.said("day")[-1][1]["added"] == HEADER[15]


def test_where_an_added_voter_stands_tells_no_order(lab: Lab) -> None:
    acts = [["add", person, 1, 9] for person in range(3)]
    orders = [tuple(hashes(lab.run((BLANK, BLANK), acts, seed=seed).images)) for seed in range(6)]
    assert len({tuple(sorted(order)) for order in orders}) == 1 < len(set(orders))


def test_an_hour_holds_a_number_and_no_rows(lab: Lab) -> None:
    """Whoever came in whatever order: the bits of an hour are the same."""
    one = lab.run((BLANK, BLANK), [["check_in", row, 1, 9] for row in (3, 8, 14)]).images
    other = lab.run((BLANK, BLANK), [["check_in", row, 2, 9] for row in (11, 2, 0)]).images
    at = REGIONS.index("hours") * SECTOR_BYTES
    assert one[0][at : at + SECTOR_BYTES] == other[0][at : at + SECTOR_BYTES]


@pytest.mark.parametrize("chip", [0, 1])
def test_a_worn_cell_of_an_hour_is_passed_over(lab: Lab, chip: int) -> None:
    at = REGIONS.index("hours") * SECTOR_BYTES + 9 * ROW_BYTES
    lab.chips[chip].stuck_bits = {(at, 0): 1}
    run = lab.run((BLANK, BLANK), [["check_in", 3, 1, 9], ["check_in", 4, 1, 9], ["day"]])
    assert [line[2] for line in run.said("check_in")] == ["handed over"] * 2
    assert run.said("day")[-1][1]["marked"] == 2 and run.said("day")[-1][2] == [[9, 2]]
