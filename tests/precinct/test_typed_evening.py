"""A slip of a finger in the evening: one field back, a number changed on the list, no count lost by one key."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.people.typed_numbers import OF_THE_DAY
from tests.precinct.day import Day, Snapshot
from tests.precinct.evening_numbers import numbers, read_totals_and_keys, say_right, type_fields
from tests.precinct.slip_objects import payload_of


@pytest.fixture
def day(start: Callable[..., Day], evening: Snapshot) -> Day:
    """A desk that waits for the first number."""
    day = start(evening)
    day.resume(day.desk)
    read_totals_and_keys(day)
    return day


def test_one_field_back_shows_what_was_typed_and_takes_another(day: Day) -> None:
    at, typed = day.desk, numbers()
    at.hands.expect(f"1/{len(typed)} C")
    first = len(OF_THE_DAY)  # place of the first contest's first field
    type_fields(day, [*typed[:first], 77])
    at.hands.expect(f"{first + 2}/{len(typed)} 1.P")
    at.presses("back")
    at.hands.expect(f"{first + 1}/{len(typed)} 1.E [77]")
    type_fields(day, typed[first:])
    say_right(day)
    at.sees("desk_closed", limit_ms=600_000)
    payload = payload_of(day.newest_codes(at))
    assert payload[16][0][0] == typed[first] and 12 not in payload


def test_back_at_the_first_field_or_on_the_list_asks_before_it_leaves(day: Day) -> None:
    at, typed = day.desk, numbers()
    at.presses("back")
    at.sees("count_leave")
    at.presses("back")
    at.hands.expect(f"1/{len(typed)} C")
    type_fields(day, typed)
    at.sees("numbers_look")
    at.presses("back")
    at.sees("count_leave")
    at.presses("back")
    at.sees("numbers_look")
    at.chooses("certificates")
    at.hands.expect(f"1/{len(typed)} C [0]")
    at.presses("back")
    at.sees("numbers_look")
    at.presses("back")
    at.sees("count_leave")
    at.presses("ok")
    at.sees("desk_closed")
    data = day.provisioned.terminals[0] / "data"
    assert not list(data.glob("protocol*")) and not list(data.glob("copies*"))
