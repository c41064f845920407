"""A limit against ballot stuffing: a maximum of ballots per minute, as on India's machines."""

import asyncio
from time import ticks_add, ticks_diff, ticks_ms

_MINUTE_MS = 60_000
_SECOND_MS = 1000


class Pace:
    """The limit of one booth. Times stay in memory only, so that no stored data shows when a ballot was cast. A power
    cut clears them, but a restart takes longer than it would save.

    ballots: the most in any minute; 0 for no limit.
    """

    BALLOTS = 4

    def __init__(self, ballots: int):
        self._next, self._free = 0, [ticks_add(ticks_ms(), -_MINUTE_MS)] * ballots  # ring of the latest ballots

    def note(self) -> None:
        """Record that a ballot was cast."""
        if self._free:
            self._free[self._next] = ticks_ms()
            self._next = (self._next + 1) % len(self._free)

    def wait_ms(self) -> int:
        """Milliseconds until the next ballot may begin."""
        if not self._free:
            return 0
        return max(0, _MINUTE_MS - ticks_diff(ticks_ms(), self._free[self._next]))

    async def wait(self, dialog) -> None:
        """Ask a voter with a valid slip to wait, and show how long."""
        texts = dialog.texts
        while True:
            left_ms = self.wait_ms()
            if not left_ms:
                return
            dialog.show(texts("please_wait"), [texts("pace_wait", (left_ms + _SECOND_MS - 1) // _SECOND_MS)])
            await asyncio.sleep_ms(min(left_ms, _SECOND_MS))
