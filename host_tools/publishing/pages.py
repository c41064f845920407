"""What a publication says, as plain values: the national result, and one row per precinct, contest and line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from host_tools.determining.nation import Nation
from host_tools.determining.states import Progress, Standing
from host_tools.determining.totals import ContestTotals, Totals
from host_tools.formats.definitions import Blank, Contest, Election, PercentOf
from host_tools.formats.payload import MODE_NAMES
from host_tools.formats.styles import is_of_all

PRECINCT_COLUMNS = (
    "precinct", "district", "region", "progress", "standing", "counted", "protocol", "superseded", "booths_left_out",
    "on_list", "marked", "electronic", "paper", "turnout_percent", "checked_in", "typed_in", "protocol_hash",
)  # fmt: skip
VOTE_COLUMNS = ("precinct", "contest", "line", "electronic", "paper")
# Lines of a contest beside its options. Ballots without a mark and votes not given are never added to each other.
_AS_COUNTED = (Standing.STANDS, Standing.RECOUNTED)
_BASES = {PercentOf.BALLOTS: "ballots", PercentOf.VALID: "valid", PercentOf.VOTES: "votes"}
BLANK, INVALID, NOT_GIVEN = "blank", "invalid", "votes not given"


def result(nation: Nation) -> dict[str, Any]:
    """The national result, with totals of every region and district."""
    election = nation.commission.election
    mode = next(iter(nation.commission.precincts.values())).mode
    return {
        "election": election.id,
        "title": election.title,
        "date": election.date,
        "mode": MODE_NAMES[mode],
        "polls closed": nation.closed,
        "precincts": len(nation.results),
        "reported percent": _percent(_reported(nation, nation.results), len(nation.results)),
        "progress": dict(sorted(nation.progress().items())),
        "missing": [number for number, one in sorted(nation.results.items()) if one.progress == Progress.MISSING],
        "contested": [
            {"precinct": number, "standing": str(one.standing)}
            for number, one in sorted(nation.results.items())
            if one.standing not in _AS_COUNTED
        ],
        "standings": dict(sorted(nation.standings().items())),
        "nation": totals(nation.total(), election),
        "without contested": totals(nation.total(uncontested=True), election),
        "regions": {name: _place(nation, numbers) for name, numbers in nation.by_region().items()},
        "districts": {name: _place(nation, numbers) for name, numbers in nation.by_district().items()},
        "not taken": [{"hash": one.digest.hex(), "why": one.text} for one in nation.not_taken],
    }


def totals(part: Totals, election: Election) -> dict[str, Any]:
    """Sums for people and programs. turnout: ballots of voters on the list, in percent with two places.

    typed percent: check-ins by a number that the chair typed, of those at desks; voters who were added are in neither.

    percent: of a line, of the percent base, which is named: all ballots that were cast or found, the valid ones among
    them, or the votes of all lines. With several votes per ballot the lines are more than 100 % of ballots together.
    """
    bases = [
        _base(contest, found, part.ballots if is_of_all(election, at) else found.cast + found.found)
        for at, (contest, found) in enumerate(zip(election.contests, part.contests, strict=True))
    ]
    return {
        "precincts": part.precincts,
        "voters on the list": part.on_list,
        "voters marked": part.marked,
        "ballots": part.ballots,
        "electronic": part.electronic,
        "paper": part.paper,
        "turnout percent": turnout(part),
        "checked in at desks": part.checked_in,
        "checked in by a typed number": part.typed_in,
        "typed percent": typed(part),
        "contests": [
            {
                "id": contest.id,
                "title": contest.title,
                "percent of": _BASES[contest.percent_of or PercentOf.BALLOTS],
                "percent base": base,
                "lines": [
                    {"id": option.id, "name": option.names, "electronic": electronic, "paper": paper,
                     "votes": electronic + paper, "percent": _percent(electronic + paper, base)}
                    for option, electronic, paper in zip(contest.options, found.electronic, found.paper, strict=True)
                ],
                "blank": {"electronic": found.electronic_blank, "paper": found.paper_blank},
                "invalid": found.invalid,
                "valid, not counted": found.uncounted if contest.referendum else None,
                "votes not given": found.not_given if contest.votes_allowed > 1 else None,
            }
            for contest, found, base in zip(election.contests, part.contests, bases, strict=True)
        ],
    }  # fmt: skip


def _base(contest: Contest, found: ContestTotals, ballots: int) -> int:
    """What 100 percent of a contest's lines are. Of invalid ballots booths make those without a mark alone.

    ballots: of everybody who has the contest.
    """
    if contest.percent_of == PercentOf.VOTES:
        return sum(found.votes)
    if contest.percent_of == PercentOf.VALID:
        unmarked = found.electronic_blank if contest.blank == Blank.INVALID else 0
        return found.cast + found.found - found.invalid - unmarked
    return ballots


def _place(nation: Nation, numbers: list[int]) -> dict[str, Any]:
    return {
        "of precincts": len(numbers),
        "reported percent": _percent(_reported(nation, numbers), len(numbers)),
        "progress": dict(sorted(nation.progress(numbers).items())),
        **totals(nation.total(numbers), nation.commission.election),
    }


def _reported(nation: Nation, numbers: Iterable[int]) -> int:
    """Precincts whose genuine protocol is there, whatever the commission says of it."""
    return sum(nation.results[number].protocol is not None for number in numbers)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None


def turnout(part: Totals) -> float | None:
    """Ballots of voters on the list, in percent with two places; None where the list is empty."""
    return _percent(part.ballots, part.on_list)


def typed(part: Totals) -> float | None:
    """Check-ins by a typed number, in percent of those at desks; None where there were none."""
    return _percent(part.typed_in, part.checked_in)


def precinct_rows(nation: Nation, numbers: Iterable[int]) -> Iterable[dict[str, Any]]:
    """One row per precinct of these numbers, columns as PRECINCT_COLUMNS."""
    territory = nation.commission.territory
    for number in numbers:
        one, part = nation.results[number], nation.precinct_totals(number)
        protocol = one.protocol
        yield {
            "precinct": number,
            "district": territory.district_of[number],
            "region": territory.region(number),
            "progress": str(one.progress),
            "standing": str(one.standing),
            "counted": part is not None,
            "protocol": protocol.content.version if protocol else None,
            "superseded": len(one.superseded),
            "booths_left_out": len(one.left_out),
            "on_list": part.on_list if part else None,
            "marked": part.marked if part else None,
            "electronic": part.electronic if part else None,
            "paper": part.paper if part else None,
            "turnout_percent": turnout(part) if part else None,
            "checked_in": part.checked_in if part else None,
            "typed_in": part.typed_in if part else None,
            "protocol_hash": protocol.digest.hex() if protocol else None,
        }


def vote_rows(nation: Nation, numbers: Iterable[int]) -> Iterable[dict[str, Any]]:
    """One row per precinct of these numbers, contest and line, columns as VOTE_COLUMNS."""
    contests = nation.commission.election.contests
    for number in numbers:
        part = nation.precinct_totals(number)
        if part is None:
            continue
        for contest, found in zip(contests, part.contests, strict=True):
            lines: list[tuple[str, int, int | None]] = [
                (option.id, electronic, paper)
                for option, electronic, paper in zip(contest.options, found.electronic, found.paper, strict=True)
            ]
            lines += [(BLANK, found.electronic_blank, found.paper_blank), (INVALID, 0, found.invalid)]
            if contest.votes_allowed > 1:
                lines.append((NOT_GIVEN, found.not_given, None))
            for line, electronic, paper in lines:
                row = (number, contest.id, line, electronic, paper)
                yield dict(zip(VOTE_COLUMNS, row, strict=True))
