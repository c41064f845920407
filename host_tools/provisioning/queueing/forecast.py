"""The formula beside the simulated days, in the busiest hours: how far the plan's forecast is from what was served."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from host_tools.provisioning.queueing.advice import DAYS
from host_tools.provisioning.queueing.arrivals import HOUR_S, busiest, shares
from host_tools.provisioning.queueing.day import Queue, Station
from host_tools.provisioning.queueing.erlang import waiting

COMPARED_DAYS = 4 * DAYS
ABOVE_S = 30.0  # so much longer than the formula's may the simulated mean wait be; shorter it usually is


@dataclass(frozen=True)
class Forecast:
    """Mean waits in seconds of those who came in the busiest hours. load: of the places, 1 is all that they can do."""

    load: float
    formula_s: float
    simulated_s: float

    @property
    def agrees(self) -> bool:
        """The forecast is not too good, but for the stated error."""
        return self.simulated_s <= self.formula_s + ABOVE_S


def compared(station: Station, limit_s: float, seed: int) -> dict[str, Forecast]:
    """`desk` and `booth` of a station with these places; a booth that nobody goes to is left out."""
    days = [station.day(seed + number, limit_s) for number in range(COMPARED_DAYS)]
    rate = busiest(station.listed, station.peak, station.turnout)
    found = {}
    rows = (
        ("desk", rate, station.desks, station.desk, [day.desks for day in days]),
        ("booth", rate * station.electronic, station.booths, station.booth, [day.booths for day in days]),
    )
    for name, an_hour, places, stage, queues in rows:
        if waits := list(_in_busy_hours(station, queues)):
            formula = waiting(an_hour, stage.total_s, places, limit_s)
            load = an_hour * stage.total_s / HOUR_S / places
            found[name] = Forecast(load, formula.mean_s, fmean(waits))
    return found


def _in_busy_hours(station: Station, queues: list[Queue]) -> Iterable[float]:
    by_hour = shares(station.peak, station.turnout)
    busy = {hour for hour, share in by_hour.items() if share == max(by_hour.values())}
    for queue in queues:
        for at, wait in zip(queue.came, queue.waits, strict=True):
            if int(at // HOUR_S) in busy:
                yield wait
