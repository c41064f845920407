"""The numbers of the prepared evening: three ballots at the booths, one voter with paper, see `conftest.evening`."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.people.precinct import OFFICIAL
from tests.precinct.day import Day

# Votes of each contest's positions: options, then blank.
ELECTRONIC = [[0, 1, 0, 0, 2, 0, 0, 0], [2, 1, 0], [1, 1, 1]]
RECEIVED, UNUSED = 10, 9
_TYPED = (
    "certificates",
    "paper_received",
    "paper_outside",
    "paper_spoiled",
    "paper_unused",
    "box_portable",
    "box_room",
)
_FIELDS = dict(zip(_TYPED, (0, RECEIVED, 0, 0, UNUSED, 0, 1), strict=True))
_PAPER = [[1, 0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0], [1, 0, 0, 0]]  # options, blank, invalid


def numbers(paper: list[list[int]] = _PAPER, **changes: int) -> list[int]:
    """What is typed, in the order asked. paper: votes on paper of each contest; changes: other fields."""
    return [*{**_FIELDS, **changes}.values(), *(count for contest in paper for count in contest)]


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
