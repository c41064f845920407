"""A page of choices: one cell each, on as many pages as it takes. A frame shows the focus, a filled cell a mark."""

from screens.layout import (
    CELL_RIGHT,
    CELL_TEXT,
    EDGE,
    FILLED,
    FOCUSED,
    FRAMED,
    pages,
    spacing,
    target_height,
)
from screens.sheet import Sheet, buttons, room_of

_COLUMNS = 2
_FEW = 12  # cells whose words are kept: many would fill the heap
_MARKED, _UNMARKED, _NOTE = "\u2611 ", "\u2610 ", "\u26a0 "


class Cells:
    """Measures its lines once, and lays out one page of them at a time.

    Short lines stand in two columns if one page then holds all of them.

    left, right: buttons beside those for more pages, as (words, act).
    marks: with a box before each line.
    more: gives the words of the last button while so many lines were on no page yet; None if it always says its own.
    is_cut: some words of a line are not shown.
    near: the cell used last; its page stays while a button has the focus.
    seen: for each line whether its page was shown.
    """

    def __init__(self, canvas, title: str, lines: list, left: list, right: list, marks: bool = False, more=None):
        self.canvas, self.title, self.lines = canvas, title, lines
        self._left, self._right, self._marks, self._more = left, right, marks, more
        self.seen = bytearray(len(lines))
        self._note, self._size = "", canvas.size
        self._heights: list[int] = []
        self._room = 0
        self._last_room: tuple = ()  # what was measured last: pages, least room, whether the title is cut
        self._plain: tuple | None = None  # while it is measured: columns, and the cells' heights in them
        self.near = len(lines) - 1
        self._page = -1  # that was shown last
        self._wrapped: dict[int, tuple] = {}  # by cell of that page: with a mark, words
        self._sheets: dict[tuple, Sheet] = {}  # title and bar of that page, by what they say
        self._measured: dict[int, tuple] = {}  # by cell: look, columns, and its words without a mark
        self._measure()

    def is_for(self, title: str, lines: list) -> bool:
        """Whether these cells were laid out for this question, in the size in use."""
        return self._size == self.canvas.size and self.title == title and self.lines == lines

    def _measure(self) -> None:
        """Divide the cells into pages."""
        self._page, self._wrapped, self._sheets = -1, {}, {}
        self._columns, self._least_room = 1, 0
        self._divide(self._room_of(1))
        if self.pages > 1 and self._fits_in_columns():
            self._columns = _COLUMNS
            self._divide(self._room)
            if self.pages > 1:
                self._columns = 1
        if self.pages > 1:
            room = self._room
            self._divide(self._room_of(2))
            if self.pages == 1:  # it would be one page with the bar of several pages alone
                self._divide(room)
        tallest, together = max(self._heights or [0]), sum(self._heights)
        if tallest > self._room:
            self._least_room = tallest
        elif self.pages > 1 and not self._left + self._right and together <= self._room_below_one_line:
            self._least_room = together
        if self._least_room:
            self._divide(self._room_of(1))
        self.is_cut, self._plain = max(self._heights or [0]) > self._room, None
        self._heights = [min(height, self._room) for height in self._heights]

    @property
    def _room_below_one_line(self) -> int:
        """Dots of a page without buttons below one line of title."""
        return self.canvas.height - self.canvas.font.height

    def _divide(self, room: int) -> None:
        """Divide the cells over pages. A cell too large for a line or page gets the standard size."""
        self._looks, heights = bytearray(len(self.lines)), []
        if self._plain is not None and self._plain[0] == self._columns:
            heights = self._plain[1]
        for at in range(len(heights), len(self.lines)):
            look = self.canvas.size_for(self.lines[at], self._words_width)
            height = self._height(at, look)
            if look and height > room:
                look = 0
                height = self._height(at, look)
            self._looks[at] = look
            heights.append(height)
        if not self.canvas.size:
            self._plain = self._columns, heights  # in the usual size they are the same for every room
        if self._columns > 1:
            heights = [max(heights[at : at + self._columns]) for at in range(0, len(heights), self._columns)]
        self._heights, self._room = heights, room
        self._firsts = pages(heights, room)

    def _fits_in_columns(self) -> bool:
        font, self._columns = self.canvas.font_of(self.canvas.size), _COLUMNS
        fits = all(font.width(self._words(at, ())) <= self._words_width for at in range(len(self.lines)))
        self._columns = 1
        return fits

    @property
    def _width(self) -> int:
        """Dots of a cell."""
        between = -(-self.canvas.target_dots // 5) if self._columns > 1 else 0
        return (self.canvas.width - 2 * EDGE - between) // self._columns

    @property
    def _words_width(self) -> int:
        return self._width - CELL_TEXT - CELL_RIGHT

    def _words(self, at: int, marked) -> str:
        return ((_MARKED if at in marked else _UNMARKED) if self._marks else "") + self.lines[at]

    def _wrap(self, at: int, look: int, marked=()) -> tuple:
        """The words of a cell in lines. Those of a few cells are kept as they were measured."""
        known = None if at in marked else self._measured.get(at)
        if known is not None and known[0] == look and known[1] == self._columns:
            return known[2]
        lines = tuple(self.canvas.font_of(look).wrap(self._words(at, marked), self._words_width))
        if at not in marked and len(self.lines) <= _FEW:
            self._measured[at] = look, self._columns, lines
        return lines

    def _shown(self, at: int, look: int, marked) -> tuple:
        """The words of a cell, wrapped anew only when its mark has changed."""
        is_marked, known = at in marked, self._wrapped.get(at)
        if known is None or known[0] != is_marked:
            known = self._wrapped[at] = is_marked, self._cut(at, look, marked)
        return known[1]

    def _cut(self, at: int, look: int, marked) -> tuple:
        """The words of a cell; longer ones than a page holds are cut, and end in three dots."""
        lines = self._wrap(at, look, marked)
        most = (self._room - target_height(0, 0, 0)) // self.canvas.font_of(look).height
        return lines if len(lines) <= most else lines[: most - 1] + (lines[most - 1][:-2] + "…",)

    def _height(self, at: int, look: int) -> int:
        font = self.canvas.font_of(look)
        return target_height(len(self._wrap(at, look)), font.height, self.canvas.target_dots)

    def _sheet(self, page: int, count: int, focus: int = -1) -> Sheet:
        """A sheet with title and bar, laid out anew only when one of them has changed."""
        is_last = focus == len(self.lines)
        key = (page, count, is_last, count > 1 and self.unseen, self._note, self._least_room)
        sheet = self._sheets.get(key)
        if sheet is None:
            sheet = self._sheets[key] = self._laid_out(page, count, is_last)
        return sheet.copy()

    def _laid_out(self, page: int, count: int, is_last: bool) -> Sheet:
        sheet, row = Sheet(self.canvas), self._buttons(page, count)
        sheet.bar(row, len(row) - 1 if is_last else -1)
        sheet.title(self._title, self._least, "%d/%d" % (page + 1, count) if count > 1 else "")
        return sheet

    def _buttons(self, page: int, count: int) -> list:
        right, leads_on = self._right, count > 1 and self._is_led()
        if leads_on:
            right = right[:-1] + [(self._more(self.unseen), right[-1][1])]
        return buttons(self.canvas, self._left, right, count, page, leads_on)

    @property
    def _title(self) -> str:
        return _NOTE + self._note if self._note else self.title

    @property
    def _least(self) -> int:
        return max(self._least_room, self.canvas.target_dots)

    def _room_of(self, count: int) -> int:
        """Dots between title and bar if there are so many pages."""
        room, is_cut = room_of(self.canvas, self._buttons(0, count), self._title, self._least)
        self._last_room = count, self._least_room, is_cut
        return room

    @property
    def title_is_cut(self) -> bool:
        """The title above the cells is cut."""
        count = min(self.pages, 2)  # how many more cuts nothing
        if self._last_room[0] != count or self._last_room[1] != self._least_room:
            self._room_of(count)
        return self._last_room[2]

    @property
    def pages(self) -> int:
        return len(self._firsts)

    def page_of(self, cell: int) -> int:
        """The page of a cell; for the button after the last cell, the page of `near`."""
        row, page = (cell if cell < len(self.lines) else self.near) // self._columns, 0
        while page + 1 < len(self._firsts) and self._firsts[page + 1] <= row:
            page += 1
        return page

    @property
    def unseen(self) -> int:
        """How many lines were on no page that was shown."""
        return len(self.seen) - sum(self.seen)

    @property
    def leads_on(self) -> bool:
        """The last button leads to lines that were not seen, instead of to what comes next."""
        return self.pages > 1 and self._is_led()

    def _is_led(self) -> bool:
        return self._more is not None and self.unseen > 0

    @property
    def first_unseen(self) -> int:
        """The first line that was not seen. There is one."""
        return list(self.seen).index(0)

    def first_of(self, page: int) -> int:
        """The first cell of a page."""
        return self._firsts[page] * self._columns

    def says(self, note: str) -> bool:
        """Put a message in place of the title, "" for none. False if there is no room for all of it."""
        if note != self._note:
            self._note = note
            self._measure()
        return not note or not self.title_is_cut

    def show(self, focus: int, is_shown: bool, marked=()) -> Sheet:
        """Draw the page of the cell with the focus; after the last cell comes the last button.

        is_shown: the focus can be seen: whoever has not pressed a key yet finds nothing that looks chosen.
        """
        page = self.page_of(focus)
        if page != self._page:
            self._page, self._wrapped, self._sheets = page, {}, {}
        if focus < len(self.lines):
            self.near = focus
        end = self._firsts[page + 1] if page + 1 < self.pages else len(self._heights)
        for at in range(self.first_of(page), min(end * self._columns, len(self.lines))):
            self.seen[at] = 1
        if not is_shown:
            focus = -1
        sheet = self._sheet(page, self.pages, focus)
        heights = self._heights[self._firsts[page] : end]
        below = spacing(self._room, self._all_like(heights[0]), self.canvas.target_dots) if heights else 0
        below = min(below, spacing(self._room, heights, self.canvas.target_dots)) if heights else 0
        for row in range(self._firsts[page], end):
            self._row(sheet, row, focus, marked)
            sheet.gap(below)
        sheet.show()
        return sheet

    def _all_like(self, height: int) -> list[int]:
        """Heights of a full page of such cells: the last page is spaced like the others."""
        return [height] * max(1, self._room // height)

    def _row(self, sheet: Sheet, row: int, focus: int, marked) -> None:
        items = []
        for column in range(self._columns):
            at = row * self._columns + column
            if at < len(self.lines):
                left, look = EDGE + column * (self.canvas.width - 2 * EDGE - self._width), self._looks[at]
                sheet.target(left, self._width, self._heights[row], at)
                words = self._shown(at, look, marked)
                look |= FRAMED | (FOCUSED if at == focus else 0) | (FILLED if at in marked else 0)
                items.append((left, self._width, words, look))
        sheet.row(self._heights[row], tuple(items))
