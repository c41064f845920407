"""Faults that make a well-formed election definition impossible to vote on or to print."""

from __future__ import annotations

from collections.abc import Sequence

from host_tools.elections import locate
from host_tools.elections.problems import Problem
from host_tools.elections.screens import misfits
from host_tools.formats import cbor
from host_tools.formats.definitions import LANGUAGES, Contest, Election
from host_tools.formats.payload import Part
from host_tools.text_rules import drawn, tidy, unseen

MOST_OPTIONS = 50  # of a contest: one of 56 with the shortest names ended a booth where it loads what sealing needs
# Measured in the terminal's heap (tests/precinct/test_largest_elections.py): a contest is decoded whole when it is
# shown or printed, the others' encodings lie in the heap all day, and so does room for one sealed ballot with its
# proof, which has a branch per position; where a contest allows several votes, two, and one for the sum.
MOST_CONTEST_BYTES = 7000
MOST_BYTES, BYTES_A_POSITION, BYTES_A_BRANCH = 19_000, 256, 136
BYTES_A_STYLE = 600  # beside its encoding: names and contests of all lie decoded all day
MOST_POSITIONS = 127  # a stored record of 128 bytes a position and a tag must fit a slot of four 4,096-byte sectors


def find_problems(election: Election, printable: set[str] | None, lines: dict[locate.Path, int]) -> list[Problem]:
    """Every problem of a definition.

    election: the definition.
    printable: characters that can be printed; None skips that check.
    lines: line number by field, from `locate`.
    """
    problems = _names(election.title, ("title",), printable, lines)
    problems += _repeated(election.contests, ("contests",), lines)
    for i, contest in enumerate(election.contests):
        problems += _contest(contest, ("contests", i), printable, lines)
    problems += _same_titles(election.contests, lines)
    problems += _repeated(election.styles or (), ("styles",), lines)
    for i, style in enumerate(election.styles or ()):
        problems += _names(style.names, ("styles", i, "name"), printable, lines)
    if election.positions > MOST_POSITIONS:
        reason = f"a ballot of {election.positions} positions is more than the {MOST_POSITIONS} a terminal stores"
        problems.append(Problem(0, "contests", reason, "hold it as two elections"))
    load = load_bytes(election)
    if load > MOST_BYTES and election.positions <= MOST_POSITIONS:
        reason = f"names, positions and votes take {load} bytes in a terminal, more than its {MOST_BYTES}"
        problems.append(Problem(0, "contests", reason, "shorten names, allow fewer votes, or hold it as two elections"))
    if election.settings["opens_minutes"] >= election.settings["closes_minutes"]:
        place = ("settings", "closes")
        problems.append(Problem(locate.line_of(place, lines), "settings.closes", "is not after opens", "correct one"))
    return problems


def load_bytes(election: Election) -> int:
    """What an election takes of a terminal's heap, as far as it depends on the election."""
    more = sum(contest.positions + 1 for contest in election.contests if contest.votes_allowed > 1)
    styles = BYTES_A_STYLE * len(election.styles or ())
    return len(election.to_cbor()) + BYTES_A_POSITION * election.positions + BYTES_A_BRANCH * more + styles


def _contest(
    contest: Contest, place: locate.Path, printable: set[str] | None, lines: dict[locate.Path, int]
) -> list[Problem]:
    problems = _names(contest.title, (*place, "title"), printable, lines)
    problems += _repeated(contest.options, (*place, "options"), lines)
    if len(contest.options) > MOST_OPTIONS:
        reason = f"{len(contest.options)} options are more than {MOST_OPTIONS}"
        line = locate.line_of((*place, "options"), lines)
        problems.append(Problem(line, f"{contest.id}.options", reason, "drop some"))
    size = len(cbor.encode(contest.to_map()))
    if size > MOST_CONTEST_BYTES:
        line = locate.line_of((*place, "options"), lines)
        reason = f"names and title take {size} bytes, more than the {MOST_CONTEST_BYTES} a terminal has for one contest"
        problems.append(Problem(line, f"{contest.id}.options", reason, "shorten names or drop options"))
    if contest.votes_allowed > len(contest.options):
        line = locate.line_of((*place, "votes_allowed"), lines)
        reason = f"{contest.votes_allowed} votes are allowed for {len(contest.options)} options"
        problems.append(Problem(line, f"{contest.id}.votes_allowed", reason, "lower it or add options"))
    for j, option in enumerate(contest.options):
        where: locate.Path = (*place, "against_all") if option.against_all else (*place, "options", j, "name")
        problems += _names(option.names, where, printable, lines)
    if contest.colour:
        problems += _names(contest.colour, (*place, "colour"), printable, lines)
    if printable is not None and not problems:  # characters without a glyph have no width
        for number, language, reason in misfits(contest):
            where = (*place, "title", language) if number is None else (*place, "options", number, "name", language)
            field = f"title.{language}" if number is None else f"name.{language}"
            problems.append(Problem(locate.line_of(where, lines), field, reason, "shorten it, or the title above it"))
    for language in LANGUAGES:
        seen: dict[str, int] = {}
        for j, option in enumerate(contest.options):
            first = seen.setdefault(drawn(option.names[language]), j)
            if first != j:
                where = (*place, "options", j, "name", language)
                reason = f"looks like the name of option {first + 1} in contest {contest.id}"
                problems.append(Problem(locate.line_of(where, lines), f"name.{language}", reason, "tell them apart"))
    return problems


def _same_titles(contests: Sequence[Contest], lines: dict[locate.Path, int]) -> list[Problem]:
    """Contests that people cannot tell apart: the chair types paper counts by title."""
    problems = []
    for language in LANGUAGES:
        seen: dict[str, int] = {}
        for i, contest in enumerate(contests):
            first = seen.setdefault(drawn(contest.title[language]), i)
            if first != i:
                line = locate.line_of(("contests", i, "title", language), lines)
                reason = f"looks like the title of contest {contests[first].id}"
                problems.append(Problem(line, f"contests.{i + 1}.title.{language}", reason, "tell them apart"))
    return problems


def _repeated(parts: Sequence[Part], place: locate.Path, lines: dict[locate.Path, int]) -> list[Problem]:
    problems, seen = [], set()
    for i, part in enumerate(parts):
        name = getattr(part, "id", "")
        if name in seen:
            line = locate.line_of((*place, i, "id"), lines)
            problems.append(Problem(line, "id", f"{name} stands twice", "give each its own id"))
        seen.add(name)
    return problems


def _names(
    names: dict[str, str], place: locate.Path, printable: set[str] | None, lines: dict[locate.Path, int]
) -> list[Problem]:
    problems = []
    for language, text in names.items():
        field = ".".join(str(step + 1) if isinstance(step, int) else step for step in (*place, language))
        line = locate.line_of((*place, language), lines)
        if text != tidy(text):
            reason = "has spaces at an end, two in a row, or letters in two pieces"
            problems.append(Problem(line, field, reason, "type it again"))
        elif fault := unseen(text, printable):
            problems.append(Problem(line, field, fault, "type it again, with other characters"))
    return problems
