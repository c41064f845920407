"""How many desks and booths to send to a precinct: by the formula, then as many more as a simulated day asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from host_tools.provisioning.queueing.arrivals import busiest
from host_tools.provisioning.queueing.day import Day, Station
from host_tools.provisioning.queueing.erlang import places_needed

MOST_DESKS = 6  # per precinct
LIMIT_S = 600.0  # nobody should wait longer
LONGER_SHARE = 0.05  # but for these
SPARE_SHARE = 0.14  # Brazil 2022: 64,918 spare machines for 472,075
DAYS = 5


@dataclass(frozen=True)
class Advice:
    """A station that holds the limit on every simulated day (or has the most places), and its worst day."""

    by_formula: tuple[int, int]
    station: Station
    worst: Day
    holds: bool


def spares(places: int) -> float:
    """Spare machines for so many, counted over a district."""
    return places * SPARE_SHARE


def in_whole(share: float) -> int:
    """Machines, of a share of them."""
    return ceil(round(share, 6))  # 14 % of 400 is a little over 56 in binary


def by_formula(station: Station, limit_s: float = LIMIT_S) -> tuple[int, int]:
    """Desks and booths for the busiest hour."""
    rate = busiest(station.listed, station.peak, station.turnout)
    booths = rate * station.electronic
    return (
        places_needed(rate, station.desk.total_s, limit_s, LONGER_SHARE),
        places_needed(booths, station.booth.total_s, limit_s, LONGER_SHARE) if booths else 0,
    )


def worst_day(station: Station, limit_s: float, seed: int) -> Day:
    """Of some days, the one on which most voters wait too long at either queue."""
    days = [station.day(seed + number, limit_s) for number in range(DAYS)]
    return max(days, key=lambda day: (max(day.desks.longer_share, day.booths.longer_share), day.after_closing_s))


def holds(day: Day) -> bool:
    """Whether nearly nobody waited too long at either queue."""
    return max(day.desks.longer_share, day.booths.longer_share) <= LONGER_SHARE


def advise(station: Station, limit_s: float = LIMIT_S, seed: int = 1) -> Advice:
    """Places for a list. station: what is known of it; its numbers of places do not matter."""
    formula = by_formula(station, limit_s)
    station = replace(station, desks=min(formula[0], MOST_DESKS), booths=max(formula[1], 1))
    while True:
        worst = worst_day(station, limit_s, seed)
        late = worst.desks.longer_share > LONGER_SHARE, worst.booths.longer_share > LONGER_SHARE
        if late[0] and station.desks < MOST_DESKS:
            station = replace(station, desks=station.desks + 1)
        elif late[1]:
            station = replace(station, booths=station.booths + 1)
        else:
            return Advice(formula, station, worst, holds(worst))
