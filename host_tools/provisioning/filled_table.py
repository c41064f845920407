"""Fill the spare columns of a nation's table: for each district as many spares as a share of its places, each of few.

A spare has secrets of all its precincts, so it gets few of them, and those that follow each other in the table. The
table itself stays as it is: what is filled is a new one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from pathlib import Path

from host_tools.elections.problems import InputError, Problem
from host_tools.formats.definitions import Role
from host_tools.provisioning.nation_table import COLUMNS, read_table
from host_tools.provisioning.plan import PREFIX, fault_of_spare
from host_tools.provisioning.queueing.advice import in_whole
from host_tools.text_files import Row, rows_of, text_of

MOST_BOOTHS = 20  # of a precinct, with its spare
_LEAST_SPARE = 0.5  # of one: a district whose share is less is too small for a spare of its own
_COLUMN: dict[Role, str] = {"booth": "spare_booth", "desk": "spare_desk"}
_PLACES: dict[Role, str] = {"booth": "booths", "desk": "desks"}
_LETTER: dict[Role, str] = {"booth": "B", "desk": "D"}


@dataclass(frozen=True)
class Wish:
    """What a technician wants. share: of the places, 0 to 1. most: precincts of one spare. small: districts whose share
    is less than half a spare get one all the same; else they are refused. usual: places of a precinct whose row says
    none, by role.
    """

    roles: Sequence[Role]
    share: float
    most: int
    small: bool
    usual: Mapping[Role, int]
    prefix: str = f"{PREFIX}-S"


@dataclass(frozen=True)
class Filled:
    """The new table. spares: for each district by role, how many spares it has, and precincts of the largest one.

    short: spares by district and role that its share asks for beyond one per precinct: they go along without places.
    """

    text: str
    spares: Mapping[tuple[str, Role], tuple[int, int]]
    short: Mapping[tuple[str, Role], int]


def filled(path: Path, wish: Wish) -> Filled:
    """A table with its spare columns filled. InputError: it has some, or cannot have them, line by line."""
    read_table(path)  # whatever else is wrong with it is said first
    rows = list(rows_of(text_of(path.read_bytes(), path), path, COLUMNS, with_others=True))
    problems: list[Problem] = []
    cells = [dict(row.fields) for row in rows]
    spares: dict[tuple[str, Role], tuple[int, int]] = {}
    short: dict[tuple[str, Role], int] = {}
    for role in wish.roles:
        column = _COLUMN[role]
        problems += [_taken(row, column) for row in rows if row.fields.get(column)]
        for at, (district, own) in enumerate(_districts(rows), 1):
            places = sum(_places(row, role, wish) for row, _ in own)
            wanted = wish.share * places
            if wanted < _LEAST_SPARE and not wish.small:
                problems.append(_too_small(own[0][0], district, places, role, wish.share))
                continue
            count = min(len(own), max(1, in_whole(wanted), ceil(len(own) / wish.most)))
            short[district, role] = max(0, in_whole(wanted) - count)
            parts = _parts(own, count)
            spares[district, role] = count, max(map(len, parts))
            for number, part in enumerate(parts, 1):
                for row, place in part:
                    cells[place][column] = f"{wish.prefix}{at}-{_LETTER[role]}{number}"
                    if role == "booth":
                        problems += _with_spare(row, cells[place], wish)
    serials = {cell.get(column, "") for cell in cells for column in _COLUMN.values()} - {""}
    if fault := next(filter(None, (fault_of_spare(serial, PREFIX) for serial in sorted(serials))), None):
        problems.append(Problem(0, "", fault, "give another --prefix"))
    if problems:
        raise InputError(path, problems[:20])
    header = [*rows[0].fields, *(name for name in _added(wish.roles) if name not in rows[0].fields)]
    return Filled(_text(header, cells), spares, {key: value for key, value in short.items() if value})


def _added(roles: Iterable[Role]) -> list[str]:
    """Columns that a filled table must have."""
    return [name for role in roles for name in ((_PLACES[role],) if role == "booth" else ()) + (_COLUMN[role],)]


def _districts(rows: Sequence[Row]) -> list[tuple[str, list[tuple[Row, int]]]]:
    """Each district with its rows and their places in the table, in the table's order."""
    found: dict[str, list[tuple[Row, int]]] = {}
    for place, row in enumerate(rows):
        found.setdefault(row.fields.get("district", ""), []).append((row, place))
    return list(found.items())


def _places(row: Row, role: Role, wish: Wish) -> int:
    """Booths or desks of a precinct, without its spare."""
    return int(row.fields.get(_PLACES[role]) or wish.usual[role])


def _parts(own: Sequence[tuple[Row, int]], count: int) -> list[Sequence[tuple[Row, int]]]:
    """A district's rows in so many parts, as even as can be, in their order."""
    ends = [len(own) * number // count for number in range(count + 1)]
    return [own[begin:end] for begin, end in pairwise(ends)]


def _with_spare(row: Row, cells: dict[str, str], wish: Wish) -> list[Problem]:
    """Count the spare among a row's booths; what is wrong with that."""
    booths = _places(row, "booth", wish) + 1
    cells["booths"] = str(booths)
    if booths <= MOST_BOOTHS:
        return []
    reason = f"{booths - 1} and a spare are more than {MOST_BOOTHS}"
    return [Problem(row.line, "booths", reason, "make two precincts of it")]


def _taken(row: Row, column: str) -> Problem:
    return Problem(row.line, column, f"has {row.fields[column]} already", "begin with a table without spares")


def _too_small(row: Row, district: str, places: int, role: Role, share: float) -> Problem:
    whose = district or "the nation"
    reason = f"{whose} has {places} {_PLACES[role]}, and {share:.0%} of them are less than half a spare"
    return Problem(
        row.line, "district", reason, "put it together with a neighbour, or give it one all the same (--small)"
    )


def _text(header: Sequence[str], cells: Iterable[Mapping[str, str]]) -> str:
    target = io.StringIO()
    lines = csv.DictWriter(target, header, restval="", lineterminator="\n")
    lines.writeheader()
    lines.writerows(cells)
    return target.getvalue()
