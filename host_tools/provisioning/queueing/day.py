"""A polling day, event by event: voters come, wait for a desk, and some of them then for a booth.

Unlike the formula it has rush hours, a terminal's time that hardly varies and people's that does, and booths that get
only whom the desks let through. Desks have one queue. A slip names its booth, the one with the fewest slips so far as
the desk proposes it: each booth has a queue of its own. Who stands in one at the end of voting still votes.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from host_tools.provisioning.queueing.arrivals import CLOSING, HOUR_S, OPENING, PEAK, TURNOUT, of_a_day
from host_tools.provisioning.queueing.times import SHAPE, Stage

HIGH = 0.95


@dataclass(frozen=True)
class Queue:
    """What happened before one stage: when each voter came, was called and was done, in order of arrival.

    Seconds after midnight; limit_s: longer waits are too long.
    """

    came: tuple[float, ...] = ()
    begun: tuple[float, ...] = ()
    done: tuple[float, ...] = ()
    limit_s: float = 0.0

    @property
    def served(self) -> int:
        """Voters."""
        return len(self.came)

    @cached_property
    def waits(self) -> list[float]:
        """Seconds of each."""
        return [start - at for at, start in zip(self.came, self.begun, strict=True)]

    @property
    def mean_s(self) -> float:
        """Mean wait."""
        return sum(self.waits) / self.served if self.served else 0.0

    @property
    def high_s(self) -> float:
        """The wait that 95 % do not exceed."""
        return high(self.waits) if self.served else 0.0

    @property
    def longer_share(self) -> float:
        """Share of voters who waited too long."""
        return sum(wait > self.limit_s for wait in self.waits) / self.served if self.served else 0.0

    @property
    def longest(self) -> int:
        """Most people who waited at once."""
        return max((waiting for _, waiting in self.lengths()), default=0)

    @property
    def last_s(self) -> float:
        """When the last voter was done."""
        return max(self.done, default=0.0)

    def lengths(self) -> list[tuple[float, int]]:
        """(instant, people who wait from then on) at every change; whoever is called at once never waits."""
        changes: dict[float, int] = {}
        for at, start in zip(self.came, self.begun, strict=True):
            if start > at:
                changes[at] = changes.get(at, 0) + 1
                changes[start] = changes.get(start, 0) - 1
        waiting, found = 0, []
        for at in sorted(changes):
            waiting += changes[at]
            found.append((at, waiting))
        return found

    def longest_by(self, step_s: float = HOUR_S) -> dict[float, int]:
        """Most people who waited at once in each step of the day, by its beginning, until nobody waits any more."""
        end_s, begin_s = max(self.last_s, CLOSING * HOUR_S), float(OPENING * HOUR_S)
        found = {begin_s + step * step_s: 0 for step in range(int((end_s - begin_s) / step_s) + 1)}
        lengths, at, waiting = self.lengths(), 0, 0
        for begin in found:
            found[begin] = waiting
            while at < len(lengths) and lengths[at][0] < begin + step_s:
                waiting = lengths[at][1]
                found[begin] = max(found[begin], waiting)
                at += 1
        return found


@dataclass(frozen=True)
class Day:
    """Both queues, and seconds after the end of voting at which the last voter is done (0 if before)."""

    desks: Queue
    booths: Queue

    @property
    def last_s(self) -> float:
        """When the last voter was done, in seconds after midnight."""
        return max(self.desks.last_s, self.booths.last_s)

    @property
    def after_closing_s(self) -> float:
        """How long the station works on for those who stood in a queue."""
        return max(0.0, self.last_s - CLOSING * HOUR_S)


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
    turnout: float = TURNOUT
    walk_s: float = 0.0

    def day(self, seed: int, limit_s: float) -> Day:
        """Simulate a day. The same seed gives the same day."""
        draw = random.Random(seed)
        desks = serve(of_a_day(self.listed, draw, self.peak, self.turnout), self.desks, self.desk, limit_s, draw)
        to_booth = sorted(at + self.walk_s for at in desks.done if draw.random() < self.electronic)
        return Day(desks, serve(to_booth, self.booths, self.booth, limit_s, draw, has_named_place=True))


def serve(
    came: Sequence[float],
    places: int,
    stage: Stage,
    limit_s: float,
    draw: random.Random,
    shape: float = SHAPE,
    has_named_place: bool = False,
) -> Queue:
    """Serve everybody, in order of arrival.

    came: ascending.
    shape: of the distribution of people's seconds, see `Stage.draw`.
    has_named_place: voters go to the places in turn, and wait there even if another one is free.
    """
    free = [0.0] * places
    begun, done = [], []
    for number, at in enumerate(came):
        place = number % places if has_named_place else free.index(min(free))
        begun.append(max(at, free[place]))
        free[place] = begun[-1] + stage.draw(draw, shape)
        done.append(free[place])
    return Queue(tuple(came), tuple(begun), tuple(done), limit_s)


def high(values: Sequence[float]) -> float:
    """The value that 95 % do not exceed."""
    return sorted(values)[round(HIGH * (len(values) - 1))]
