"""Look after the supply: log its changes, and say them in words. A failing supply allows no erase (`storage.twin`)."""

import asyncio

from drivers.supply import BATTERY_LOW, ON_BATTERY, ON_MAINS, UNSEEN

_LOOK_MS = 10_000
_EVENT = "supply"  # detail: the state and 1


class SupplyWatch:
    """terminal: for log and words. supply: drivers.supply.Supply. `reading`: the last one."""

    def __init__(self, terminal, supply):
        self._terminal, self._supply = terminal, supply
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

    def words(self) -> list[str]:
        """What to say on a page: nothing with the mains, or where no part says anything."""
        state, percent, _ = self.reading
        if state in (ON_MAINS, UNSEEN):
            return []
        if state == BATTERY_LOW:
            return [self._terminal.texts("supply_low")]
        return [self._terminal.texts("on_battery", percent)]
