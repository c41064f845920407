"""The processor itself: its restart, and the watchdog that restarts a terminal which no longer gives way to its tasks.

The watchdog is fed here and nowhere else: by a task of its own, and by long work that cannot give way, so many times at
the most. Sources: machine.WDT and machine.reset_cause of MicroPython; RP2350 datasheet, "Watchdog".
"""

import asyncio

import machine

TIMEOUT_MS = 8000  # what the shortest of our processors can count to (RP2040: 8,388 ms)
_FEED_MS = 2000
MOST_STEPS = 20_000  # of long work on end: more than the records of a full cartridge, each looked at four times

_watchdog: machine.WDT | None = None
_steps = 0


def start_watchdog() -> None:
    """From here on the terminal has to give way or to say that it goes on. Nothing stops this but a restart."""
    global _watchdog
    _watchdog = machine.WDT(timeout=TIMEOUT_MS)
    asyncio.create_task(_keep())


async def _keep() -> None:
    """The task that shows that all others get their turn."""
    global _steps
    while True:
        _steps = 0
        _feed()
        await asyncio.sleep_ms(_FEED_MS)


def step() -> None:
    """One of many steps of work that gives way to nobody, each shorter than TIMEOUT_MS. An endless loop of them ends
    after MOST_STEPS.
    """
    global _steps
    if _steps < MOST_STEPS:
        _steps += 1
        _feed()


def _feed() -> None:
    if _watchdog is not None:
        _watchdog.feed()


def was_hanging() -> bool:
    """Whether the watchdog caused this start; on some processors also `restart`."""
    return machine.reset_cause() == machine.WDT_RESET


def was_switched_on() -> bool:
    """Whether this start is one of the whole terminal, its power coming."""
    return machine.reset_cause() == machine.PWRON_RESET


def restart() -> None:
    """Start again; does not return."""
    machine.reset()
