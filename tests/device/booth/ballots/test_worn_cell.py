"""A cell that no longer takes its bit: nothing is lost, and nothing counts that should not."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.formats.cartridge import regions
from host_tools.formats.definitions import CartridgeHeader
from host_tools.verifying.cartridges import Cartridge
from host_tools.verifying.event_log import read_log
from tests.device.booth.ballots.cartridge_lab import BLANK, SLOT_BYTES, Lab, Run, ballots, booth_header, record

VOTERS = (6, 1, 9, 4)
DAY = [["vote", index] for index in VOTERS]


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path, booth_header())


def wear(lab: Lab, chip: int, region: str, at: int, count: int = 1, value: int = 1) -> None:
    """From here on `count` whole bytes of a region end every program and erase at this value."""
    numbers = lab.header
    header = CartridgeHeader(
        election=bytes(16), precinct=numbers[2], mode=numbers[3], terminal=numbers[4], slots=numbers[5],
        slot_bytes=numbers[6], positions=numbers[7], indices=numbers[8], slips=numbers[9], intents=numbers[10],
        log_entries=numbers[11], opening=bytes(16), openings=1, record_version=1,
    )  # fmt: skip
    begin = regions(header)[region].begin + at
    for address in range(begin, begin + count):
        lab.chips[chip].stuck_bits.update({(address, bit): value for bit in range(8)})


def consistent(run: Run) -> list[int]:
    """Who was told *cast*; those ballots and no others stand on both chips, and each activation agrees."""
    cast = [vote[1] for vote in run.said("vote") if vote[2] == "cast"]
    assert ballots(run.images) == sorted(map(record, cast))
    cartridge = Cartridge(*run.images)
    assert cartridge.cast_bits().most == len(cast)  # a bit that one chip does not take counts by the other
    return cast


@pytest.mark.parametrize("chip", [0, 1])
def test_slots_that_take_no_record_are_void_and_another_is_drawn(lab: Lab, chip: int) -> None:
    for slot in range(0, 12, 3):
        wear(lab, chip, "ballots", slot * SLOT_BYTES + 100, 2)
    run = lab.run((BLANK, BLANK), DAY)
    assert consistent(run) == list(VOTERS)
    later = lab.run(run.images, [["vote", 2], ["close"]])
    assert later.said("close")[0][1] is True
    assert ballots(later.images, "sorted") == sorted(map(record, (*VOTERS, 2)))


@pytest.mark.parametrize("chip", [0, 1])
def test_a_chip_that_takes_no_record_casts_nothing(lab: Lab, chip: int) -> None:
    wear(lab, chip, "ballots", 0, 12 * SLOT_BYTES)
    run = lab.run((BLANK, BLANK), DAY)
    assert consistent(run) == []
    assert Cartridge(*run.images).slips().spoiled == len(VOTERS)
    assert lab.run(run.images).said("resumed") == [["resumed", "nothing", True]]


@pytest.mark.parametrize("chip", [0, 1])
def test_a_worn_intent_is_passed_over_and_its_link_is_gone_from_both_chips(lab: Lab, chip: int) -> None:
    wear(lab, chip, "intents", 0, 1)  # the index of the first act
    wear(lab, chip, "intents", 3 * 64 + 20, 1)  # within a hash
    run = lab.run((BLANK, BLANK), DAY)
    assert consistent(run) == list(VOTERS)
    region = Cartridge(*run.images).regions["intents"]
    for image in run.images:
        for begin in range(region.begin, region.begin + 10 * 64, 64):
            assert 64 - image[begin : begin + 64].count(0) <= 1
    later = lab.run(run.images, [["vote", 2]])
    assert later.said("resumed") == [["resumed", "nothing", True]]
    assert ballots(later.images) == sorted(map(record, (*VOTERS, 2)))


@pytest.mark.parametrize("chip", [0, 1])
def test_an_activation_is_spent_though_one_chip_does_not_take_it(lab: Lab, chip: int) -> None:
    wear(lab, chip, "cast", 0, 1)  # activations 0 to 7
    run = lab.run((BLANK, BLANK), DAY)
    assert consistent(run) == list(VOTERS)
    assert lab.run(run.images, [["vote", 6]]).said("vote") == [["vote", 6, "already cast"]]


def test_nobody_votes_while_an_activation_cannot_be_spent_on_either_chip(lab: Lab) -> None:
    for chip in (0, 1):
        wear(lab, chip, "cast", 0, 1)
    run = lab.run((BLANK, BLANK), [["vote", 9], ["vote", 6]])
    assert run.said("unsettled") and run.said("line") == [["line", "cast"]]
    lab.chips[0].stuck_bits.clear()
    later = lab.run(run.images, [["vote", 6], ["close"]])
    assert later.said("resumed") == [["resumed", "cast", False]] and later.said("line") == [["line", "cast"]]
    assert later.said("vote") == [["vote", 6, "already cast"]]
    assert ballots(later.images, "sorted") == sorted(map(record, (9, 6)))


@pytest.mark.parametrize("chip", [0, 1])
def test_slip_marks_that_one_chip_does_not_take_stand_on_the_other(lab: Lab, chip: int) -> None:
    wear(lab, chip, "slips", 0, 6)  # half of them
    run = lab.run((BLANK, BLANK), DAY)
    assert consistent(run) == list(VOTERS)
    marks = Cartridge(*run.images).slips().states.possible.reshape(-1, 4)
    assert [int(bit.sum()) for bit in marks.T] == [4, 4, 0, 0]


@pytest.mark.parametrize("chip", [0, 1])
def test_a_record_that_one_chip_cannot_sort_stands_on_the_other(lab: Lab, chip: int) -> None:
    wear(lab, chip, "sorted", SLOT_BYTES + 10, 2)
    run = lab.run(lab.run((BLANK, BLANK), DAY).images, [["close"]])
    assert run.said("close")[0][1] is True and run.said("close")[0][3] == 1
    found = Cartridge(*run.images).records("sorted", b"t" * 32)
    assert found.records == sorted(map(record, VOTERS)) and len(found.one_copy) == 1


def test_ballots_are_kept_where_a_chip_sorts_nothing(lab: Lab) -> None:
    wear(lab, 1, "sorted", 0, 12 * SLOT_BYTES)
    day = lab.run((BLANK, BLANK), [["vote", index] for index in range(10)])
    run = lab.run(day.images, [["close"]])
    assert run.said("close") == [["close", "chip_failed"]]
    assert ballots(run.images) == sorted(map(record, range(10)))
    lab.chips[1].stuck_bits.clear()  # the technician's other chip
    again = lab.run(run.images, [["close"]])
    assert again.said("close")[0][1] is True and ballots(again.images, "sorted") == sorted(map(record, range(10)))


@pytest.mark.parametrize("value", [0, 1])
def test_a_bad_bit_in_each_mark_of_state_stops_nothing(lab: Lab, value: int) -> None:
    for mark in range(5):
        for chip in (0, 1):
            lab.chips[chip].stuck_bits.update({(2048 + 16 * mark + 3 + chip, bit): value for bit in range(6)})
    day = lab.run((BLANK, BLANK), DAY)
    assert not any(Cartridge(*day.images).marks()[name] for name in ("closing", "sorted", "cleared", "closed"))
    assert lab.run(day.images, [["close"]]).said("close")[0][1] is True
    assert all(Cartridge(*lab.images).marks().values())


def test_a_header_that_cannot_be_written_opens_nothing(lab: Lab) -> None:
    for value in (0, 1):
        lab.chips[1].stuck_bits = {(4, 0): value, (4, 7): value}
        assert lab.run((BLANK, BLANK)).said("refused") == [["refused", "chip_failed"]]


@pytest.mark.parametrize("chip", [0, 1])
def test_the_log_goes_on_behind_a_worn_entry(lab: Lab, chip: int) -> None:
    for number in (0, 1):
        wear(lab, number, "log", 4 * 64 + 2, 2)
    wear(lab, chip, "log", 6 * 64 + 2, 2)
    lab.run((BLANK, BLANK), [["add_log", 7, 8]])
    later = lab.run(lab.images, [["add_log", 7, 1]])
    log = read_log(Cartridge(*later.images), None)
    assert (log.torn, len(log.heads) - 1) == (1, 3 + 8 + 2 + 1)
    assert later.said("log") == [["log", 1, 1, 14]]
