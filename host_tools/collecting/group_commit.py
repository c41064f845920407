"""Many lines, one disk: whatever is ready is kept in one transaction, and only then is anybody told.

A group needs no timer: while one is being written, the next one gathers. So a lone protocol waits for nobody, and
thousands at once share a few dozen syncs.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from host_tools.collecting.centre import Answer, Arrival, Centre, Kept
from host_tools.collecting.checks import Checked, Refusal
from host_tools.collecting.store import Row

LARGEST_GROUP = 1000  # objects; a group of this size is checked and written in well under a second


class GroupCommit:
    """A Centre behind a queue, for one event loop.

    kept: called with the new rows of each group, once they are on the disk and answered.
    groups, largest: how many groups there were, and the objects of the largest.
    """

    def __init__(self, centre: Centre, kept: Callable[[Sequence[Row]], None] = lambda rows: None) -> None:
        self.groups = self.largest = 0
        self._centre, self._kept = centre, kept
        self._waiting: deque[tuple[Arrival, Checked | Refusal | None, Answer]] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._thread = ThreadPoolExecutor(1, "store")  # the loop never waits for the disk

    def has(self, digest: bytes) -> bool:
        """Whether the object of this hash need not come again."""
        return self._centre.has(digest)

    def submit(self, arrival: Arrival, answer: Answer) -> None:
        """Check an object and queue it; answer is called from the event loop once its group is on the disk or failed.

        It is checked here and not in the thread: of two that compute, each makes the other wait for its turn.
        """
        self._waiting.append((arrival, self._centre.check(arrival), answer))
        self._wake.set()

    async def run(self) -> None:
        """Write groups until `close`; then what is ready, and end."""
        loop = asyncio.get_running_loop()
        while self._waiting or not self._closing:
            if not self._waiting:
                await self._wake.wait()
                self._wake.clear()
                continue
            group = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_GROUP))]
            outcomes = await loop.run_in_executor(
                self._thread, self._centre.keep, [(arrival, checked) for arrival, checked, _ in group]
            )
            self.groups += 1
            self.largest = max(self.largest, len(group))
            for (_, _, answer), outcome in zip(group, outcomes, strict=True):
                answer(outcome)
            new = [outcome.row for outcome in outcomes if isinstance(outcome, Kept) and outcome.is_new]
            if new:
                self._kept(new)
        self._thread.shutdown()

    def close(self) -> None:
        """Let `run` end."""
        self._closing = True
        self._wake.set()
