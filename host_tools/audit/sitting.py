"""One audit of one contest: what was fixed before the draw, what was drawn, and what the hand counts make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from host_tools.audit import risk
from host_tools.audit.bounds import Margins, Reported, bound, margins, overstatement
from host_tools.audit.drawing import Seed, draws
from host_tools.audit.procedure import Counted
from host_tools.determining.nation import Nation
from host_tools.errors import AuditError

# What a state of an audit asks for next.
CONFIRMED, COUNT_DRAWN, DRAW_MORE, COUNT_ALL = "confirmed", "count what was drawn", "draw more", "count everything"


@dataclass(frozen=True)
class Sitting:
    """A contest, its published numbers and its margins. limit: the risk limit."""

    contest: str
    lines: Sequence[str]
    reported: Reported
    between: Margins
    limit: Fraction

    @classmethod
    def of(cls, nation: Nation, contest: str, winners: int, limit: Fraction) -> Sitting:
        """The audit of a contest of a nation's result.

        AuditError: no such contest, a tie, or a limit that is none.
        """
        if not 0 < limit < 1:
            raise AuditError("--limit: is a percentage above 0 and below 100; 5 is usual")
        contests = nation.commission.election.contests
        at = next((at for at, one in enumerate(contests) if one.id == contest), None)
        if at is None:
            raise AuditError(f"--contest {contest}: the election has {', '.join(one.id for one in contests)}")
        parts = {number: part for number in nation.results if (part := nation.precinct_totals(number)) is not None}
        reported = Reported(
            {number: part.contests[at].votes for number, part in parts.items()},
            {number: part.ballots for number, part in parts.items()},
        )
        if not parts:
            raise AuditError("no precinct counts yet; there is nothing to audit")
        lines = [option.id for option in contests[at].options]
        return cls(contest, lines, reported, margins(reported.totals, winners), limit)

    @property
    def bounds(self) -> dict[int, Fraction]:
        """Of each precinct; never below zero."""
        return {
            number: max(bound(votes, self.reported.ballots[number], self.between), Fraction(0))
            for number, votes in self.reported.votes.items()
        }

    def draw(self, seed: Seed, count: int | None = None, first: int = 0) -> list[int]:
        """Precincts in the order of the draw. count: as many as end the audit where nothing is wrong, if not given."""
        bounds = self.bounds
        needed = risk.draws_needed(sum(bounds.values(), Fraction(0)), self.limit)
        return draws(seed, bounds, needed if count is None else count, first)

    def state(self, drawn: Sequence[int], counted: Counted) -> tuple[str, Fraction]:
        """(what is to be done next, the risk that is reached so far).

        drawn: precincts in the order of the draw.
        counted: votes of each option by hand, of precincts that are counted; missing paper hides the worst it can.
        """
        bounds = self.bounds
        total = sum(bounds.values(), Fraction(0))
        if any(precinct not in counted for precinct in drawn):
            return COUNT_DRAWN, Fraction(1)
        taints = [self._taint(precinct, counted[precinct], bounds[precinct]) for precinct in drawn]
        reached = risk.measured(total, taints)
        if reached <= self.limit:
            return CONFIRMED, reached
        if any(taint >= 1 for taint in taints) or len(set(drawn)) == len(bounds):
            return COUNT_ALL, reached
        return DRAW_MORE, reached

    def differences(self, counted: Counted) -> list[tuple[int, str, int, int]]:
        """(precinct, line, published, counted) where the hand count differs."""
        return [
            (precinct, line, published, by_hand)
            for precinct, votes in sorted(counted.items())
            if votes is not None
            for line, published, by_hand in zip(self.lines, self.reported.votes[precinct], votes, strict=True)
            if published != by_hand
        ]

    def _taint(self, precinct: int, counted: Sequence[int] | None, most: Fraction) -> Fraction:
        if counted is None:
            return Fraction(1)
        found = overstatement(self.reported.votes[precinct], counted, self.between)
        return found / most if most else Fraction(0)
