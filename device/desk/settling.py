"""Wait while the chips do not show how a check-in ended: nobody else is checked in until they do."""

from storage.intents import UNSETTLED
from terminal.unsettled import Unsettled

_HOUR_TRIES = 3  # then the hour may stay uncounted, since its cells are worn on both chips


async def settle(terminal, check_ins) -> tuple[int, int, int] | None:
    """Wait for the chips: (intent, booth, index) of a check-in whose slip is not printed yet, or None."""
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
    """Erase the intent of a printed slip. The next voter waits until both chips confirm it.

    terminal: for the page shown meanwhile.
    check_ins: the desk's `CheckIns`.
    intent: of the check-in.
    """
    page = Unsettled(terminal)
    while not check_ins.finish(intent):
        await page.wait()
