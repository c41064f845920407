"""Hand counts as a table that counters fill in: one line per precinct and line of the contest; and who counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from host_tools.audit.sitting import Sitting
from host_tools.errors import AuditError
from host_tools.text_files import rows_of, text_of
from host_tools.text_rules import visible
from host_tools.whole_files import write_text

COLUMNS = ("precinct", "line", "counted")
COUNTERS = ("precinct", "count", "person")
MISSING = "missing"  # in place of a number: the paper is not there, or its seals are not those of the acts
_MOST, _FEWEST_PERSONS = 100_000, 2


class CountsError(AuditError):
    """A table of hand counts that cannot be used. The message says file, line and the way out."""


def write_blank(path: Path, sitting: Sitting, precincts: Sequence[int]) -> None:
    """A table to fill in, without the published numbers: counters count blind."""
    rows = [f"{precinct},{line}," for precinct in precincts for line in sitting.lines]
    write_text(path, "\n".join([",".join(COLUMNS), *rows]) + "\n")


def write_blank_counters(path: Path, precincts: Sequence[int]) -> None:
    """A table of who counted, for precincts that are counted again."""
    rows = [f"{precinct},{count}," for precinct in precincts for count in (1, 1, 2, 2)]
    write_text(path, "\n".join([",".join(COUNTERS), *rows]) + "\n")


def read(path: Path, sitting: Sitting) -> dict[int, list[int] | None]:
    """Votes of each option by precinct; None if its paper is missing. One with an empty cell is not counted yet.

    CountsError, TextFileError.
    """
    found: dict[int, dict[str, int]] = {}
    unfinished, without_paper = set[int](), set[int]()
    for row in rows_of(text_of(path.read_bytes(), path), path, COLUMNS):
        place = f"{path}: line {row.line}"
        number, line, counted = (row.fields[column] for column in COLUMNS)
        precinct = _precinct(number, sitting, place)
        if line not in sitting.lines:
            raise CountsError(f"{place}: {visible(line)} is no line of {sitting.contest}: {', '.join(sitting.lines)}")
        if line in found.setdefault(precinct, {}):
            raise CountsError(f"{place}: {line} of precinct {precinct} stands in the table twice; remove one")
        if counted == MISSING:
            without_paper.add(precinct)
            counted = ""
        elif not counted:
            unfinished.add(precinct)
        elif not (counted.isascii() and counted.isdigit()) or int(counted) > _MOST:
            raise CountsError(
                f"{place}: {visible(counted)} is no number of votes; write digits only, up to {_MOST:,}, or {MISSING}"
            )
        found[precinct][line] = int(counted or 0)
    for precinct, votes in found.items():
        if missing := [line for line in sitting.lines if line not in votes]:
            raise CountsError(
                f"{path}: precinct {precinct} lacks the line {missing[0]}; add it, 0 where it has no vote"
            )
    return {
        precinct: None if precinct in without_paper else [votes[line] for line in sitting.lines]
        for precinct, votes in sorted(found.items())
        if precinct in without_paper or precinct not in unfinished
    }


def check_counters(path: Path, sitting: Sitting, counted_again: Iterable[int]) -> None:
    """CountsError where a second count was not made by two people of whom none made the first; TextFileError."""
    persons: dict[tuple[int, str], set[str]] = {}
    for row in rows_of(text_of(path.read_bytes(), path), path, COUNTERS):
        place = f"{path}: line {row.line}"
        number, count, person = (row.fields[column] for column in COUNTERS)
        if count not in ("1", "2"):
            raise CountsError(f"{place}: {visible(count)} is no count; write 1 for the first and 2 for the second")
        if person:
            persons.setdefault((_precinct(number, sitting, place), count), set()).add(" ".join(person.split()).lower())
    for precinct in counted_again:
        first, second = (persons.get((precinct, count), set()) for count in ("1", "2"))
        if min(len(first), len(second)) < _FEWEST_PERSONS:
            raise CountsError(f"{path}: name {_FEWEST_PERSONS} persons of each count of precinct {precinct}")
        if both := first & second:
            raise CountsError(
                f"{path}: {visible(min(both))} made both counts of precinct {precinct}; have others count it again"
            )


def _precinct(number: str, sitting: Sitting, place: str) -> int:
    precinct = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    if precinct not in sitting.reported.votes:
        raise CountsError(f"{place}: precinct {visible(number)} is not in the publication; correct the number")
    return precinct
