"""The numbers of the prepared evening: three ballots at the booths, one voter with paper, see `conftest.evening`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from host_tools.elections.election_file import read_election
from simulator.people.precinct import OFFICIAL
from simulator.people.typed_numbers import typed_numbers
from tests.precinct.day import ELECTION, Day

# Votes of each contest's positions: options, then blank.
ELECTRONIC = [[0, 1, 0, 0, 2, 0, 0, 0], [2, 1, 0], [1, 1, 1]]
RECEIVED, ISSUED = 10, 1
_PAPER = [[1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0], [1, 0, 0, 0, 0]]  # options, blank, every answer, invalid


def numbers(
    paper: list[list[int]] = _PAPER, issued: int = ISSUED, election: Path = ELECTION, **changes: int
) -> list[int]:
    """What is typed, in the order asked. paper: votes on paper of each contest; changes: other numbers."""
    received = changes.pop("received", RECEIVED)
    return typed_numbers(read_election(election), paper, received, issued, **changes)


def read_totals_and_keys(
    day: Day, keys: tuple[int, ...] = (1, 3, 5), totals: Sequence[Sequence[str]] | None = None
) -> None:
    """From the closed desk's menu to the first number. totals: each booth's codes; None for those of the evening."""
    day.menu(day.desk, "count")
    for codes in day.also["totals"] if totals is None else totals:  # type: ignore[attr-defined]
        day.desk.sees("totals_show")
        for code in codes:
            day.desk.hands.scan(code)
    for key in keys:
        day.desk.sees("key_card_show")
        day.show_card(day.desk, day.key_cards[OFFICIAL][key - 1])


def count(day: Day, typed: list[int]) -> None:
    """The desk is plugged in again and counts: sealed totals, three key cards, all numbers found right."""
    day.resume(day.desk)
    read_totals_and_keys(day)
    type_numbers(day, typed)


def type_fields(day: Day, typed: list[int]) -> None:
    """Type numbers, one field after the other."""
    for number in typed:
        day.desk.hands.type_digits(f"{number:04d}")
        day.desk.must_be_on()


def type_numbers(day: Day, typed: list[int]) -> None:
    """Type all numbers, and find the list of them right."""
    type_fields(day, typed)
    say_right(day)


def say_right(day: Day) -> None:
    """The list of all numbers is looked over and found right."""
    day.desk.sees("numbers_look")
    day.desk.chooses("numbers_right")
