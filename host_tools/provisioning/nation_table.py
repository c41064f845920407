"""A table of a nation's precincts, one per row: what `tamga provision` takes as options, for all of them.

CSV with the columns number, name_kk, name_ru, name_en, and any of: district, kind, booths, desks, slots, voters, roll,
style, opens, closes, minutes_east, needed, holders, people, spare_booth, spare_desk. An empty field is the default of
its option. Every fault is reported with its line before anything is made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from host_tools.elections.problems import InputError, Problem
from host_tools.elections.settings import minutes_of
from host_tools.errors import TamgaError
from host_tools.formats.definitions import LANGUAGES, Hours, SpecialKind
from host_tools.text_files import rows_of, text_of
from host_tools.text_rules import fault_of_name, tidy

COLUMNS = ("number", *(f"name_{language}" for language in LANGUAGES))
_WHOLE = ("booths", "desks", "slots", "voters", "minutes_east", "needed", "holders")
OTHER_COLUMNS = ("district", "kind", "roll", "style", "opens", "closes", "people", "spare_booth", "spare_desk", *_WHOLE)
_KINDS = get_args(SpecialKind)
_PEOPLE_BETWEEN = "|"
_MOST_PROBLEMS = 20
_INTEGER = re.compile(r"-?[0-9]{1,10}")
_FOLDER_NAME = re.compile(r"[^/\\.\0][^/\\\0]*")


@dataclass(frozen=True)
class TableRow:
    """One precinct. fields: of its plan, as given; voters: on a packed roll, None to be counted; roll: its own list.

    style: id of the ballot style of all voters of a packed roll; "" if none is given. spare_desk: serial number of the
    spare of its desks; "" if none is given.
    """

    line: int
    number: int
    district: str
    fields: Mapping[str, Any]
    voters: int | None
    roll: Path | None
    style: str = ""
    spare_desk: str = ""

    def folder(self, below: Path) -> Path:
        """Where its files are: below its district's folder, where it has a district."""
        return below / self.district / f"{self.number:05d}" if self.district else below / f"{self.number:05d}"


class RowError(TamgaError):
    """A field that cannot be used. The message says why, and the way out."""


def read_table(path: Path) -> list[TableRow]:
    """The rows in the order of the file. InputError lists faults line by line; TextFileError: it is no such table."""
    found: list[TableRow] = []
    problems: list[Problem] = []
    lines: dict[int, int] = {}
    for row in rows_of(text_of(path.read_bytes(), path), path, COLUMNS, with_others=True):
        if strange := [name for name in row.fields if name not in (*COLUMNS, *OTHER_COLUMNS)]:
            known = ", ".join(OTHER_COLUMNS)
            raise InputError(path, [Problem(1, strange[0], "is no column of this table", f"known are: {known}")])
        try:
            one = _row(row.line, row.fields, path.parent)
            before = lines.setdefault(one.number, row.line)
            if before != row.line:
                raise RowError(f"number: {one.number} stands in line {before} already; keep one of the two")
            found.append(one)
        except TamgaError as error:
            problems.append(Problem(row.line, *_said(str(error))))
    if not found and not problems:
        problems.append(Problem(0, "", "there is no precinct in it", "add rows under the header"))
    if problems:
        raise InputError(path, problems[:_MOST_PROBLEMS])
    return found


def _said(text: str) -> tuple[str, str, str]:
    """(field, reason, way out) of a message."""
    field, _, rest = text.partition(": ")
    reason, _, way_out = rest.partition("; ")
    return field, reason, way_out or "correct it"


def _row(line: int, cells: Mapping[str, str], beside: Path) -> TableRow:
    numbers = {name: _whole(name, cells[name]) for name in ("number", *_WHOLE) if cells.get(name)}
    if "number" not in numbers:
        raise RowError("number: is empty; give each precinct its number")
    fields: dict[str, Any] = {name: numbers[name] for name in _WHOLE if name in numbers and name != "voters"}
    fields["names"] = {language: cells[f"name_{language}"] for language in LANGUAGES}
    for language, name in fields["names"].items():
        if fault := fault_of_name(name):
            raise RowError(f"name_{language}: {fault}")
    if bool(cells.get("opens")) != bool(cells.get("closes")):
        raise RowError("opens: has no closes, or the other way round; give both or neither")
    if cells.get("opens"):
        fields["hours"] = Hours(minutes_of(cells["opens"]), minutes_of(cells["closes"]))
    if kind := cells.get("kind"):
        if kind not in _KINDS:
            raise RowError(f"kind: is none of a special precinct; write {', '.join(_KINDS)}, or nothing")
        fields["kind"] = kind
    if cells.get("people"):
        fields["people"] = tuple(name.strip() for name in cells["people"].split(_PEOPLE_BETWEEN))
    if spare := cells.get("spare_booth"):
        fields["spare"] = spare
    district = tidy(cells.get("district", ""))
    if district and not _FOLDER_NAME.fullmatch(district):
        raise RowError("district: is the name of a folder, too; write it without slashes and not with a dot first")
    roll = beside / cells["roll"] if cells.get("roll") else None
    if roll is not None and "voters" in numbers:
        raise RowError("voters: counts a packed roll, and this row has a roll of its own; leave one of the two empty")
    style = cells.get("style", "")
    if roll is not None and style:
        raise RowError("style: is of a packed roll, and this row has a roll that says it of each voter; leave it empty")
    spare_desk = cells.get("spare_desk", "")
    return TableRow(line, numbers["number"], district, fields, numbers.get("voters"), roll, style, spare_desk)


def _whole(name: str, text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise RowError(f"{name}: is no whole number; write digits alone")
    return int(text)
