"""An election file (TOML, described in docs/election-file.md) as an election definition."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from host_tools.elections import locate
from host_tools.elections.checks import find_problems
from host_tools.elections.glyphs import printable_characters
from host_tools.elections.problems import InputError, Problem
from host_tools.elections.settings import Settings
from host_tools.formats.definitions import MOST_STYLES, Blank, Contest, Election, Option, PercentOf, Style
from host_tools.text_files import TextFileError, toml_of
from host_tools.validation import field_of, reason

# What is left out of a definition is all ballots.
_PERCENT_OF: dict[str, Literal[1, 2] | None] = {"ballots": None, "valid": PercentOf.VALID, "votes": PercentOf.VOTES}
_BLANK = {"not_allowed": Blank.NOT_ALLOWED, "line": Blank.OWN_LINE, "invalid": Blank.INVALID}
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
NameText = Annotated[str, Field(min_length=1, max_length=200)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class FileNames(_Table):
    """A name in the three languages."""

    kk: NameText
    ru: NameText
    en: NameText


class FileOption(_Table):
    """`[[contests.options]]`."""

    id: Id
    name: FileNames


class FileContest(_Table):
    """`[[contests]]`."""

    id: Id
    title: FileNames
    votes_allowed: Annotated[int, Field(ge=1, le=20)] = 1
    blank: Literal["not_allowed", "line", "invalid"] = "invalid"
    kind: Literal["election", "referendum"] = "election"
    percent_of: Literal["ballots", "valid", "votes"] = "ballots"
    against_all: FileNames | None = None
    colour: FileNames | None = None
    options: Annotated[list[FileOption], Field(min_length=1, max_length=64)]


class FileStyle(_Table):
    """`[[styles]]`. contests: their ids."""

    id: Id
    name: FileNames
    contests: Annotated[list[Id], Field(min_length=1)]


class FileElection(_Table):
    """The whole file."""

    id: Id
    date: datetime.date
    title: FileNames
    settings: Settings = Settings()
    contests: Annotated[list[FileContest], Field(min_length=1, max_length=20)]
    styles: Annotated[list[FileStyle], Field(max_length=MOST_STYLES)] = []


def read_election(path: Path, printable: set[str] | None = None) -> Election:
    """The election definition of a file.

    printable: characters that the terminals can print; by default those of the font files, if there are any.
    InputError lists every problem with line, field, reason and way out.
    """
    try:
        content, text = toml_of(path.read_bytes(), path)
    except OSError as error:
        raise _one(path, 0, "there is no such file, or you may not read it", "check the name") from error
    except TextFileError as error:
        raise _one(path, error.line, error.reason, error.way_out) from None
    lines = locate.field_lines(text)
    try:
        file = FileElection.model_validate(content)
        if wrong := _wrong_styles(file, lines):
            raise InputError(path, wrong)
        election = _definition(file)
    except ValidationError as error:
        raise InputError(path, [_problem(error, lines) for error in error.errors()]) from error
    known = printable_characters() if printable is None else printable
    problems = find_problems(election, known, lines)
    if problems:
        raise InputError(path, problems)
    return election


def _definition(file: FileElection) -> Election:
    contests = []
    for contest in file.contests:
        options = [Option(id=option.id, names=option.name.model_dump()) for option in contest.options]
        if contest.against_all:
            options.append(Option(id="against-all", names=contest.against_all.model_dump(), against_all=True))
        contests.append(
            Contest(
                id=contest.id,
                title=contest.title.model_dump(),
                votes_allowed=contest.votes_allowed,
                blank=_BLANK[contest.blank],
                options=options,
                referendum=True if contest.kind == "referendum" else None,
                colour=contest.colour.model_dump() if contest.colour else None,
                percent_of=_PERCENT_OF[contest.percent_of],
            )
        )
    is_referendum = all(contest.kind == "referendum" for contest in file.contests)
    return Election(
        id=file.id,
        title=file.title.model_dump(),
        date=file.date.isoformat(),
        contests=contests,
        settings=file.settings.to_map() | ({"referendum": True} if is_referendum else {}),
        styles=[_style(style, file.contests) for style in file.styles] or None,
    )


def _style(style: FileStyle, contests: Sequence[FileContest]) -> Style:
    """In the order of the ballot, whatever order the file has."""
    numbers = [number for number, contest in enumerate(contests) if contest.id in style.contests]
    return Style(id=style.id, names=style.name.model_dump(), contests=numbers)


def _wrong_styles(file: FileElection, lines: dict[locate.Path, int]) -> list[Problem]:
    """Ballot styles that name no contest of the election or one twice, and contests that nobody has."""
    known, problems = [contest.id for contest in file.contests], []
    for at, style in enumerate(file.styles):
        line = locate.line_of(("styles", at, "contests"), lines)
        for name in dict.fromkeys(style.contests):
            if name not in known:
                problems.append(Problem(line, f"{style.id}.contests", f"{name} is no contest", "write ids of contests"))
            elif style.contests.count(name) > 1:
                problems.append(Problem(line, f"{style.id}.contests", f"{name} stands twice", "name each once"))
    given = {name for style in file.styles for name in style.contests}
    for at, name in enumerate(known):
        if file.styles and name not in given:
            line = locate.line_of(("contests", at, "id"), lines)
            problems.append(Problem(line, name, "is in no ballot style", "name it in one, or take it out"))
    return problems


_WAYS_OUT = {
    "missing": "add it",
    "extra_forbidden": "remove it, or see docs/election-file.md for how it is spelt",
    "string_type": "put it in quotation marks",
}
_TIME, _ID = "times look like 07:00", "ids have small letters, digits and hyphens"


def _problem(error: Any, lines: dict[locate.Path, int]) -> Problem:
    line, kind = locate.line_of(error["loc"], lines), error["type"]
    way_out = _WAYS_OUT.get(kind, "correct the value")
    if kind == "string_pattern_mismatch":
        way_out = _TIME if error["loc"][-1] in ("opens", "closes") else _ID
    elif kind.endswith("_type") and isinstance(error["input"], str):
        way_out = "write it without quotation marks"
    return Problem(line, field_of(error), reason(error), way_out)


def _one(path: Path, line: int, reason: str, way_out: str) -> InputError:
    return InputError(path, [Problem(line, "", reason, way_out)])
