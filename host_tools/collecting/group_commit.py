"""Many lines, one disk: whatever is ready is kept in one transaction, and only then is anybody told.

While one group is being written, the next one gathers. So a lone protocol waits for nobody, and thousands at once share
a few dozen syncs. What a group costs by itself, whatever is in it, is as much as twenty objects: while several come at
the same time, groups begin no sooner than a moment after one another.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from host_tools.collecting.centre import Answer, Arrival, Centre, Kept
from host_tools.collecting.checks import Checked, Refusal
from host_tools.collecting.store import Row

LARGEST_GROUP = 1000  # objects; a group of this size is checked and written in well under a second
_ALONE = 4  # objects of a group that no others need wait behind: a desk or two
_APART_S = 0.2  # between the beginnings of larger ones; a desk asks again after 2 s
_CHECKED = 50  # objects one after another, as code that has just run is in the processor's caches: 5 ms for the lines


class GroupCommit:
    """A Centre behind a queue, for one event loop.

    kept: called with the new rows of each group, once they are on the disk and answered.
    groups, largest: how many groups there were, and the objects of the largest.
    """

    def __init__(self, centre: Centre, kept: Callable[[Sequence[Row]], None] = lambda rows: None) -> None:
        self.groups = self.largest = 0
        self._centre, self._kept = centre, kept
        self._waiting: deque[tuple[Arrival, Answer]] = deque()
        self._wake = asyncio.Event()
        self._closed = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, "store")  # the loop never waits for the disk

    def has(self, digest: bytes) -> bool:
        """Whether the object of this hash need not come again."""
        return self._centre.has(digest)

    def submit(self, arrival: Arrival, answer: Answer) -> None:
        """Queue an object; answer is called from the event loop once its group is on the disk or failed."""
        self._waiting.append((arrival, answer))
        self._wake.set()

    async def run(self) -> None:
        """Write groups until `close`; then what is ready, and end."""
        loop = asyncio.get_running_loop()
        began_s, size = loop.time() - _APART_S, 0
        while self._waiting or not self._closed.is_set():
            if not self._waiting:
                await self._wake.wait()
                self._wake.clear()
                continue
            early_s = began_s + _APART_S - loop.time()
            if size > _ALONE and early_s > 0 and len(self._waiting) < LARGEST_GROUP:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._closed.wait(), early_s)
            began_s = loop.time()
            group = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_GROUP))]
            checked = await self._checked([arrival for arrival, _ in group])
            outcomes = await loop.run_in_executor(self._thread, self._centre.keep, checked)
            size = len(group)
            self.groups += 1
            self.largest = max(self.largest, size)
            for (_, answer), outcome in zip(group, outcomes, strict=True):
                answer(outcome)
            new = [outcome.row for outcome in outcomes if isinstance(outcome, Kept) and outcome.is_new]
            if new:
                self._kept(new)
        self._thread.shutdown()

    async def _checked(self, arrivals: Sequence[Arrival]) -> list[tuple[Arrival, Checked | Refusal | None]]:
        """Each with what is said of it. Not in the thread: of two that compute, each makes the other wait."""
        found = []
        for at in range(0, len(arrivals), _CHECKED):
            if at:
                await asyncio.sleep(0)
            found += [(arrival, self._centre.check(arrival)) for arrival in arrivals[at : at + _CHECKED]]
        return found

    def close(self) -> None:
        """Let `run` end."""
        self._closed.set()
        self._wake.set()
