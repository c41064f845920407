"""Mark lines of a page, one after another, until *next*."""

import asyncio

from screens.answers import AWAKE, BACK, DOWN, EXPIRED, NEXT, OK, UP, YES
from screens.cells import Cells


class Marking:
    """The lines of one question. They are measured once, however often the marks change.

    seen_before: all lines were seen on an earlier visit, so *next* does not lead to them first.
    """

    def __init__(self, dialog, title: str, lines: list, seen_before: bool = False):
        self.dialog, self.title, self.lines = dialog, title, lines
        self._cells: Cells | None = None
        self._seen_before = seen_before
        self._is_shown = False  # the focus, once a key was pressed

    async def step(self, marked: list, note: str = "", focus: int = 0) -> int:
        """The line to mark or unmark, NEXT once every line was seen, BACK or EXPIRED.

        marked: numbers of the lines with a mark.
        note: a message in place of the title.
        focus: number of a line; one more than the last for the button *next*.
        """
        dialog, title, lines = self.dialog, self.title, self.lines
        dialog.lock_out()
        while True:
            cells = self._cells
            if cells is None or not cells.is_for(title, lines):
                is_first = cells is None
                cells = self._cells = self._laid_out()
                await asyncio.sleep_ms(0)  # measuring and drawing are two pieces
                answer = await dialog.whole_title(cells, True) if is_first else YES
                if answer != YES:
                    return answer
            if not cells.says(note):
                if await dialog.confirm(title, [], None, news=[note]) == EXPIRED:
                    return EXPIRED
                dialog.lock_out()
                note = ""
                cells.says(note)
            found = await dialog.act(cells.show(focus, self._is_shown, marked))
            if found in (BACK, EXPIRED):
                return found
            if found in (UP, DOWN, OK) and not self._is_shown:
                self._is_shown = True
            elif found == OK or found >= 0:
                taken = focus if found == OK else found
                if taken < len(lines) or not cells.leads_on:
                    return self._taken(cells, taken)
                dialog.lock_out()
                focus = cells.first_unseen
            elif found in (UP, DOWN):
                focus = (focus + (1 if found == DOWN else len(lines))) % (len(lines) + 1)
            elif found != AWAKE:
                focus = dialog.moved(found, cells, focus, len(lines))

    def _laid_out(self) -> Cells:
        """The lines in the size in use; the page stays at the last mark."""
        right = [(self.dialog.texts("key_next"), len(self.lines))]
        more = None if self._seen_before else self.dialog.more
        cells = Cells(self.dialog.canvas, self.title, self.lines, self.dialog.back_button(True), right, True, more)
        if self._cells is not None:
            cells.near, cells.seen = self._cells.near, self._cells.seen
        return cells

    def _taken(self, cells: Cells, number: int) -> int:
        if number == len(self.lines):
            return NEXT
        cells.near = number  # keeps the mark in view
        return number
