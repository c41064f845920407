"""The processor: restart, and the watchdog that restarts a terminal whose tasks no longer run.

The watchdog is fed only here: by its own task, and a limited number of times by long work that cannot yield.
Sources: machine.WDT and machine.reset_cause of MicroPython; RP2350 datasheet, "Watchdog".
"""

import asyncio

import machine

TIMEOUT_MS = 8000  # just below the lowest maximum of the supported processors (RP2040: 8,388 ms)
_FEED_MS = 2000
MOST_STEPS = 20_000  # without yielding: more than four for each record of a full cartridge

_watchdog: machine.WDT | None = None
_steps = 0


def start_watchdog() -> None:
    """Start the watchdog. From here on tasks must get their turn, or `step` be called. Only a restart stops it."""
    global _watchdog
    _watchdog = machine.WDT(timeout=TIMEOUT_MS)
    asyncio.create_task(_keep())


async def _keep() -> None:
    """The task that feeds the watchdog while all tasks get their turn."""
    global _steps
    while True:
        _steps = 0
        _feed()
        await asyncio.sleep_ms(_FEED_MS)


def step() -> None:
    """Feed the watchdog during long work that cannot yield, at intervals shorter than TIMEOUT_MS.

    After MOST_STEPS it is no longer fed, so that an endless loop ends in a restart.
    """
    global _steps
    if _steps < MOST_STEPS:
        _steps += 1
        _feed()


def _feed() -> None:
    if _watchdog is not None:
        _watchdog.feed()


def was_hanging() -> bool:
    """True if the watchdog caused this start; on some processors also after `restart`."""
    return machine.reset_cause() == machine.WDT_RESET


def was_switched_on() -> bool:
    """True if the terminal was just switched on."""
    return machine.reset_cause() == machine.PWRON_RESET


def restart() -> None:
    """Restart the processor; does not return."""
    machine.reset()
