"""While chips do not show what became of a check-in: nobody else is checked in until they have."""

from storage.intents import UNSETTLED
from terminal.unsettled import Unsettled

_HOUR_TRIES = 3  # then the hour alone may stay uncounted: its cells are worn on both chips


async def settle(terminal, check_ins) -> tuple[int, int, int] | None:
    """(intent, booth, index) of the check-in whose slip is still to come, or None, once the chips have shown it."""
    page, looks = Unsettled(terminal), 0
    while True:
        pending = check_ins.recover(looks < _HOUR_TRIES or not terminal.twin.is_ours())
        if pending != UNSETTLED:
            if looks >= _HOUR_TRIES:
                terminal.log("recovered", 3)
            return pending
        looks += 1 if terminal.twin.is_ours() else 0
        await page.wait()


async def forget(terminal, check_ins, intent: int) -> None:
    """The slip is on paper; until zeros stand over its entry the next voter waits."""
    page = Unsettled(terminal)
    while not check_ins.finish(intent):
        await page.wait()
