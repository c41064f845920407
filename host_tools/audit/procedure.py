"""What is done in a precinct whose paper and electronics differ: findings, thresholds, steps (docs/audit.md).

A first count that differs by more than a little is counted again by other people. What those find prevails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

Votes = Sequence[int]  # of each option of the contest, in order
Counted = Mapping[int, Votes | None]  # by precinct; None: its paper is missing, or its seals are not those of the acts


class Finding(StrEnum):
    """What a precinct's hand counts come to."""

    AGREES = "agrees"
    SMALL = "a small difference"
    COUNT_AGAIN = "to be counted again by others"
    FIRST_COUNT_WRONG = "the first count was wrong"
    PAPER_PREVAILS = "paper prevails"
    NO_PAPER = "paper is missing"


UNSETTLED = frozenset({Finding.COUNT_AGAIN, Finding.PAPER_PREVAILS, Finding.NO_PAPER})
# What a commission does next; {precinct} is filled in. A precinct whose paper agrees asks for nothing.
STEPS: Mapping[Finding, tuple[str, ...]] = {
    Finding.AGREES: (),
    Finding.SMALL: ("Put the work sheet to the precinct's acts. The protocol stays; the difference counts as risk.",),
    Finding.COUNT_AGAIN: (
        "Seal its terminals and cartridges, and have them read back: tamga audit terminals --pick {precinct}:0 …",
        "Have two other persons count again on the same day: tamga audit again",
    ),
    Finding.FIRST_COUNT_WRONG: (
        "Put both work sheets to the precinct's acts. The second count is the one that the audit goes on with.",
    ),
    Finding.PAPER_PREVAILS: (
        "Order the recount: tamga nation rule --precinct {precinct} --act order_recount",
        "Paper ballots were counted wrongly: correct the protocol at the desk with the numbers of the second count and "
        "the reason; people sign it. Then: tamga nation rule --precinct {precinct} --act uphold",
        "Terminals counted wrongly: no correction changes electronic votes, so that the result is annulled: "
        "tamga nation rule --precinct {precinct} --act annul",
        "Publish again, with the audit: both counts stand there, whatever becomes of the votes.",
    ),
    Finding.NO_PAPER: ("Leave it out until it is decided: tamga nation rule --precinct {precinct} --act dispute",),
}


@dataclass(frozen=True)
class Thresholds:
    """How much may differ without a second count: ballots of a line, and percent of its published votes."""

    ballots: int = 2
    percent: Fraction = Fraction(1)

    def are_small(self, published: Votes, counted: Votes) -> bool:
        """Whether no line differs by more than both of these allow."""
        return all(
            abs(shown - found) <= self.ballots and abs(shown - found) * 100 <= self.percent * max(shown, 1)
            for shown, found in zip(published, counted, strict=True)
        )


def prevailing(first: Counted, again: Counted) -> dict[int, Votes | None]:
    """The count that the audit goes on with: the second, where there is one."""
    return {**first, **{precinct: votes for precinct, votes in again.items() if precinct in first}}


def findings(published: Mapping[int, Votes], first: Counted, again: Counted, small: Thresholds) -> dict[int, Finding]:
    """What each precinct that was counted comes to."""
    return {
        precinct: _finding(published[precinct], votes, precinct in again, again.get(precinct), small)
        for precinct, votes in sorted(first.items())
    }


def _finding(published: Votes, first: Votes | None, is_again: bool, again: Votes | None, small: Thresholds) -> Finding:
    last = again if is_again else first
    if last is None:
        return Finding.NO_PAPER
    if list(last) == list(published) and not is_again:
        return Finding.AGREES
    if small.are_small(published, last):
        return Finding.FIRST_COUNT_WRONG if is_again else Finding.SMALL
    return Finding.PAPER_PREVAILS if is_again else Finding.COUNT_AGAIN
