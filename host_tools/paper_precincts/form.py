"""The form of a hand count: a text file with every number that people count, to be filled in with any editor."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from host_tools.errors import PaperPrecinctsError
from host_tools.formats.definitions import LANGUAGES, Blank, Contest, Election, Precinct, Style
from host_tools.formats.objects import StyleLine
from host_tools.formats.payload import MODE_NAMES
from host_tools.paper import drawn
from host_tools.paper_precincts.words import LETTERS, words_of
from host_tools.text_files import toml_of
from host_tools.text_rules import tidy, unseen, visible

MOST = 9999  # as at the desk: people type four digits
LONGEST_REASON = 500  # characters
OF_PRECINCT = (
    "added", "by_certificate", "added_refused", "certificates", "certificates_received", "certificates_cancelled",
    "certificates_lost", "home_requests", "home_refused", "assisted",
    "issued_recorded", "outside_recorded", "spoiled_recorded", "paper_returned",
    "complaints", "acts",
)  # fmt: skip
OF_STYLE = ("issued_recorded", "outside_recorded")  # of each ballot style, where there are styles
OF_CONTEST = ("received", "withdrawn", "outside", "unused", "spoiled", "lost", "portable", "room")
TIMES = ("opened", "closed", "count_began")
BLANK, ALL_MARKED, INVALID = "blank", "all_marked", "invalid"
_TOP = ("number", "mode", "reason", "precinct", "styles", "times", "contests")
_SHOWN = 60  # characters of what somebody wrote


class FormError(PaperPrecinctsError):
    """A form that cannot be used. The message has a line per field: which, what stands there, and the way out."""


@dataclass(frozen=True)
class ContestCount:
    """What was counted of one contest. votes: of each option; rest: blank, every answer marked, invalid."""

    ballots: Mapping[str, int]
    votes: Sequence[int]
    rest: tuple[int, int, int]


@dataclass(frozen=True)
class Count:
    """A filled form.

    fields: OF_PRECINCT.
    times: seconds since 1970 UTC, 0 if not given.
    reason: of what differs.
    styles: signatures in the list for ballots of each ballot style; None in an election without styles.
    """

    fields: Mapping[str, int]
    contests: Sequence[ContestCount]
    times: tuple[int, int, int]
    reason: str
    styles: Sequence[StyleLine] | None = None


def lines_of(contest: Contest) -> list[str]:
    """The lines behind a contest's options that its paper ballots have."""
    found = [BLANK] if contest.blank == Blank.OWN_LINE else []
    return [*found, *([ALL_MARKED] if contest.referendum else []), INVALID]


def blank_form(election: Election, precinct: Precinct) -> str:
    """The text of an empty form."""
    return "\n".join(_form(election, precinct)) + "\n"


def _form(election: Election, precinct: Precinct) -> Iterator[str]:
    yield f"# {_named(precinct.names)}"
    yield f"# {_named(election.title)}"
    yield f"# Whole numbers from 0 to {MOST} in place of the empty quotation marks; times as 07:00 between them."
    yield f"number = {precinct.precinct}"
    yield f'mode = "{MODE_NAMES[precinct.mode]}"'
    yield f'reason = ""  # {words_of("reason")}'
    yield "\n[precinct]"
    for name in _of_precinct(election):
        yield f'{name} = ""  # {_explained(name)}'
    for style in election.styles or ():
        yield f'\n[styles."{style.id}"]  # {_named(style.names)}'
        for name in OF_STYLE:
            yield f'{name} = ""  # {_explained(name)}'
    yield "\n[times]"
    for name in TIMES:
        yield f'{name} = ""  # {words_of(name)}'
    for contest in election.contests:
        yield f'\n[contests."{contest.id}"]  # {_named(contest.title)}'
        for name in (*OF_CONTEST, *lines_of(contest)):
            yield f'{name} = ""  # {_explained(name)}'
        yield f'[contests."{contest.id}".votes]'
        for option in contest.options:
            yield f'"{option.id}" = ""  # {_named(option.names)}'


def _of_precinct(election: Election) -> list[str]:
    """What is counted of all voters together."""
    return [name for name in OF_PRECINCT if not (election.styles and name in OF_STYLE)]


def _named(names: Mapping[str, str]) -> str:
    return " · ".join(dict.fromkeys(names[language] for language in LANGUAGES))


def _explained(name: str) -> str:
    letter = LETTERS.get(name, "")
    return f"{letter}: {words_of(name)}" if letter else words_of(name)


def read(path: Path, election: Election, precinct: Precinct) -> Count:
    """A filled form. FormError lists every field that cannot be used; TextFileError: it is no such file at all."""
    content, _ = toml_of(path.read_bytes(), path)
    found = _Reading(path)
    count = _count(found, content, election, precinct)
    if found.problems:
        raise FormError("\n".join(found.problems))
    return count


