"""Virtual time: what happens when, without waiting for it."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable


class Clock:
    """Microseconds since power came, and what is due later. Chips ask it; the bench moves it."""

    def __init__(self) -> None:
        self.now_us = 0
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def call_later(self, delay_us: int, action: Callable[[], None]) -> None:
        """Run `action` when `delay_us` have passed."""
        heapq.heappush(self._due, (self.now_us + max(0, delay_us), next(self._order), action))

    @property
    def next_due_us(self) -> int | None:
        """When the next action is due; None if nothing is."""
        return self._due[0][0] if self._due else None

    def advance_to(self, when_us: int) -> None:
        """Move to `when_us`, running what falls due on the way, in order."""
        while self._due and self._due[0][0] <= when_us:
            due_us, _, action = heapq.heappop(self._due)
            self.now_us = max(self.now_us, due_us)
            action()
        self.now_us = max(self.now_us, when_us)

    def forget_everything(self) -> None:
        """The plug is pulled: what was under way does not happen."""
        self._due.clear()
