"""Look after supply, clock and chips: log what changes, and say it in words. A failing supply allows no erase.

A clock that drifts and a chip that is worn show only after a while, so a start cannot find them (`storage.twin` asks
the supply before it erases).
"""

import asyncio

from drivers.processor import BROWN_OUT
from drivers.supply import BATTERY_LOW, ON_BATTERY, ON_MAINS, UNSEEN

_LOOK_MS = 10_000
_EVENT = "supply"  # detail: the state and 1
_WORN_PAGE_US = 2000  # a new W25Q128JV takes 700, a spent one 3000


class SupplyWatch:
    """terminal: for log and words. supply: drivers.supply.Supply. `reading`: the last one."""

    def __init__(self, terminal, supply):
        self._terminal, self._supply = terminal, supply
        self._drift_ms, self._worn = 0, 0  # milliseconds a minute; a bit per chip
        self.reading = supply.read()
        if self.reading.state in (ON_BATTERY, BATTERY_LOW):
            terminal.log_numbered(_EVENT, self.reading.state + 1)

    async def run(self) -> None:
        """Look every ten seconds; a change is logged."""
        while True:
            await asyncio.sleep_ms(_LOOK_MS)
            self.look()

    def look(self) -> None:
        """Look now."""
        before, self.reading = self.reading.state, self._supply.read()
        if self.reading.state != before:
            self._terminal.log_numbered(_EVENT, self.reading.state + 1)
        self._look_at_clock_and_chips()

    def _look_at_clock_and_chips(self) -> None:
        """Each is logged once: it does not get better by itself."""
        terminal, drift_ms = self._terminal, self._terminal.clock.drift()
        if drift_ms and not self._drift_ms:
            terminal.log("clock_drifts", 1 if drift_ms > 0 else 2)
        self._drift_ms = drift_ms
        for number, chip in enumerate(terminal.twin.chips):
            if chip.page_us > _WORN_PAGE_US and not self._worn >> number & 1:
                self._worn |= 1 << number
                terminal.log("memory_trouble", number + 1)

    def notes(self) -> list[str]:
        """What a waiting page says: nothing with the mains, or where no part says anything."""
        (state, percent, _), texts = self.reading, self._terminal.texts
        if state in (ON_MAINS, UNSEEN):
            return []
        return [texts("supply_low") if state == BATTERY_LOW else texts("on_battery", percent)]

    def words(self) -> list[str]:
        """The same for officials, and what is wrong with other parts."""
        texts = self._terminal.texts
        found = [texts("chip_worn", number + 1) for number in (0, 1) if self._worn >> number & 1]
        if self._drift_ms:
            found.append(texts("clock_drifts", abs(self._drift_ms)))
        if self._terminal.reset_cause == BROWN_OUT:
            found.append(texts("start_brown_out"))
        return self.notes() + found
