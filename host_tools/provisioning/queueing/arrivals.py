"""When voters come: the day of 15 March 2026, as the Central Election Commission announced it.

Shares of the listed voters who had received a ballot by each hour (12,461,796 listed, 9,126,850 ballots). A precinct's
busiest hour is above the country's mean: regions differ by a factor of two at 10:00.
"""

from __future__ import annotations

import random
from itertools import pairwise

OPENING, CLOSING = 7, 20  # hours of the day
CURVE = ((7, 0.0), (10, 0.1921), (12, 0.3754), (14, 0.5193), (16, 0.6443), (20, 0.7324))
TURNOUT = CURVE[-1][1]
PEAK = 1.3  # a precinct's busiest hour over the country's
HOUR_S = 3600


def share_an_hour(hour: float) -> float:
    """Share of the country's listed voters who came in an hour at this rate. hour: of the day."""
    for (start, before), (end, after) in pairwise(CURVE):
        if start <= hour < end:
            return (after - before) / (end - start)
    return 0.0


def shares(peak: float = PEAK, turnout: float = TURNOUT) -> dict[int, float]:
    """Share of the listed voters who come in each hour of the day.

    turnout: with the country's busiest hours; only those are raised by `peak`. All together are never more than the
    list: nobody comes twice.
    """
    country = {hour: share_an_hour(hour) * turnout / TURNOUT for hour in range(OPENING, CLOSING)}
    most = max(country.values())
    raised = {hour: share * (peak if share == most else 1.0) for hour, share in country.items()}
    too_many = max(1.0, sum(raised.values()))
    return {hour: share / too_many for hour, share in raised.items()}


def busiest(listed: int, peak: float = PEAK, turnout: float = TURNOUT) -> float:
    """Voters an hour in the busiest one."""
    return listed * max(shares(peak, turnout).values())


def of_a_day(listed: int, draw: random.Random, peak: float = PEAK, turnout: float = TURNOUT) -> list[float]:
    """Arrivals of one day in seconds after midnight, ascending: each voter of the list comes once or not at all.

    In an hour with the probability of `shares`, at any instant of it, whatever the others do: that is as random as a
    Poisson process.
    """
    by_hour = shares(peak, turnout)
    hours: list[int | None] = [*by_hour, None]
    stays = max(0.0, 1.0 - sum(by_hour.values()))
    drawn = draw.choices(hours, [*by_hour.values(), stays], k=listed)
    return sorted((hour + draw.random()) * HOUR_S for hour in drawn if hour is not None)
