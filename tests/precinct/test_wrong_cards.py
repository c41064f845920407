"""Voters' cards at the desk: foreign, unreadable, shown twice, typed in; and the voter who wants paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from host_tools.formats.label import make_label
from simulator.people.precinct import PAPER
from simulator.people.slip_reader import codes_on
from tests.precinct.day import Day, Snapshot, shared
from tests.precinct.traces import events, kept_anywhere, marked, refusal, regions, without_log


@pytest.fixture(scope="module")
def desk(opened: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """One desk for all these people, one after the other."""
    yield from shared(opened, tmp_path_factory.mktemp("cards"), 0)


def refused(day: Day, card: str, reason: str, aim: str = "]C0") -> None:
    """The desk says why, notes the reason alone, and nobody is marked."""
    hardware = day.desk.hardware
    before, noted = without_log(hardware), events(hardware)
    day.show_id(card, aim)
    day.desk.sees(reason)
    day.desk.sees("show_card")
    assert events(hardware) == [*noted, refusal(reason, "check_in_refused")]
    assert without_log(hardware) == before
    assert not kept_anywhere(hardware, [card.encode(), card[2:14].encode()])


def test_a_voter_of_another_precinct_is_told_so(desk: Day) -> None:
    refused(desk, make_label("900101300009", 1), "not_on_roll")


def test_a_label_with_a_wrong_digit_is_read_again(desk: Day) -> None:
    label = desk.labels[0]
    refused(desk, label[:20] + str((int(label[20]) + 1) % 10) + label[21:], "card_unreadable")


def test_a_bottle_from_the_shop_is_no_card(desk: Day) -> None:
    refused(desk, "4870001234560", "card_unreadable", "]E0")


def test_a_voter_who_comes_twice_is_marked_already(desk: Day) -> None:
    desk.check_in(desk.labels[0], 1)
    desk.idle(desk.desk)
    desk.desk.hardware.rest(5000)
    refused(desk, desk.labels[0], "already_marked")
    assert marked(desk.desk.hardware, "marked") == marked(desk.desk.hardware, "issued 1") == 1


def test_a_voter_who_took_paper_gets_no_slip_later(desk: Day) -> None:
    desk.check_in(desk.labels[1], PAPER)
    desk.idle(desk.desk)
    desk.desk.hardware.rest(5000)
    refused(desk, desk.labels[1][2:14], "already_marked", "]C0")
    assert marked(desk.desk.hardware, "paper") == 1


def test_a_card_that_cannot_be_read_is_typed_with_the_chair_beside(desk: Day) -> None:
    desk.desk.hardware.rest(3000)  # the chair's card is taken away between two times
    desk.menu(desk.desk, "type_number", desk.role_cards[0])
    desk.desk.sees("number_type")
    desk.desk.hands.type_digits(desk.labels[2][2:14])
    desk.desk.sees("may_vote")
    desk.desk.presses("ok", "ok")
    assert codes_on(desk.desk.take_slip("activation"))
    desk.idle(desk.desk)
    desk.desk.hardware.rest(5000)
    refused(desk, desk.labels[2], "already_marked")
    assert marked(desk.desk.hardware, "typed in") == 1


def test_a_mistyped_number_is_nobody(desk: Day) -> None:
    desk.desk.hardware.rest(3000)  # the chair's card is taken away between two times
    desk.menu(desk.desk, "type_number", desk.role_cards[0])
    desk.desk.sees("number_type")
    desk.desk.hands.type_digits("000000000001")
    desk.desk.sees("number_wrong")
    assert events(desk.desk.hardware)[-1] == refusal("number_wrong", "check_in_refused")
    desk.desk.presses("ok")
    desk.check_in(desk.labels[4])


def test_a_voter_who_leaves_before_choosing_is_not_marked(desk: Day) -> None:
    desk.idle(desk.desk)
    before = without_log(desk.desk.hardware)
    desk.show_id(desk.labels[5])
    desk.desk.sees("may_vote")
    desk.desk.presses("back")
    desk.desk.sees("show_card")
    assert without_log(desk.desk.hardware) == before


def test_a_booth_without_a_free_index_is_full(desk: Day) -> None:
    begin, _ = regions(desk.desk.hardware)["issued 1"]
    for chip in desk.desk.hardware.chips:
        chip.array[begin : begin + 2] = bytes(2)
    before = marked(desk.desk.hardware, "marked")
    desk.show_id(desk.labels[5])
    desk.desk.sees("may_vote")
    desk.desk.chooses("booth_number", 1)
    desk.desk.sees("booth_full", 1)
    desk.desk.presses("ok")
    desk.desk.sees("may_vote")  # another booth, or paper
    desk.desk.presses("back")
    desk.desk.sees("show_card")
    assert marked(desk.desk.hardware, "marked") == before
