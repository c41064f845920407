"""The parts that a self-test tries without help: printer, chips, clock, memory, supply, cause of the start."""

import asyncio
import gc
import os
from time import ticks_diff, ticks_ms, ticks_us

from drivers import processor
from drivers.clock import OSCILLATOR_STOPPED
from drivers.norflash import PAGE_BYTES, SECTOR_BYTES
from drivers.supply import BATTERY_LOW, ON_BATTERY
from storage import condition
from terminal import looking

_AT = 1024  # in the first sector, between header and marks: whatever a power cut leaves there, an opening erases
_PATTERN = 0x5A
_WORN_ERASE_MS, _WORN_PAGE_US = 200, 2000  # a new W25Q128JV takes 45 and 700, a spent one 400 and 3000
_SECOND_MOST_MS, _LOOK_MS = 1500, 10
_APART_MS = 60  # that two looks at the clock's second may miss
_FILES_LEAST_KIB, _FILES_MOST_KIB = 64, 1 << 14  # more than that is said as that


async def begin(test, is_ready: bool) -> tuple:
    """What is measured at the beginning: (printer's bits, the chips' lines, the clock's first edge)."""
    terminal = test.terminal
    bits, named = await looking.at_printer(terminal.printer)
    for name in named:
        test.found(name)
    chips = await _chips(terminal.twin, is_ready, test.found)
    return bits, chips, await _edge(terminal.clock)


async def end(test, measured: tuple) -> list:
    """The measures after those of people, as in docs/formats.md. measured: of `begin`."""
    terminal, (bits, chips, edge) = test.terminal, measured
    clock = await _drift(terminal.clock, edge, test.found)
    gc.collect()
    heap_kib, is_heap_low = looking.at_heap()
    if is_heap_low:
        test.found("heap_low", heap_kib)
    room = os.statvfs("data")
    files_kib = min(room[0] * room[3] >> 10, _FILES_MOST_KIB)
    if files_kib < _FILES_LEAST_KIB:
        test.found("files_low", files_kib)
    terminal.supply.look()
    state, percent, millivolts = terminal.supply.reading
    if state == BATTERY_LOW:
        test.found("supply_low")
    elif state == ON_BATTERY:
        test.found("on_battery", percent)
    cause = terminal.reset_cause
    if cause == processor.BROWN_OUT:
        test.found("start_brown_out")
    return [bits] + chips + [clock, heap_kib, files_kib, [state, percent, millivolts], cause]


async def _chips(twin, is_ready: bool, found) -> list:
    """Of each chip [size in KiB, its own number, ms of an erase, us of a page]; None for a chip that is absent.

    Only an empty pair before the opening is written to, and erased again.
    """
    may_write = is_ready and (await condition.look(twin))[0] == condition.BLANK and twin.may_erase()
    lines: list = []
    for number, size in enumerate(looking.at_chips(twin)):
        await asyncio.sleep_ms(0)
        chip = twin.chips[number]
        if not size:
            found("chip_absent", number + 1)
            lines.append(None)
            continue
        if not twin.is_one_ours(number):
            found("chip_other", number + 1)
        times = _written(chip, number + 1, found) if may_write else [None, None]
        lines.append([size >> 10, chip.unique_id()] + times)
    if all(lines) and lines[0][0] != lines[1][0]:
        found("chips_unlike")
    return lines


def _written(chip, number: int, found) -> list:
    """[ms of an erase, us of a page]: both get longer as a chip wears out."""
    pattern, began_us = bytes((_PATTERN,)) * PAGE_BYTES, ticks_us()
    is_good = chip.program(_AT, pattern)
    page_us = ticks_diff(ticks_us(), began_us)
    is_good = is_good and chip.read(_AT, PAGE_BYTES) == pattern
    began_us = ticks_us()
    is_good = chip.erase_sector(0) and is_good
    erase_ms = ticks_diff(ticks_us(), began_us) // 1000
    if not is_good or not chip.is_blank(0, SECTOR_BYTES):
        found("chip_wrong", number)
    elif erase_ms > _WORN_ERASE_MS or page_us > _WORN_PAGE_US:
        found("chip_worn", number)
    return [erase_ms, page_us]


async def _edge(clock) -> tuple:
    """(what the clock shows, when that began in ms); what it shows is None if it is unknown or stands still."""
    before, began_ms = clock.now(), ticks_ms()
    while before is not None and ticks_diff(ticks_ms(), began_ms) < _SECOND_MOST_MS:
        await asyncio.sleep_ms(_LOOK_MS)
        now = clock.now()
        if now != before:
            return now, ticks_ms()
    return None, began_ms


async def _drift(clock, before: tuple, found) -> list | None:
    """[milliseconds by the clock, by the processor] since the beginning; None if there is no time."""
    seconds, ended_ms = await _edge(clock)
    status = clock.status()
    if status is None:
        found("clock_silent")
    elif status & OSCILLATOR_STOPPED:
        found("clock_stopped")
    elif seconds is None or before[0] is None:
        found("clock_wrong")
    else:
        by_clock, own = (seconds - before[0]) * 1000, ticks_diff(ended_ms, before[1])
        apart = abs(by_clock - own)
        if apart > _APART_MS + own // 1000:
            found("clock_drifts", apart * 60_000 // own)
        return [max(by_clock, 0), own]
    return None
