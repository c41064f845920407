"""A polling day, event by event: voters come, wait for a desk, and some of them then for a booth.

Unlike the formula it has rush hours, a machine's time that never varies and people's that does, and booths that get
only whom the desks let through. Queues are served in order of arrival; who stands in one at the end still votes.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass

from host_tools.provisioning.queueing.arrivals import CLOSING, HOUR_S, PEAK, of_a_day
from host_tools.provisioning.queueing.times import Stage

SHAPE = 4.0  # of the gamma distribution of people's seconds: its deviation is half of its mean
HIGH = 0.95


@dataclass(frozen=True)
class Queue:
    """What happened before one stage. Seconds; longest: most people who waited at once."""

    served: int
    mean_s: float
    high_s: float
    longer_share: float
    longest: int
    last_s: float


@dataclass(frozen=True)
class Day:
    """Both queues, and seconds after the end of voting at which the last voter is done (0 if before)."""

    desks: Queue
    booths: Queue

    @property
    def after_closing_s(self) -> float:
        """How long the station works on for those who stood in a queue."""
        return max(0.0, max(self.desks.last_s, self.booths.last_s) - CLOSING * HOUR_S)


@dataclass(frozen=True)
class Station:
    """A precinct: voters on its list, places of both kinds, and the share of voters who choose the booth."""

    listed: int
    desks: int
    booths: int
    electronic: float
    desk: Stage
    booth: Stage
    peak: float = PEAK

    def day(self, seed: int, limit_s: float) -> Day:
        """Simulate a day. The same seed gives the same day."""
        draw = random.Random(seed)
        coming = of_a_day(self.listed, draw, self.peak)
        done, desks = serve(coming, self.desks, self.desk, limit_s, draw)
        to_booth = sorted(at for at in done if draw.random() < self.electronic)
        _, booths = serve(to_booth, self.booths, self.booth, limit_s, draw)
        return Day(desks, booths)


def serve(
    coming: list[float], places: int, stage: Stage, limit_s: float, draw: random.Random, shape: float = SHAPE
) -> tuple[list[float], Queue]:
    """When each of `coming` (ascending) is done, and the queue before the places.

    shape: of the distribution of people's seconds; 1 is the exponential one that the formula has.
    """
    if not coming:
        return [], Queue(0, 0.0, 0.0, 0.0, 0, 0.0)
    free = [0.0] * places
    waits, starts, done = [], [], []
    for at in coming:
        start = max(at, heapq.heappop(free))
        end = start + stage.machine_s + draw.gammavariate(shape, stage.people / shape)
        heapq.heappush(free, end)
        waits.append(start - at)
        starts.append(start)
        done.append(end)
    ordered = sorted(waits)
    return done, Queue(
        len(waits),
        sum(waits) / len(waits),
        ordered[int(HIGH * (len(ordered) - 1))],
        sum(wait > limit_s for wait in waits) / len(waits),
        _longest(coming, starts),
        max(done),
    )


def _longest(coming: list[float], starts: list[float]) -> int:
    """Most people who waited at once: starts are in order of arrival, so both lists ascend."""
    longest = begun = 0
    for number, at in enumerate(coming, 1):
        while begun < len(starts) and starts[begun] <= at:
            begun += 1
        longest = max(longest, number - begun)
    return longest
