"""The protocol on paper: copies that paper or power interrupts, and copies that are printed again."""

from __future__ import annotations

from collections.abc import Callable

import cbor2
import pytest

from host_tools.formats import cose
from simulator.people.precinct import Terminal
from simulator.people.slip_reader import codes_on
from tests.precinct.day import Day, Snapshot
from tests.precinct.evening_numbers import count, numbers
from tests.precinct.traces import events


@pytest.fixture
def day(start: Callable[..., Day], counted: Snapshot) -> Day:
    """A desk with its protocol on the wall."""
    day = start(counted)
    day.resume(day.desk)
    return day


def printed(day: Day) -> dict[int, list[int]]:
    """Number of a protocol -> [first copies that are whole, copies printed again]."""
    signed = (day.provisioned.terminals[0] / "data" / "copies-0.cose").read_bytes()
    *_, copies = cbor2.loads((cose.peek1(signed) or (b"", b""))[1])
    return copies


def whole_slips(at: Terminal) -> list[list[str]]:
    """The codes of every piece of paper that has all of a protocol's."""
    found = [codes_on(slip) for slip in at.hardware.printer.slips]
    return [codes for codes in found if codes and len(codes) == int(codes[0].split("/")[1].split(":")[0])]


def again(day: Day) -> None:
    day.menu(day.desk, "reprint", day.role_cards[0])
    day.desk.chooses("copy_whole")
    day.desk.sees("desk_closed", limit_ms=600_000)
    day.desk.hardware.rest(3000)


def test_each_copy_printed_again_has_its_own_number(day: Day) -> None:
    at = day.desk
    for number in (1, 2):
        again(day)
        assert printed(day) == {1: [2, number]}
        assert events(at.hardware)[-1] == ("reprinted", number)
    first, second = at.hardware.printer.slips[-2:]
    assert codes_on(first) == codes_on(second) and first.tobytes() != second.tobytes()


def test_an_observer_gets_the_part_of_one_contest_with_all_codes(day: Day) -> None:
    at = day.desk
    whole = codes_on(at.hardware.printer.slips[-1]) if at.hardware.printer.slips else None
    day.menu(at, "reprint", day.role_cards[0])
    at.hands.choose("Объявить ли День баурсака праздником?")
    at.sees("desk_closed", limit_ms=600_000)
    at.hardware.rest(3000)
    part = at.hardware.printer.slips[-1]
    assert len(codes_on(part)) == int(codes_on(part)[0].split("/")[1].split(":")[0])
    assert whole is None or codes_on(part) == whole
    assert part.height / 8 < 700 and printed(day) == {1: [2, 1]}


def test_a_copy_that_the_power_tears_is_void_and_keeps_its_number(day: Day) -> None:
    at = day.desk
    day.menu(at, "reprint", day.role_cards[0])
    at.chooses("copy_whole")
    rows = at.hardware.printer.rows_printed
    at.hardware.wait(lambda: at.hardware.printer.rows_printed > rows + 900)
    at.hardware.pull_plug()
    day.resume(at)
    at.sees("desk_closed")  # all first copies are there: the chair says whether another is wanted
    again(day)
    assert printed(day) == {1: [2, 2]}
    assert len(whole_slips(at)) == 1


def test_the_second_copy_is_printed_after_a_power_cut_in_it(start: Callable[..., Day], evening: Snapshot) -> None:
    day = start(evening)
    at = day.desk
    count(day, numbers())
    at.hardware.wait(lambda: len(whole_slips(at)) == 1, 600_000)
    rows = at.hardware.printer.rows_printed
    at.hardware.wait(lambda: at.hardware.printer.rows_printed > rows + 900)
    at.hardware.pull_plug()
    assert printed(day) == {1: [1, 0]}
    day.resume(at)
    at.sees("slip_copy", 2, 2)
    at.sees("torn_void")
    at.presses("ok")
    at.sees("desk_closed", limit_ms=600_000)
    assert printed(day) == {1: [2, 0]}
    assert len(whole_slips(at)) == 2
    at.hardware.pull_plug()
    day.resume(at)
    at.sees("desk_closed")


def test_paper_that_ends_within_a_copy_is_said_and_the_piece_is_void(day: Day) -> None:
    at = day.desk
    at.hardware.printer.paper_left_mm = 300
    day.menu(at, "reprint", day.role_cards[0])
    at.chooses("copy_whole")
    at.sees("printer_paper_out", limit_ms=600_000)
    at.hardware.printer.load_paper()
    at.presses("ok")
    at.sees("torn_void")
    at.sees("desk_closed", limit_ms=600_000)
    at.hardware.rest(3000)
    assert len(whole_slips(at)) == 1
    assert printed(day) == {1: [2, 1]}


def test_a_desk_that_loses_power_again_and_again_comes_back_as_it_was(day: Day) -> None:
    at = day.desk
    before = {path.name: path.read_bytes() for path in (day.provisioned.terminals[0] / "data").glob("*.cose")}
    for _ in range(3):
        at.hardware.pull_plug()
        day.resume(at)
        at.sees("desk_closed")
    after = {path.name: path.read_bytes() for path in (day.provisioned.terminals[0] / "data").glob("*.cose")}
    assert after == before
