"""Handle a crash of the firmware: show a page drawn in advance, save the cause for the log, restart.

An unexpected exception is a bug. The last page must not stay on screen and look alive, and a terminal in an unknown
state must not write to its cartridge, so the crash is logged after the restart.
"""

import asyncio
import gc
import os
import sys
from time import sleep_ms

import micropython

from drivers import processor
from text.picture import Picture

NONE, MEMORY, BUG, HANG = range(4)  # details of the event *crashed*
SHOWN_MS = 6000  # before the restart; shorter than the watchdog's time-out
IN_A_ROW = 3  # after so many failed starts a message is shown, and somebody must press OK
SETTLED_MS = 600_000  # a terminal that has run for so long has recovered
_FILE = "data/crashes"  # [failures in a row, what failed and is not logged yet]
_PAGE = "data/last.page"  # one bit per dot, as wide as the panel
_RESERVE_BYTES = 2048  # to write the cause even if the heap is full
_ROWS = 4  # shown at once; a line of the font is a multiple of them


class _Page:
    """The page's file and everything needed to show it. A class, since calling a closure would allocate memory."""

    def __init__(self, display, selects: tuple, rows: int):
        self._display, self._selects, self._rows = display, selects, rows
        self._file = open(_PAGE, "rb") if rows else None  # noqa: SIM115  stays open, since opening allocates memory
        self._buffer = bytearray(display.width // 8 * _ROWS)

    def show(self) -> None:
        """Show the page without allocating memory."""
        display = self._display
        for select in self._selects:
            select(1)  # the crash may have interrupted a transfer
        display.fill(0, display.height, 0xFFFF)
        y = (display.height - self._rows) // 2
        if self._file:
            self._file.seek(0)
        end = y + self._rows
        while self._file and y < end:  # a range with a step would allocate memory
            self._file.readinto(self._buffer)
            display.band(y, self._buffer, _ROWS)
            y += _ROWS
        display.light(True)


_page: _Page | None = None
_reserve: bytearray | None = None


def prepare(display, font, texts, selects: tuple) -> None:
    """Draw the page into a file in advance. Where no file can be written, the page is white and has no words.

    display, font, texts: of the terminal.
    selects: chip-select pins of all devices on the panel's bus.
    """
    global _page, _reserve
    try:
        rows = _drawn(display.width, font, texts.all("crashed"))
    except OSError:
        rows = 0
    _page = _Page(display, selects, rows)
    _reserve = bytearray(_RESERVE_BYTES)


def _drawn(width: int, font, words: list) -> int:
    """Write the page's file unless it is up to date. Returns the page's rows.

    width: of the panel in dots.
    font: to draw with.
    words: paragraphs of the page.
    """
    lines = [line for text in words for line in font.wrap(text, width)]
    picture = Picture(width, font.height)
    strip = picture.data

    def draw(line: str) -> bytearray:
        picture.fill(0)
        font.draw(line, picture, (width - font.width(line)) // 2, 0)
        return strip

    try:
        with open(_PAGE, "rb") as file:
            is_there = all([file.read(len(strip)) == draw(line) for line in lines])
    except OSError:
        is_there = False
    if not is_there:
        with open(_PAGE + ".new", "wb") as file:
            for line in lines:
                file.write(draw(line))
        os.rename(_PAGE + ".new", _PAGE)
    return len(lines) * font.height


def crash(error: BaseException) -> None:
    """Show the page, save the cause for the log, and restart. Never returns."""
    global _reserve
    micropython.heap_lock()  # the heap may be what failed
    try:
        if _page is not None:
            _page.show()
    except Exception:  # noqa: BLE001  restart even if the panel fails too
        pass
    micropython.heap_unlock()
    _reserve = None
    gc.collect()
    try:
        sys.print_exception(error)
        _keep(read()[0], MEMORY if isinstance(error, MemoryError) else BUG)
        sleep_ms(SHOWN_MS)
    except Exception:  # noqa: BLE001  the same
        pass
    processor.restart()


def fail(_loop, context: dict) -> None:
    """Handler for a failed background task: without it the terminal would go on with a part missing."""
    raise context["exception"]


def began() -> tuple[int, int]:
    """(failures in a row, cause of the last one or NONE). Called once per start."""
    count, failed = read()
    if not failed and processor.was_hanging():
        failed = HANG
    if failed:
        count = min(count + 1, 255)
    elif processor.was_switched_on():
        count = 0  # somebody has switched it on
    _keep(count, NONE)
    return count, failed


def again(failed: int) -> None:
    """Restart and count failures from 0 again; the last cause will still be logged."""
    _keep(0, failed)
    processor.restart()


async def settle() -> None:
    """The task that resets the count of failures once the terminal has run for SETTLED_MS."""
    await asyncio.sleep_ms(SETTLED_MS)
    _keep(0, NONE)


def read() -> tuple[int, int]:
    """(failures in a row, cause that is not logged yet or NONE)."""
    try:
        with open(_FILE, "rb") as file:
            count, failed = file.read(2)
    except (OSError, ValueError):
        return 0, NONE
    return (count, failed) if failed <= HANG else (0, NONE)


def _keep(count: int, failed: int) -> None:
    if (count, failed) == read():
        return
    try:
        with open(_FILE + ".new", "wb") as file:
            file.write(bytes((count, failed)))
        os.rename(_FILE + ".new", _FILE)
    except OSError:
        pass  # failures are not counted then; the page is shown all the same
