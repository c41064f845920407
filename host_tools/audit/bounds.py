"""How much a precinct's miscount could matter: the maximum relative overstatement of pairwise margins.

P. B. Stark, "Risk-limiting postelection audits: conservative P-values from common probability inequalities" (IEEE
Transactions on Information Forensics and Security 4, 2009). All numbers are exact fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from host_tools.errors import AuditError

Votes = Sequence[int]  # of each option of the contest, in order


@dataclass(frozen=True)
class Reported:
    """A contest as it was published. votes: of each option by precinct. ballots: of each precinct, cast and found."""

    votes: Mapping[int, Votes]
    ballots: Mapping[int, int]

    @property
    def totals(self) -> list[int]:
        """Votes of each option over all precincts."""
        return [sum(column) for column in zip(*self.votes.values(), strict=True)]


@dataclass(frozen=True)
class Margins:
    """(winner, loser) -> how many votes lie between them over all precincts."""

    between: Mapping[tuple[int, int], int]

    @property
    def smallest(self) -> int:
        """Votes that decide."""
        return min(self.between.values())


def margins(totals: Votes, winners: int) -> Margins:
    """Who won, and by how much.

    totals: votes of each option.
    winners: how many options win.
    AuditError: nobody lost, or the last winner and the first loser have the same votes: only a full count decides.
    """
    order = sorted(range(len(totals)), key=lambda option: -totals[option])
    won, lost = order[:winners], order[winners:]
    if not won or not lost:
        raise AuditError(f"{winners} winners of {len(totals)} lines: there is nobody who lost; give --winners")
    if totals[won[-1]] == totals[lost[0]]:
        raise AuditError(
            f"the last winner and the first loser both have {totals[won[-1]]:,} votes: count everything by hand"
        )
    return Margins({(winner, loser): totals[winner] - totals[loser] for winner, loser in product(won, lost)})


def bound(votes: Votes, ballots: int, between: Margins) -> Fraction:
    """The most that a precinct can have overstated any margin by, as a part of that margin.

    votes, ballots: of the precinct, as published.
    """
    return max(
        Fraction(votes[winner] - votes[loser] + ballots, margin) for (winner, loser), margin in between.between.items()
    )


def overstatement(published: Votes, counted: Votes, between: Margins) -> Fraction:
    """By how much a precinct did overstate the margin that it overstated most, as a part of that margin."""
    return max(
        Fraction((published[winner] - published[loser]) - (counted[winner] - counted[loser]), margin)
        for (winner, loser), margin in between.between.items()
    )
