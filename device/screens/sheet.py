"""One page being laid out: title at the top, bar of buttons at the bottom, rows between them."""

from screens.answers import FOLLOWING, PREVIOUS
from screens.canvas import blank
from screens.layout import (
    BODY,
    BOLD,
    BUTTON_TEXT,
    CENTRED,
    EDGE,
    FOCUSED,
    FRAMED,
    LARGE,
    MARGIN,
    TITLE,
    bar_places,
    bar_rows,
    target_height,
)

ABOVE, BELOW = "\u25b4", "\u25be"  # the words of the buttons for more pages


class Sheet:
    """A page of a canvas, before it is shown.

    `targets`: rectangles (left, top, width, height) that can be touched.
    `acts`: what a touch on each target returns.
    `flow`: the pages that this one belongs to, if they may be turned while waiting for an answer.
    `title_is_cut`: part of the title is missing.
    """

    def __init__(self, canvas):
        self.canvas = canvas
        self.targets: list[tuple] = []
        self.acts: list = []
        self.top, self.bottom = 0, canvas.height
        self.flow = None
        self.title_is_cut = False
        self._rows: list[tuple] = []
        self._bar: list[tuple] = []

    def copy(self):
        """Another sheet with the same rows and targets."""
        other = Sheet(self.canvas)
        other.targets, other.acts = self.targets[:], self.acts[:]
        other.top, other.bottom, other.title_is_cut = self.top, self.bottom, self.title_is_cut
        other._rows, other._bar = self._rows[:], self._bar
        return other

    @property
    def room(self) -> int:
        """Rows of dots between title and bar."""
        return self.bottom - self.top

    # --- top and bottom -----------------------------------------------------------------------------------------

    def bar(self, buttons: list, focus: int = -1) -> None:
        """Buttons from left to right, as (words, act); an act of None leaves its place empty. Call this before `title`.

        They have the size of the page if they then fit one row of at most a quarter of the panel, else the standard
        size.
        """
        if not buttons:
            return
        canvas, total = self.canvas, self.canvas.width - 2 * EDGE
        look, height, widths, rows = bar_of(canvas, buttons)
        self.bottom -= len(rows) * height
        top = self.bottom
        for numbers in rows:
            items = []
            places = bar_places([widths[number] for number in numbers], total, canvas.target_dots)
            for number, (left, width) in zip(numbers, places):
                words, act = buttons[number]
                if act is not None:
                    items.append((left, width, (words,), look | (FOCUSED if number == focus else 0)))
                    self.targets.append((left, top, width, height))
                    self.acts.append(act)
            self._bar.append((top, height, TITLE, tuple(items)))
            top += height

    def title(self, words: str, least_room: int, number: str = "") -> None:
        """The title bar, in the size of the page if that takes at most a quarter of the panel, else in standard size.

        A title that would leave too little room is cut and ends in three dots; the caller has to show it elsewhere.

        words: the title.
        least_room: dots to leave for the rest.
        number: of the page, at the right end if there is room.
        """
        canvas = self.canvas
        look, lines, self.title_is_cut = title_of(canvas, words, self.bottom - least_room)
        font = canvas.font_of(look)
        if number and font.width(lines[-1] + "  " + number, True) <= canvas.width - 2 * MARGIN:
            lines[-1] += "\t" + number
        for line in lines:
            self._rows.append((self.top, font.height, TITLE, ((0, canvas.width, (line,), look),)))
            self.top += font.height

    # --- between them -------------------------------------------------------------------------------------------

    def row(self, height: int, items: tuple, ground: int = BODY) -> None:
        """Add a row below the others.

        height: dots.
        items, ground: as in `Canvas.paint`.
        """
        self._rows.append((self.top, height, ground, items))
        self.top += height

    def line(self, words: str, look: int) -> None:
        """A line of text across the page."""
        self.row(self.canvas.font_of(look).height, ((0, self.canvas.width, (words,), look),))

    def gap(self, height: int) -> None:
        """Empty space. height: dots."""
        if height > 0:
            self.row(height, ())

    def target(self, left: int, width: int, height: int, act) -> None:
        """Make the next row, at the top of the free room, a target.

        left, width, height: dots.
        act: what a touch returns.
        """
        self.targets.append((left, self.top, width, height))
        self.acts.append(act)

    def show(self) -> None:
        """Fill the rest of the page, and draw it."""
        if self.room > 0:
            self._rows.append(blank(self.top, self.room))
        self.canvas.paint(self._rows + self._bar)


