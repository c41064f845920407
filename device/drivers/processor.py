"""The processor: restart, and the watchdog that restarts a terminal whose tasks no longer run.

The watchdog is fed in one place, by its own task: long work gives way to other tasks, to those that hear keys first.
Sources: machine.WDT and machine.reset_cause of MicroPython; RP2350 datasheet, "Watchdog".
"""

import asyncio
import sys

import machine

TIMEOUT_MS = 8000  # just below the lowest maximum of the supported processors (RP2040: 8,388 ms)
_FEED_MS = 2000
RESTARTED, SWITCHED_ON, WATCHDOG, BROWN_OUT = range(4)  # causes of a start


def start_watchdog() -> None:
    """Start the watchdog. From here on tasks must get their turn. Only a restart stops it."""
    asyncio.create_task(_feed(machine.WDT(timeout=TIMEOUT_MS)))


async def _feed(watchdog: machine.WDT) -> None:
    """The task that feeds the watchdog while all tasks get their turn."""
    while True:
        watchdog.feed()
        await asyncio.sleep_ms(_FEED_MS)


def was_hanging() -> bool:
    """True if the watchdog caused this start; on some processors also after `restart`."""
    return machine.reset_cause() == machine.WDT_RESET


def was_switched_on() -> bool:
    """True if the terminal was just switched on."""
    return machine.reset_cause() == machine.PWRON_RESET


def reset_cause(register: tuple | None) -> int:
    """Why this start began: BROWN_OUT if the supply's voltage had fallen too low.

    register: (address, bit) of the processor's note of it; None if it keeps none. RP2350 datasheet, POWMAN CHIP_RESET.
    """
    if register is not None and machine.mem32[register[0]] >> register[1] & 1:
        return BROWN_OUT
    return WATCHDOG if was_hanging() else SWITCHED_ON if was_switched_on() else RESTARTED


def is_for_development() -> bool:
    """True if this image runs any program that it is given: hw/rp2350/board/mpconfigboard.h names it so."""
    return "DEVELOPMENT" in sys.implementation._machine


def restart() -> None:
    """Restart the processor; does not return."""
    machine.reset()
