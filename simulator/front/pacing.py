"""How fast a terminal's time goes: by the wall clock, by a multiple of it, or as fast as the computer can."""

from __future__ import annotations

import time
from collections.abc import Callable

SPEEDS = ("1", "4", "max")
STEP_US = 20_000  # of the terminal's time, after which people are listened to again
RUSH_STEP_US = 50_000
MOST_LAG_US = 300_000  # what computing has cost more than that is not made up for


class Pacing:
    """One terminal's time against the wall's. now_us: the terminal's clock; wall: seconds, from anywhere."""

    def __init__(self, now_us: Callable[[], int], wall: Callable[[], float] = time.monotonic) -> None:
        self._now_us, self._wall = now_us, wall
        self.factor = 1.0
        self._anchor = (wall(), now_us())

    def anchor(self) -> None:
        """Begin again from here."""
        self._anchor = (self._wall(), self._now_us())

    def set_factor(self, factor: float) -> None:
        """So many seconds of the terminal in one of the wall."""
        self.factor = factor
        self.anchor()

    @property
    def due_us(self) -> int:
        """Where the terminal's clock should stand."""
        wall, terminal = self._anchor
        due_us = terminal + int((self._wall() - wall) * 1_000_000 * self.factor)
        if due_us - self._now_us() > MOST_LAG_US * self.factor:
            self.anchor()
            return self._now_us()
        return due_us

    def wait_s(self, until_us: int) -> float:
        """How long the wall has to wait for a time of the terminal, one step at most."""
        ahead_us = min(until_us - self.due_us, STEP_US * self.factor)
        return max(0.0, ahead_us / 1_000_000 / self.factor)
