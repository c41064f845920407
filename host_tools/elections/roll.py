"""A precinct's voter roll as a CSV file."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from host_tools.elections.glyphs import printable_characters
from host_tools.elections.problems import InputError, Problem
from host_tools.formats import label
from host_tools.formats.definitions import Election
from host_tools.full_age import FULL_AGE_YEARS, of_full_age
from host_tools.text_files import Row, TextFileError, rows_of, text_of
from host_tools.text_rules import MOST_NAME_CHARACTERS, tidy, unseen

COLUMNS = ("number", "surname", "given_name", "patronymic", "birth_date")
STYLE_COLUMN = "style"  # in an election that has ballot styles, by their ids
MOST_VOTERS = 3000  # per precinct, by law
MOST_PROBLEMS = 20  # reported at once
FIRST_YEAR, LAST_YEAR = 1900, 2100  # of birth; another one is a slip of the keyboard


@dataclass(frozen=True)
class Voter:
    """One voter of a roll. style: number of the ballot style, from 1, where the election has styles."""

    number: str
    surname: str
    given_name: str
    patronymic: str
    birth_date: datetime.date
    style: int | None = None

    @property
    def name(self) -> str:
        """The full name as the desk shows it."""
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


def style_ids(election: Election) -> list[str]:
    """Ids of an election's ballot styles; none where everybody has every contest."""
    return [style.id for style in election.styles or ()]


def read_roll(
    path: Path,
    most_voters: int = MOST_VOTERS,
    day: datetime.date | None = None,
    printable: Collection[str] | None = None,
    styles: Sequence[str] = (),
) -> list[Voter]:
    """The voters of a file. InputError lists its faults line by line, without showing data of a voter.

    path: CSV as docs/election-file.md has it.
    most_voters: of one precinct.
    day: of voting; None skips the check of ages.
    printable: characters that terminals can draw; by default those of the font files.
    styles: ids of the election's ballot styles; with any, the file has a column `style`.
    """
    known = printable_characters() if printable is None else printable
    try:
        text = text_of(path.read_bytes(), path)
        results = _results(text, path, day, known, styles)
    except OSError as error:
        reason = "there is no such file, or you may not read it"
        raise InputError(path, [Problem(0, "", reason, "check the name")]) from error
    except TextFileError as error:
        raise InputError(path, [Problem(error.line, "", error.reason, error.way_out)]) from None
    voters = [result for result in results if isinstance(result, Voter)]
    problems = [result for result in results if isinstance(result, Problem)]
    if len(voters) > most_voters:
        reason = f"{len(voters)} voters are more than the {most_voters} of a precinct"
        problems.insert(0, Problem(0, "", reason, "divide the precinct"))
    if not voters and not problems:
        problems.append(Problem(0, "", "there is no voter in it", "add rows under the header"))
    if problems:
        more = len(problems) - MOST_PROBLEMS
        rest = [Problem(0, "", f"and {more} more problems", "correct these first")] if more > 0 else []
        raise InputError(path, problems[:MOST_PROBLEMS] + rest)
    return voters


def _results(
    text: str, path: Path, day: datetime.date | None, known: Collection[str] | None, styles: Sequence[str]
) -> list[Voter | Problem]:
    first_line: dict[str, int] = {}
    columns = (*COLUMNS, STYLE_COLUMN) if styles else COLUMNS
    rows = rows_of(text, path, columns)
    return [_styled(_voter(row.fields, row.line, first_line, day, known), row, styles) for row in rows]


def _styled(voter: Voter | Problem, row: Row, styles: Sequence[str]) -> Voter | Problem:
    """The voter with the ballot style of the row, where the election has styles."""
    if not styles or isinstance(voter, Problem):
        return voter
    if row.fields[STYLE_COLUMN] not in styles:
        return Problem(row.line, STYLE_COLUMN, "is no ballot style of the election", f"write {' or '.join(styles)}")
    return replace(voter, style=styles.index(row.fields[STYLE_COLUMN]) + 1)


def name_fault(text: str, known: Collection[str] | None) -> str | None:
    """Why a part of a name cannot be shown as it is, in words, or None. text: tidied."""
    if len(text) > MOST_NAME_CHARACTERS:
        return f"has {len(text)} characters, more than {MOST_NAME_CHARACTERS}"
    return unseen(text, known)


def birth_date_of(text: str) -> datetime.date | None:
    """A date written as 1980-05-17, or None if it is not a date on which a voter can be born."""
    try:
        found = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return found if len(text) == len("1980-05-17") and FIRST_YEAR <= found.year <= LAST_YEAR else None


def by_turns(voters: Sequence[Voter], election: Election) -> list[Voter]:
    """Invented voters, each with the next ballot style of the election; as they are if it has none."""
    styles = len(election.styles or ())
    return [replace(voter, style=at % styles + 1 if styles else None) for at, voter in enumerate(voters)]


def write_roll(voters: list[Voter], styles: Sequence[str] = ()) -> str:
    """The text of a CSV file that `read_roll` reads. styles: as there; a voter without one has the first."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow((*COLUMNS, STYLE_COLUMN) if styles else COLUMNS)
    for voter in voters:
        row = (voter.number, voter.surname, voter.given_name, voter.patronymic, voter.birth_date.isoformat())
        writer.writerow((*row, styles[(voter.style or 1) - 1]) if styles else row)
    return output.getvalue()


def _voter(
    fields: dict[str, str],
    line: int,
    first_line: dict[str, int],
    day: datetime.date | None,
    known: Collection[str] | None,
) -> Voter | Problem:
    number = fields["number"]
    if len(number) != label.NUMBER_DIGITS or not (number.isascii() and number.isdigit()):
        return Problem(line, "number", "is not 12 digits", "compare with the voter's card")
    if not label.number_is_valid(number):
        return Problem(line, "number", "has a wrong check digit", "compare with the voter's card")
    if label.number_is_placeholder(number):
        return Problem(line, "number", "stands for nobody: a right check digit and no person", "find the real number")
    first = first_line.setdefault(number, line)
    if first != line:
        return Problem(line, "number", f"stands in line {first} already", "remove one of the two")
    names = {name: tidy(fields[name]) for name in ("surname", "given_name", "patronymic")}
    for name, text in names.items():
        if not text and name != "patronymic":
            return Problem(line, name, "is empty", "write '-' where a person has none")
        if reason := name_fault(text, known):
            return Problem(line, name, reason, "type the name again, as on the voter's card")
    birth_date = birth_date_of(fields["birth_date"])
    if birth_date is None:
        reason = f"is no date of {FIRST_YEAR} to {LAST_YEAR}"
        return Problem(line, "birth_date", reason, "write it as 1980-05-17")
    if day is not None and not of_full_age(birth_date, day):
        reason = f"is not {FULL_AGE_YEARS} years before the day of voting, {day}"
        return Problem(line, "birth_date", reason, "correct the date, or take the line out")
    return Voter(number, names["surname"], names["given_name"], names["patronymic"], birth_date)
