"""Hand counts as a table that counters fill in: one line per precinct and line of the contest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from host_tools.audit.sitting import Sitting
from host_tools.errors import AuditError
from host_tools.text_files import rows_of, text_of
from host_tools.text_rules import visible
from host_tools.whole_files import write_text

COLUMNS = ("precinct", "line", "counted")
_MOST = 100_000


class CountsError(AuditError):
    """A table of hand counts that cannot be used. The message says file, line and the way out."""


def write_blank(path: Path, sitting: Sitting, precincts: Sequence[int]) -> None:
    """A table to fill in, without the published numbers: counters count blind."""
    rows = [f"{precinct},{line}," for precinct in precincts for line in sitting.lines]
    write_text(path, "\n".join([",".join(COLUMNS), *rows]) + "\n")


def read(path: Path, sitting: Sitting) -> dict[int, list[int]]:
    """Votes of each option by precinct; one with an empty cell is not counted yet. CountsError, TextFileError."""
    found: dict[int, dict[str, int]] = {}
    unfinished = set[int]()
    for row in rows_of(text_of(path.read_bytes(), path), path, COLUMNS):
        place = f"{path}: line {row.line}"
        number, line, counted = (row.fields[column] for column in COLUMNS)
        precinct = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
        if precinct not in sitting.reported.votes:
            raise CountsError(f"{place}: precinct {visible(number)} is not in the publication; correct the number")
        if line not in sitting.lines:
            raise CountsError(f"{place}: {visible(line)} is no line of {sitting.contest}: {', '.join(sitting.lines)}")
        if line in found.setdefault(precinct, {}):
            raise CountsError(f"{place}: {line} of precinct {precinct} stands in the table twice; remove one")
        if not counted:
            unfinished.add(precinct)
        elif not (counted.isascii() and counted.isdigit()) or int(counted) > _MOST:
            raise CountsError(f"{place}: {visible(counted)} is no number of votes; write digits only, up to {_MOST:,}")
        found[precinct][line] = int(counted or 0)
    for precinct, votes in found.items():
        if missing := [line for line in sitting.lines if line not in votes]:
            raise CountsError(
                f"{path}: precinct {precinct} lacks the line {missing[0]}; add it, 0 where it has no vote"
            )
    return {
        precinct: [votes[line] for line in sitting.lines]
        for precinct, votes in sorted(found.items())
        if precinct not in unfinished
    }
