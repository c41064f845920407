"""Waiting at several equal places served in order of arrival: Erlang's formula C (1917), for M/M/c.

load: voters that arrive while one is served (Erlang). It holds for a steady rate, so it is used for the busiest hour.
"""

from __future__ import annotations

from math import exp
from typing import NamedTuple

HOUR_S = 3600
MOST_PLACES = 99


class Waiting(NamedTuple):
    """Of a voter who arrives: the share who wait at all, the mean wait, and the share who wait longer than a limit."""

    any_share: float
    mean_s: float
    longer_share: float


def wait_share(load: float, places: int) -> float:
    """Share of voters who find every place taken (Erlang C); 1 where the load is more than the places can take."""
    if load >= places:
        return 1.0
    lost = 1.0  # Erlang B, by its recursion over the number of places
    for place in range(1, places + 1):
        lost = load * lost / (place + load * lost)
    return places * lost / (places - load * (1 - lost))


def waiting(voters_an_hour: float, service_s: float, places: int, limit_s: float) -> Waiting:
    """Waiting at `places` places. Without end where more come than can be served."""
    load = voters_an_hour * service_s / HOUR_S
    if load >= places:
        return Waiting(1.0, float("inf"), 1.0)
    some = wait_share(load, places)
    free = places - load
    return Waiting(some, some * service_s / free, some * exp(-free * limit_s / service_s))


def places_needed(voters_an_hour: float, service_s: float, limit_s: float, longer_share: float) -> int:
    """The fewest places at which no larger share than `longer_share` waits longer than `limit_s`."""
    for places in range(1, MOST_PLACES + 1):
        if waiting(voters_an_hour, service_s, places, limit_s).longer_share <= longer_share:
            return places
    return MOST_PLACES
