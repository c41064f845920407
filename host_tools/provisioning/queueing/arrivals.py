"""When voters come: the day of 15 March 2026, as the Central Election Commission announced it.

Shares of the listed voters who had received a ballot by each hour (12,461,796 listed, 9,126,850 ballots). A precinct's
busiest hour is above the country's mean: regions differ by a factor of two at 10:00.
"""

from __future__ import annotations

import random
from itertools import pairwise

OPENING, CLOSING = 7, 20  # hours of the day
CURVE = ((7, 0.0), (10, 0.1921), (12, 0.3754), (14, 0.5193), (16, 0.6443), (20, 0.7324))
PEAK = 1.3  # a precinct's busiest hour over the country's
HOUR_S = 3600


def share_an_hour(hour: float) -> float:
    """Share of the listed voters who come in an hour at this rate. hour: of the day."""
    for (start, before), (end, after) in pairwise(CURVE):
        if start <= hour < end:
            return (after - before) / (end - start)
    return 0.0


def busiest(listed: int, peak: float = PEAK) -> float:
    """Voters an hour in the busiest one."""
    return listed * peak * max(share_an_hour(hour) for hour in range(OPENING, CLOSING))


def of_a_day(listed: int, draw: random.Random, peak: float = PEAK) -> list[float]:
    """Arrivals of one day in seconds after midnight, ascending: a Poisson process whose rate follows the curve.

    Only the busiest hours are raised by `peak`: they are those of `busiest`.
    """
    most = max(share_an_hour(hour) for hour in range(OPENING, CLOSING))
    found = []
    for hour in range(OPENING, CLOSING):
        share = share_an_hour(hour)
        rate = listed * share * (peak if share == most else 1.0) / HOUR_S
        at = hour * HOUR_S + draw.expovariate(rate) if rate else float("inf")
        while at < (hour + 1) * HOUR_S:
            found.append(at)
            at += draw.expovariate(rate)
    return found
