"""What SHANGRLA takes for an audit of single ballots against subtotals of precincts (its ONEAudit).

Two JSON files: contests as `Contest.from_dict_of_dicts` reads them, and per region the cards as `CVR.from_dict` does.
There is no electronic record that belongs to a slip, and there must be none. So each precinct is a pool: its cards have
names of their own, and votes that add up to the precinct's and say nothing of a single ballot. SHANGRLA compares a
ballot that was drawn with the pool's mean, for which only the sums matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from host_tools.audit.sitting import Sitting
from host_tools.determining.nation import Nation
from host_tools.errors import AuditError

MOST_RISK = Fraction(1, 2)  # `Audit.check_audit_parameters` there


def contest(sitting: Sitting, winners: int) -> dict[str, Any]:
    """The contest by its name: its numbers, winners and risk limit. The auditor chooses test and estimator.

    winners: how many lines win. A contest of several votes is a plurality there too: SHANGRLA compares every winner
    with every loser by how many ballots have the one and not the other, and makes no assertions for what it calls
    approval.
    AuditError: a risk limit that SHANGRLA does not take.
    """
    if sitting.limit > MOST_RISK:
        raise AuditError(f"SHANGRLA takes a risk limit of {MOST_RISK * 100} % at most; give a lower --limit")
    totals = sitting.reported.totals
    order = sorted(range(len(totals)), key=lambda option: -totals[option])
    return {
        sitting.contest: {
            "name": sitting.contest,
            "risk_limit": float(sitting.limit),
            "cards": sum(sitting.reported.ballots.values()),
            "choice_function": "PLURALITY",
            "n_winners": winners,
            "candidates": list(sitting.lines),
            "winner": [sitting.lines[option] for option in order[:winners]],
            "audit_type": "ONEAUDIT",
            "use_style": False,
            "tally": dict(zip(sitting.lines, totals, strict=True)),
        }
    }


def cards(nation: Nation, sitting: Sitting) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(region, its cards) for each region that has a precinct which counts. AuditError: more votes than ballots."""
    for region, numbers in nation.by_region().items():
        counted = [number for number in numbers if number in sitting.reported.votes]
        if counted:
            yield region, [card for number in counted for card in _pool(number, sitting)]


def _pool(precinct: int, sitting: Sitting) -> Iterator[dict[str, Any]]:
    pool, votes = f"precinct-{precinct}", sitting.reported.votes[precinct]
    for at, chosen in enumerate(dealt(votes, sitting.reported.ballots[precinct], precinct), 1):
        marks: Mapping[str, int] = {sitting.lines[option]: 1 for option in chosen}
        yield {"id": f"{pool}-{at}", "votes": {sitting.contest: marks}, "pool": True, "tally_pool": pool}


def dealt(votes: Sequence[int], ballots: int, precinct: int) -> list[list[int]]:
    """Options of each of so many ballots, which add up to these votes; no ballot has an option twice.

    Votes are dealt out one after another, so that each ballot has as many as any other, or one more.
    """
    if max(votes, default=0) > ballots:
        raise AuditError(f"precinct {precinct}: {max(votes)} votes of one line and {ballots} ballots")
    found: list[list[int]] = [[] for _ in range(ballots)]
    given = [option for option, count in enumerate(votes) for _ in range(count)]
    for at, option in enumerate(given):
        found[at % ballots].append(option)
    return found