def room_of(canvas, buttons: list, title: str, least_room: int) -> tuple[int, bool]:
    """(rows of dots between the title and the bar of a page that is not laid out; part of the title is missing).

    buttons, title, least_room: as for `Sheet.bar` and `Sheet.title`.
    """
    bottom = canvas.height
    if buttons:
        _, height, _, rows = bar_of(canvas, buttons)
        bottom -= len(rows) * height
    look, lines, is_cut = title_of(canvas, title, bottom - least_room)
    return bottom - len(lines) * canvas.font_of(look).height, is_cut


def bar_of(canvas, buttons: list) -> tuple:
    """(look, height of a row, width that each button needs, numbers of the buttons in each row)."""
    look, total = FRAMED | CENTRED | canvas.size, canvas.width - 2 * EDGE
    widths = _widths(canvas, buttons, look)
    rows = bar_rows(widths, total, canvas.target_dots)
    height = target_height(1, canvas.font_of(look).height, canvas.target_dots)
    if look & LARGE and (len(rows) > 1 or height > canvas.height // 4):
        look &= ~LARGE
        height, widths = canvas.target_dots, _widths(canvas, buttons, look)
        rows = bar_rows(widths, total, canvas.target_dots)
    return look, height, widths, rows


def title_of(canvas, words: str, room: int) -> tuple:
    """(look, lines, some are missing) of a title. room: dots that it may take."""
    look = BOLD | canvas.size
    if canvas.mark:
        words = canvas.mark() + " · " + words
    lines = _wrapped(canvas, words, look)
    if look & LARGE and len(lines) * canvas.font_of(look).height > canvas.height // 4:
        look = BOLD
        lines = _wrapped(canvas, words, look)
    most = max(1, room // canvas.font_of(look).height)
    if len(lines) <= most:
        return look, lines, False
    lines = lines[:most]
    lines[-1] = lines[-1][:-2] + "…"
    return look, lines, True


def _wrapped(canvas, words: str, look: int) -> list[str]:
    """A title in lines. The latest one is kept: a page is measured before it is laid out."""
    known, font = canvas.wrapped, canvas.font_of(look)
    if known is None or known[0] != words or known[1] != font:
        known = canvas.wrapped = words, font, font.wrap(words, canvas.width - 2 * MARGIN, True)
    return known[2][:]


def _widths(canvas, buttons: list, look: int) -> list[int]:
    font = canvas.font_of(look)
    return [font.width(words) + 2 * BUTTON_TEXT for words, _ in buttons]


def buttons(canvas, left: list, right: list, pages: int, page: int, leads_on: bool = False) -> list:
    """The buttons of one of several pages, as (words, act), with those for more pages in the middle.

    If the panel is too narrow for all of them, the button for the page above replaces those at the left. If that is not
    enough, the button for the page below replaces those at the right as long as there is such a page.

    left, right: as (words, act).
    pages: how many.
    page: number of this one, from 0.
    leads_on: the button at the right turns to what was not seen, so the button for the page below is left out.
    """
    if pages < 2:
        return left + right
    above, below = (ABOVE, PREVIOUS), (BELOW, FOLLOWING)
    is_last = page == pages - 1 or leads_on
    there = [above if page else (ABOVE, None)] + ([] if leads_on else [(BELOW, None) if is_last else below])
    if not is_narrow(canvas, left + there + right):
        return left + there + right
    begin, turning = [above] if page else left, [] if is_last else [below]
    if not is_narrow(canvas, begin + turning + right):
        return begin + turning + right
    return begin + (right if is_last else turning)


def is_narrow(canvas, row: list) -> bool:
    """Whether these buttons need more than one row of the bar."""
    return len(bar_rows(_widths(canvas, row, 0), canvas.width - 2 * EDGE, canvas.target_dots)) > 1
