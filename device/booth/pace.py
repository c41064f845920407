"""A limit against stuffing: so many ballots a minute and no more, as India's machines have it."""

import asyncio
from time import ticks_add, ticks_diff, ticks_ms

_MINUTE_MS = 60_000
_SECOND_MS = 1000


class Pace:
    """Of one booth. Times stay in memory only, so that nothing stored tells when a ballot was cast; a power cut forgets
    them, and starting again takes longer than it wins.

    ballots: that may be cast in any minute; 0 for no limit.
    """

    BALLOTS = 4

    def __init__(self, ballots: int):
        self._next, self._free = 0, [ticks_add(ticks_ms(), -_MINUTE_MS)] * ballots  # a ring: when each place was taken

    def note(self) -> None:
        """A ballot was cast."""
        if self._free:
            self._free[self._next] = ticks_ms()
            self._next = (self._next + 1) % len(self._free)

    def wait_ms(self) -> int:
        """How long until the next ballot may be begun."""
        if not self._free:
            return 0
        return max(0, _MINUTE_MS - ticks_diff(ticks_ms(), self._free[self._next]))

    async def wait(self, dialog) -> None:
        """The voter's slip is good; they are asked to wait, and told how long."""
        texts = dialog.texts
        while True:
            left_ms = self.wait_ms()
            if not left_ms:
                return
            dialog.show(texts("please_wait"), [texts("pace_wait", (left_ms + _SECOND_MS - 1) // _SECOND_MS)])
            await asyncio.sleep_ms(min(left_ms, _SECOND_MS))
