"""The plug is pulled in the middle of everything else: check-in, printing, opening, closing, counting, clearing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.people.precinct import OFFICIAL, PowerWentOff
from simulator.people.slip_reader import codes_on
from tests.precinct.day import VOTE, Day, Snapshot
from tests.precinct.evening_numbers import ELECTRONIC, numbers, read_totals_and_keys, type_fields, type_numbers
from tests.precinct.slip_objects import payload_of
from tests.precinct.traces import ballots, events, marked


def test_in_the_middle_of_an_activation_slip_the_same_slip_comes_again(desk: Day) -> None:
    at = desk.desk
    desk.show_id(desk.labels[0])
    at.sees("may_vote")
    at.presses("ok", "ok")
    at.hardware.wait(lambda: at.hardware.printer.rows_printed > 500)
    at.hardware.pull_plug()
    desk.resume(at, "slip_again")
    at.sees("show_card")
    (code,) = desk.newest_codes(at)
    assert code.startswith("TM1:A:1/1:")
    assert marked(at.hardware, "marked") == 1
    assert marked(at.hardware, "issued 1") + marked(at.hardware, "issued 2") == 1
    at.hardware.pull_plug()
    desk.resume(at)  # the slip was handed over, so it is forgotten


@pytest.mark.parametrize("operation", range(1, 5))
def test_at_every_operation_of_a_check_in_nobody_gets_two_slips_or_none(desk: Day, operation: int) -> None:
    at = desk.desk
    desk.show_id(desk.labels[0])
    at.sees("may_vote")
    at.hardware.chips[operation % 2].cut_at((operation + 1) // 2, torn=True)
    with pytest.raises(PowerWentOff):
        at.presses("ok", "ok")
        at.sees("slip_given")
    at.hardware.plug_in()
    at.hands.expect("Было отключение")
    again = at.hands.screen.shows("Печатается")
    at.presses("ok")
    if not again:
        desk.check_in(desk.labels[0])
    desk.idle(at)
    assert len(desk.newest_codes(at)) == 1
    slips = at.hardware.printer.slips
    assert sum(bool(codes_on(slip)) for slip in slips) == 1  # beside a piece that the power cut left
    assert marked(at.hardware, "marked") == 1
    assert marked(at.hardware, "issued 1") + marked(at.hardware, "issued 2") == 1
    at.hardware.rest(5000)
    desk.show_id(desk.labels[0])
    at.sees("already_marked")


def test_an_identical_code_is_reprinted_however_often_the_power_goes(desk: Day) -> None:
    at = desk.desk
    desk.show_id(desk.labels[0])
    at.sees("may_vote")
    at.presses("ok", "ok")
    at.hardware.wait(lambda: len(at.hardware.printer.slips) == 1)
    (first,) = codes_on(at.hardware.printer.slips[0])  # out of the printer, but the desk has not heard so
    at.hardware.pull_plug()
    at.hardware.plug_in()
    at.sees("slip_again")
    at.hardware.pull_plug()
    desk.resume(at, "slip_again")
    at.sees("show_card")
    assert desk.newest_codes(at) == [first]


def test_while_a_ballot_is_printed_nothing_is_cast_and_the_piece_is_marked_spoiled(booth: Day) -> None:
    at = booth.at_review()
    at.presses("ok")
    at.hardware.wait(lambda: at.hardware.printer.rows_printed > 300)
    at.hardware.pull_plug()
    booth.resume(at, "power_not_cast")
    assert ballots(at.hardware) == 0
    assert len(at.hardware.printer.slips) >= 1
    booth.vote(1, booth.activation(), VOTE)
    assert ballots(at.hardware) == 1


def test_while_opening_the_zero_slip_is_printed_anew(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    at = day.booth(1)
    day.ask_to_open(at)
    day.officials(at)
    at.hardware.wait(lambda: at.hardware.printer.rows_printed > 400)
    at.hardware.pull_plug()
    day.open(at)
    day.idle(at)
    assert day.newest_codes(at)[0].startswith("TM1:Z:")
    assert events(at.hardware) == [("opened", OFFICIAL)]


@pytest.mark.parametrize("moment", ["sorting", "printing"])
def test_while_closing_the_booth_goes_on_closing(booth: Day, moment: str) -> None:
    at = booth.booth(1)
    for index in range(2):
        booth.vote(1, booth.activation(index=index), VOTE)
        booth.idle(at)
    booth.menu(at, "close") if moment == "printing" else None
    if moment == "printing":
        rows = at.hardware.printer.rows_printed
        at.hardware.wait(lambda: at.hardware.printer.rows_printed > rows + 500)
        at.hardware.pull_plug()
    else:
        at.hardware.chips[1].cut_at(5, torn=True)
        with pytest.raises(PowerWentOff):
            booth.menu(at, "close")
            at.sees("booth_closed")
    booth.resume(at)
    at.sees("booth_closed")
    assert [code[:8] for code in booth.newest_codes(at)] == [f"TM1:S:{part}/" for part in (1, 2, 3, 4)]
    assert ballots(at.hardware, "sorted") == 2 and ballots(at.hardware) == 0
    at.hardware.pull_plug()
    at.hardware.plug_in()
    at.sees("booth_closed")


@pytest.mark.parametrize("moment", ["typing", "printing"])
def test_while_counting_the_count_is_begun_again_or_printed_again(
    start: Callable[..., Day], evening: Snapshot, moment: str
) -> None:
    day = start(evening)
    at = day.desk
    day.resume(at)
    read_totals_and_keys(day)
    if moment == "typing":
        type_fields(day, numbers()[:4])
    if moment == "printing":
        type_numbers(day, numbers())
        rows = at.hardware.printer.rows_printed
        at.hardware.wait(lambda: at.hardware.printer.rows_printed > rows + 800)
    at.hardware.pull_plug()
    day.resume(at)
    if moment == "printing":
        at.sees("torn_void")
        at.presses("ok")
    else:
        at.sees("desk_closed")
        read_totals_and_keys(day)
        type_numbers(day, numbers())
    at.sees("desk_closed", limit_ms=600_000)
    payload = payload_of(day.newest_codes(at))
    assert payload[5] == ELECTRONIC