class _Reading:
    """Takes fields one by one and keeps a sentence for each that cannot be used."""

    def __init__(self, path: Path) -> None:
        self.problems: list[str] = []
        self._path = path

    def table(self, content: Mapping[str, Any], name: str, place: str, known: Sequence[str]) -> Mapping[str, Any]:
        """A table with no other fields than the known ones."""
        found = content.get(name, {})
        if not isinstance(found, dict):
            self.say(f"{place}: is no table; make a new form with tamga paper form")
            return {}
        self.only(found, place, known)
        return found

    def only(self, content: Mapping[str, Any], place: str, known: Sequence[str]) -> None:
        """Say which fields the form does not have."""
        for name in content:
            if name not in known:
                self.say(f"{place}{visible(name)[:_SHOWN]}: the form has no such field; take it away")

    def number(self, content: Mapping[str, Any], name: str, place: str) -> int:
        """A count; 0 where it cannot be used."""
        value = content.get(name, "")
        if value == "":
            self.say(f"{place}{name}: is not filled in; count and write the number, 0 where there is none")
        elif not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
            shown = visible(str(value))[:_SHOWN]
            self.say(
                f"{place}{name}: {shown} is no whole number from 0 to {MOST}; write digits without quotation marks"
            )
        else:
            return value
        return 0

    def text(self, content: Mapping[str, Any], name: str, most: int) -> str:
        """A text of one line."""
        value = content.get(name, "")
        if not isinstance(value, str) or len(value) > most:
            self.say(f"{name}: is no text of at most {most} characters in one line; shorten it")
            return ""
        if fault := unseen(tidy(value), drawn()):
            self.say(f"{name}: {fault}; type it anew")
        return tidy(value)

    def moment(self, content: Mapping[str, Any], name: str, midnight_s: int) -> int:
        """Seconds since 1970 UTC of a time of the day; 0 if not filled in."""
        value = content.get(name, "")
        if value == "":
            return 0
        try:
            time = value if isinstance(value, datetime.time) else datetime.datetime.strptime(value, "%H:%M").time()
        except (ValueError, TypeError):
            self.say(f"times.{name}: {visible(str(value))[:_SHOWN]} is no time of the day; write it as 07:00")
            return 0
        return midnight_s + 3600 * time.hour + 60 * time.minute

    def say(self, text: str) -> None:
        """Keep a sentence about a place in the file."""
        self.problems.append(f"{self._path}: {text}")


def _count(found: _Reading, content: Mapping[str, Any], election: Election, precinct: Precinct) -> Count:
    found.only(content, "", _TOP)
    if content.get("number") != precinct.precinct:
        said = visible(str(content.get("number", "nothing")))[:_SHOWN]
        found.say(f"number: the form is of precinct {said}, the definition of {precinct.precinct}; take the right ones")
    mode = MODE_NAMES[precinct.mode]
    if content.get("mode") != mode:
        said = visible(str(content.get("mode", "nothing")))[:_SHOWN]
        found.say(f"mode: the form is of mode {said}, the definition of {mode}; take the right ones")
    known = _of_precinct(election)
    fields = found.table(content, "precinct", "precinct.", known)
    counted, by_style = {name: found.number(fields, name, "precinct.") for name in known}, None
    if election.styles:
        by_style = _styles(found, content, election.styles)
        counted |= {"issued_recorded": sum(one.issued for one in by_style)}
        counted |= {"outside_recorded": sum(one.outside for one in by_style)}
    elif "styles" in content:
        found.say("styles: the election has no ballot styles; take them away")
    times = found.table(content, "times", "times.", TIMES)
    midnight = datetime.datetime.fromisoformat(election.date).replace(tzinfo=datetime.UTC)
    midnight_s = int(midnight.timestamp()) - 60 * precinct.minutes_east
    contests = found.table(content, "contests", "contests.", [one.id for one in election.contests])
    return Count(
        counted,
        [_contest(found, contests, one) for one in election.contests],
        tuple(found.moment(times, name, midnight_s) for name in TIMES),  # type: ignore[arg-type]  # as many as TIMES
        found.text(content, "reason", LONGEST_REASON),
        by_style,
    )


def _styles(found: _Reading, content: Mapping[str, Any], styles: Sequence[Style]) -> list[StyleLine]:
    tables, lines = found.table(content, "styles", "styles.", [style.id for style in styles]), []
    for style in styles:
        place = f"styles.{style.id}."
        table = found.table(tables, style.id, place, OF_STYLE)
        lines.append(StyleLine(0, *(found.number(table, name, place) for name in OF_STYLE)))
    return lines


def _contest(found: _Reading, contests: Mapping[str, Any], contest: Contest) -> ContestCount:
    place, rest = f"contests.{contest.id}.", lines_of(contest)
    table = found.table(contests, contest.id, place, [*OF_CONTEST, *rest, "votes"])
    votes = found.table(table, "votes", f"{place}votes.", [option.id for option in contest.options])
    beside = {name: found.number(table, name, place) for name in rest}
    return ContestCount(
        {name: found.number(table, name, place) for name in OF_CONTEST},
        [found.number(votes, option.id, f"{place}votes.") for option in contest.options],
        (beside.get(BLANK, 0), beside.get(ALL_MARKED, 0), beside[INVALID]),
    )
