"""The risk that a wrong outcome would stand: the Kaplan-Markov bound on draws with replacement (source: see bounds)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction


def measured(total_bound: Fraction, taints: Iterable[Fraction]) -> Fraction:
    """The chance, at most, that so good a sample comes of an election whose outcome is wrong.

    total_bound: the sum of all bounds; below 1 no miscount can change the outcome.
    taints: for each draw, its overstatement as a part of its bound.
    """
    if total_bound < 1:
        return Fraction(0)
    risk = Fraction(1)
    for taint in taints:
        if taint >= 1:
            return Fraction(1)
        risk *= (1 - 1 / total_bound) / (1 - taint)
    return min(risk, Fraction(1))


def draws_needed(total_bound: Fraction, limit: Fraction) -> int:
    """How many draws without any overstatement end the audit. limit: the risk limit, above 0 and below 1."""
    if total_bound < 1:
        return 0
    if total_bound == 1:
        return 1
    return math.ceil(math.log(limit) / math.log1p(-float(1 / total_bound)))


def chance_caught(precincts: int, wrong: int, sample: int) -> float:
    """How likely a sample of different precincts has one of the wrong ones in it."""
    if wrong <= 0:
        return 0.0
    missed = 1.0
    for draw in range(sample):
        left = precincts - draw
        if left <= wrong:
            return 1.0
        missed *= (left - wrong) / left
    return 1 - missed
