"""What a rehearsal must have come to: every fault has its outcome, and every vote is where its voter put it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from host_tools.collecting.checks import Reason
from host_tools.determining.nation import Nation
from host_tools.determining.states import Progress, Standing
from host_tools.rehearsal.day import Rehearsal
from host_tools.rehearsal.faults import OF_A_PRECINCT

_EXPECTED = {
    "silent": "missing", "no line": "accepted, imported", "unexplained": "proved, not accepted",
    "explained": "accepted with a reason",
    "correction": "number 2 counts", "forged": "refused, signature", "other election": "refused, election",
    "disputed": "disputed", "annulled": "annulled",
}  # fmt: skip
_REFUSED = {"forged": Reason.SIGNATURE, "other election": Reason.ELECTION}


class Row(NamedTuple):
    """One fault. right: precincts with the outcome that they must have. calls: connections that they made."""

    fault: str
    precincts: int
    expected: str
    right: int
    calls: int


def matrix(day: Rehearsal, nation: Nation) -> list[Row]:
    """A row for each fault that happened to precincts, and one for those without any."""
    rows = []
    for name in OF_A_PRECINCT:
        numbers = day.plan.precincts(name)
        if name in ("disputed", "annulled"):  # whoever never reported has no protocol to rule on
            numbers = [number for number in numbers if nation.results[number].ruling]
        if numbers:
            rows.append(_row(day, nation, name, numbers))
    rows.append(_row(day, nation, "no fault", [number for number, names in day.plan.of.items() if not names]))
    return rows


def _row(day: Rehearsal, nation: Nation, name: str, numbers: list[int]) -> Row:
    right = sum(is_right(day, nation, number) for number in numbers)
    calls = sum(day.outcomes[number].calls for number in numbers if number in day.outcomes)
    return Row(name, len(numbers), _EXPECTED.get(name, "accepted, one receipt"), right, calls)


def is_right(day: Rehearsal, nation: Nation, number: int) -> bool:
    """Whether a precinct's day ended as its faults say."""
    faults, outcome, result = day.plan.of[number], day.outcomes[number], nation.results[number]
    if "silent" in faults:
        return result.progress == Progress.MISSING
    due = Progress.PROVED if "unexplained" in faults and "explained" not in faults else Progress.ACCEPTED
    protocols = 2 if "correction" in faults else 1
    rulings = {Standing.DISPUTED, Standing.ANNULLED} if result.ruling else {Standing.STANDS}
    return (
        not outcome.problem
        and result.progress == due
        and result.protocol is not None
        and result.protocol.content.version == protocols == len(outcome.receipts)
        and result.standing in rulings
        and all(outcome.refused[reason] == 1 for name, reason in _REFUSED.items() if name in faults)
    )


def wrong_votes(day: Rehearsal, nation: Nation) -> Iterator[str]:
    """Lines whose published votes are not those of the voters."""
    counted = [day.nation.precincts[number].votes for number, one in nation.results.items() if one.counts]
    total = nation.total()
    for at, contest in enumerate(nation.commission.election.contests):
        for line, option in enumerate(contest.options):
            cast = sum(votes[at][line] for votes in counted)
            if total.contests[at].votes[line] != cast:
                yield f"{contest.id} {option.id}: {total.contests[at].votes[line]:,} published, {cast:,} cast"
