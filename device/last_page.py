"""What remains when the firmware fails: a page drawn in advance, a note for the log, and a restart.

An exception that nobody expected is a bug. The page of a moment ago must not stay and look alive, and a terminal in an
unknown state must not write on its cartridge: what failed is logged when it has started again.
"""

import asyncio
import gc
import os
import sys
from time import sleep_ms

import framebuf
import micropython

from drivers import processor

NONE, MEMORY, BUG, HANG = range(4)  # details of the event *crashed*
SHOWN_MS = 6000  # before the restart; within the watchdog's time, which goes on
IN_A_ROW = 3  # so many failed starts are no accident: then words stand on the screen, and somebody has to press OK
SETTLED_MS = 600_000  # a terminal that has lived so long has recovered
_FILE = "data/crashes"  # [failures in a row, what failed and is not logged yet]
_PAGE = "data/last.page"  # one bit a dot, as wide as the panel
_RESERVE_BYTES = 2048  # for the note, where the heap is full
_ROWS = 4  # shown at once; a line of the font is a multiple of them


class _Page:
    """The page in its file, and all that it takes to show it. A closure over as much would take memory when called."""

    def __init__(self, display, selects: tuple, rows: int):
        self._display, self._selects, self._rows = display, selects, rows
        self._file = open(_PAGE, "rb")  # noqa: SIM115  stays open: opening takes memory
        self._buffer = bytearray(display.width // 8 * _ROWS)
        self._picture = framebuf.FrameBuffer(self._buffer, display.width, _ROWS, framebuf.MONO_HLSB)

    def show(self) -> None:
        """Takes no memory."""
        display = self._display
        for select in self._selects:
            select(1)  # whoever was spoken to when it happened
        display.fill(0, display.height, 0xFFFF)
        self._file.seek(0)
        y = (display.height - self._rows) // 2
        end = y + self._rows
        while y < end:  # a range with such a step would take memory
            self._file.readinto(self._buffer)
            display.band(y, self._picture, _ROWS)
            y += _ROWS
        display.light(True)


_page: _Page | None = None
_reserve: bytearray | None = None


def prepare(display, font, texts, selects: tuple) -> None:
    """Draw the page into a file while all is well. selects: chip-select pins of all who share the panel's bus."""
    global _page, _reserve
    _page = _Page(display, selects, _drawn(display.width, font, texts.all("crashed")))
    _reserve = bytearray(_RESERVE_BYTES)


def _drawn(width: int, font, words: list) -> int:
    """Rows of the page in its file, which is written only where it is not as it should be."""
    lines = [line for text in words for line in font.wrap(text, width)]
    strip = bytearray(width // 8 * font.height)
    picture = framebuf.FrameBuffer(strip, width, font.height, framebuf.MONO_HLSB)

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


def crash(error: Exception) -> None:
    """Never returns: the page, what is known for the log, a restart."""
    global _reserve
    micropython.heap_lock()  # the heap may be what failed
    try:
        if _page is not None:
            _page.show()
    except Exception:  # noqa: BLE001  a panel that fails too changes nothing
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
    """A task that nobody waits for has failed: the terminal would go on without it, and look alive."""
    raise context["exception"]


def began() -> tuple[int, int]:
    """(failures in a row, what failed before this start, NONE where nothing did). Called once, when it starts."""
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
    """Start once more as if nothing had failed before; what did is still to be logged."""
    _keep(0, failed)
    processor.restart()


async def settle() -> None:
    """The task that counts anew once the terminal has lived long enough to have recovered."""
    await asyncio.sleep_ms(SETTLED_MS)
    _keep(0, NONE)


def read() -> tuple[int, int]:
    """(failures in a row, what failed and is not logged)."""
    try:
        with open(_FILE, "rb") as file:
            count, failed = file.read(2)
    except (OSError, ValueError):
        return 0, NONE
    return (count, failed) if failed <= HANG else (0, NONE)


def _keep(count: int, failed: int) -> None:
    if (count, failed) == read():
        return
    with open(_FILE + ".new", "wb") as file:
        file.write(bytes((count, failed)))
    os.rename(_FILE + ".new", _FILE)
