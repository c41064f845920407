"""Who answers for which class of entries, and in how many days: for discrepancy files and the agreement alike."""

from __future__ import annotations

from typing import NamedTuple


class Answer(NamedTuple):
    """registers: whose authorities answer; days: working days from notification."""

    registers: tuple[str, ...]
    days: int


_LISTS = ("population", "interior")  # the registers that lists are made from
_ALL = (*_LISTS, "pension")
ANSWERS = {
    "deceased": Answer(_ALL, 3),  # what decides about a vote comes first
    "faulty": Answer(_LISTS, 3),
    "swapped_numbers": Answer(_LISTS, 3),
    "other_person": Answer(_LISTS, 3),
    "age_conflict": Answer(_LISTS, 3),
    "without_precinct": Answer(_LISTS, 3),
    "duplicate": Answer(_ALL, 5),
    "perhaps_same": Answer(_LISTS, 5),
    "conflict": Answer(_LISTS, 5),
    "doubtful_name": Answer(_LISTS, 5),
    "only_interior": Answer(("interior",), 5),
    "only_population": Answer(("population",), 5),
    "only_pension": Answer(("pension",), 10),
    "pension_conflict": Answer(("population", "pension"), 10),
}
