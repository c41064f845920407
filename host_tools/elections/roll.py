"""A precinct's voter roll as a CSV file."""

from __future__ import annotations

import csv
import datetime
import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from host_tools.elections.problems import InputError, Problem
from host_tools.formats import label

COLUMNS = ("number", "surname", "given_name", "patronymic", "birth_date")
MOST_VOTERS = 3000  # per precinct, by law
MOST_PROBLEMS = 20  # reported at once
FULL_AGE_YEARS = 18  # Constitution art. 33
FIRST_YEAR, LAST_YEAR = 1900, 2100  # of birth; another one is a slip of the keyboard


@dataclass(frozen=True)
class Voter:
    """One voter of a roll."""

    number: str
    surname: str
    given_name: str
    patronymic: str
    birth_date: datetime.date

    @property
    def name(self) -> str:
        """The full name as the desk shows it."""
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


def read_roll(path: Path, most_voters: int = MOST_VOTERS) -> list[Voter]:
    """The voters of a file. InputError lists what is wrong with it, line by line, and shows nothing of a voter."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(path, [Problem(0, "", f"cannot be read ({error.strerror})", "check the name")]) from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise InputError(path, [Problem(line, "", "is not UTF-8", "export the file as UTF-8")]) from error
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="more", restval=None)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        reason = f"the header is not {','.join(COLUMNS)}"
        raise InputError(path, [Problem(1, "", reason, "name the columns so, in this order")])
    voters: list[Voter] = []
    problems: list[Problem] = []
    first_line: dict[str, int] = {}
    try:
        for row in reader:
            result = _voter(row, reader.line_num, first_line)
            if isinstance(result, Voter):
                voters.append(result)
            else:
                problems.append(result)
    except csv.Error as error:
        problems.append(
            Problem(reader.line_num + 1, "", f"is not CSV: {error}", "look for a quotation mark too many")
        )
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


def under_age(voters: list[Voter], path: Path, day: datetime.date) -> None:
    """InputError for voters who are not 18 on the day of an election. Born on 29 February counts from 1 March."""
    try:
        youngest = day.replace(year=day.year - FULL_AGE_YEARS)
    except ValueError:
        youngest = datetime.date(day.year - FULL_AGE_YEARS, 2, 28)
    young = sum(voter.birth_date > youngest for voter in voters)
    if young:
        reason = f"{young} voters are not {FULL_AGE_YEARS} on the election day, {day}"
        raise InputError(path, [Problem(0, "birth_date", reason, "take them off, or correct the dates")])


def birth_date_of(text: str) -> datetime.date | None:
    """A date written as 1980-05-17, or None if it is not a date on which a voter can be born."""
    try:
        found = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return found if len(text) == len("1980-05-17") and FIRST_YEAR <= found.year <= LAST_YEAR else None


def has_control_character(text: str) -> bool:
    """Whether something in a name cannot stand on one line of a screen: a line break, a tab, a terminal's command."""
    return any(unicodedata.category(character) == "Cc" for character in text)


def write_roll(voters: list[Voter]) -> str:
    """The text of a CSV file that `read_roll` reads."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(COLUMNS)
    for voter in voters:
        writer.writerow((voter.number, voter.surname, voter.given_name, voter.patronymic, voter.birth_date.isoformat()))
    return output.getvalue()


def _voter(row: dict[str, str | None], line: int, first_line: dict[str, int]) -> Voter | Problem:
    if None in row.values() or "more" in row:
        return Problem(line, "", f"does not have {len(COLUMNS)} columns", "put names with commas in quotation marks")
    fields = {name: (row[name] or "").strip() for name in COLUMNS}
    number = fields["number"]
    if len(number) != label.NUMBER_DIGITS or not (number.isascii() and number.isdigit()):
        return Problem(line, "number", "is not 12 digits", "compare with the voter's card")
    if not label.number_is_valid(number):
        return Problem(line, "number", "has a wrong check digit", "compare with the voter's card")
    if label.number_is_placeholder(number):
        return Problem(line, "number", "is a placeholder, not a personal number", "compare with the voter's card")
    first = first_line.setdefault(number, line)
    if first != line:
        return Problem(line, "number", f"stands in line {first} already", "remove one of the two")
    for name in ("surname", "given_name"):
        if not fields[name]:
            return Problem(line, name, "is empty", "write '-' where a person has none")
    for name in ("surname", "given_name", "patronymic"):
        if has_control_character(fields[name]):
            return Problem(line, name, "has a line break or another control character", "type the name again")
    birth_date = birth_date_of(fields["birth_date"])
    if birth_date is None:
        reason = f"is no date of {FIRST_YEAR} to {LAST_YEAR}"
        return Problem(line, "birth_date", reason, "write it as 1980-05-17")
    return Voter(number, fields["surname"], fields["given_name"], fields["patronymic"], birth_date)
