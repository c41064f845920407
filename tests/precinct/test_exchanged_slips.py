"""A booth's cartridge dies while voters hold its slips: each gets one new slip, nobody two, and nobody is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.people.precinct import PowerWentOff
from simulator.people.slip_reader import ACTIVATION, VOID, codes_on
from tests.firmware_tables import ACTS
from tests.precinct.day import VOTE, Day, Snapshot, opening_of
from tests.precinct.slip_objects import payload_of
from tests.precinct.test_paper_out import kinds_since, new_roll, paper_ends
from tests.precinct.test_second_opening import exchange, opened_again, shown_again, taken_out
from tests.precinct.traces import events, marked, regions

BOOTH, INDEX, OPENING = 4, 6, 8  # keys of an activation


@pytest.fixture
def died(start: Callable[..., Day], opened: Snapshot) -> tuple[Day, list[str]]:
    """Three slips are handed out for booth 1; its cartridge dies, it is opened again, and the desk knows."""
    day = start(opened)
    for at in (day.desk, day.booth(1)):
        day.resume(at)
    slips = [day.check_in(day.labels[voter], 1) for voter in range(3)]
    taken_out(day.booth(1))
    shown_again(day, opened_again(day))
    return day, slips


def marks(day: Day) -> dict[str, int]:
    names = ("marked", "issued 1", "issued 2", "voided 1", "exchanged 1", "exchanged 2")
    return {name: marked(day.desk.hardware, name) for name in names}


def test_each_void_slip_is_exchanged_once_and_opens_one_ballot(died: tuple[Day, list[str]]) -> None:
    day, (first, second, third) = died
    mine, other = exchange(day, first, second)
    day.desk.sees("slip_desk")
    for slip in (mine, other):
        assert payload_of([slip])[OPENING] == opening_of(day.booth(1))[1] != payload_of([first])[OPENING]
    indices = {payload_of([slip])[INDEX] for slip in (first, second, third, mine, other)}
    assert len(indices) == 5
    assert marks(day) == {"marked": 3, "issued 1": 5, "issued 2": 0, "voided 1": 0, "exchanged 1": 2, "exchanged 2": 0}
    day.vote(1, mine, VOTE)
    day.menu(day.desk, "exchange_slip")
    never = day.activation(index=min(set(range(6)) - indices))
    for slip, why in ((first, "slip_exchanged"), (mine, "slip_still_good"), (never, "slip_not_issued")):
        day.desk.hands.scan(slip)
        day.desk.sees(why)
    assert marks(day)["exchanged 1"] == 2 and marks(day)["issued 1"] == 5
    day.desk.presses("back")
    day.menu(day.desk, "slip_back", day.role_cards[0])
    day.desk.hands.scan(second)
    day.desk.sees("slip_exchanged")  # what was exchanged does not come back as well


def test_the_paper_ends_under_an_exchanged_slip_and_the_same_one_comes(died: tuple[Day, list[str]]) -> None:
    day, (first, _, _) = died
    at, pieces = day.desk, len(day.desk.hardware.printer.slips)
    day.menu(at, "exchange_slip")
    at.sees("exchange_show")
    at.hands.scan(first)
    paper_ends(at, 25)
    at.chooses("booth_number", 1)
    new_roll(at)
    at.sees("exchange_show")
    assert kinds_since(at, pieces) == [VOID, ACTIVATION]
    assert marks(day) == {"marked": 3, "issued 1": 4, "issued 2": 0, "voided 1": 0, "exchanged 1": 1, "exchanged 2": 0}
    day.vote(1, codes_on(at.hardware.printer.slips[-1])[0], VOTE)
    at.hands.scan(first)
    at.sees("slip_exchanged")


def test_a_slip_can_be_exchanged_for_another_booth_and_one_that_came_back_for_none(
    died: tuple[Day, list[str]],
) -> None:
    day, (first, second, _) = died
    day.resume(day.booth(2))
    (slip,) = exchange(day, first, booth=2)
    assert payload_of([slip])[BOOTH] == 2
    day.vote(2, slip, VOTE)
    day.menu(day.desk, "slip_back", day.role_cards[0])
    day.desk.hands.scan(second)
    day.desk.sees("slip_back_taken")
    day.desk.presses("ok")
    day.menu(day.desk, "exchange_slip")
    day.desk.hands.scan(second)
    day.desk.sees("slip_came_back")
    assert marks(day) == {"marked": 3, "issued 1": 3, "issued 2": 1, "voided 1": 1, "exchanged 1": 1, "exchanged 2": 0}


def test_the_menu_offers_it_only_when_a_booth_was_opened_again_and_with_both_cards(
    desk: Day, start: Callable[..., Day], opened: Snapshot
) -> None:
    assert "exchange_slip" in ACTS["desk"]
    desk.idle(desk.desk)
    desk.desk.hands.scan(desk.role_cards[0].texts[0])
    desk.desk.sees("polls")
    with pytest.raises(AssertionError):
        desk.desk.chooses("action_exchange_slip")


@pytest.mark.parametrize("torn", [False, True])
def test_the_power_goes_while_a_slip_is_exchanged(torn: bool, died: tuple[Day, list[str]]) -> None:
    """Before its marks, or in the middle of one: the same slip comes out afterwards, and no other one."""
    day, (first, *_) = died
    before = len(events(day.desk.hardware))
    day.desk.hardware.chips[0].cut_at(2, torn)  # the entry, then the new index
    with pytest.raises(PowerWentOff):
        exchange(day, first)
    day.resume(day.desk, "slip_again")
    day.desk.sees("show_card")
    (slip,) = day.newest_codes(day.desk)
    assert marks(day)["exchanged 1"] == 1 and marks(day)["issued 1"] == 4
    day.menu(day.desk, "exchange_slip")
    day.desk.hands.scan(first)
    day.desk.sees("slip_exchanged")
    day.desk.presses("back")
    day.vote(1, slip, VOTE)
    begin, end = regions(day.desk.hardware)["intents"]
    for chip in day.desk.hardware.chips:
        assert set(chip.array[begin:end]) <= {0, 0xFF}, "an entry still joins both slips"
    assert not [name for name, _ in events(day.desk.hardware)[before:] if "exchange" in name or "slip" in name]
