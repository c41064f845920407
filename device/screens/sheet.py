"""One page being laid out: title at the top, bar of buttons at the bottom, and whatever stands between them."""

from screens.canvas import blank
from screens.layout import (
    BODY,
    BOLD,
    BUTTON_TEXT,
    CENTRED,
    EDGE,
    FILLED,
    FRAMED,
    LARGE,
    MARGIN,
    TITLE,
    bar_places,
    bar_rows,
)

ABOVE, BELOW = "\u25b4", "\u25be"  # the words of the buttons for more pages
PREVIOUS, FOLLOWING = "previous", "following"  # what they do
_LEAST_BODY = 1  # targets that a title always leaves room for


class Sheet:
    """targets: rectangles (left, top, width, height) that can be touched; acts: what each of them does."""

    def __init__(self, canvas):
        self.canvas = canvas
        self.targets: list[tuple] = []
        self.acts: list = []
        self.top, self.bottom = 0, canvas.height
        self._rows: list[tuple] = []
        self._bar: list[tuple] = []

    @property
    def room(self) -> int:
        """Rows of dots between title and bar."""
        return self.bottom - self.top

    # --- top and bottom -----------------------------------------------------------------------------------------

    def bar(self, buttons: list, focus: int = -1) -> None:
        """Buttons from left to right, as (words, act); an act of None leaves the place empty. Call it before `title`.

        They are in the size of the page if they then fit into one row, else in the standard size.
        """
        canvas = self.canvas
        if not buttons:
            return
        look, total = FRAMED | CENTRED | canvas.size, canvas.width - 2 * EDGE
        rows = bar_rows(self._widths(buttons, look), total, canvas.target_dots)
        if len(rows) > 1 and look & LARGE:
            look &= ~LARGE
            rows = bar_rows(self._widths(buttons, look), total, canvas.target_dots)
        self.bottom -= len(rows) * canvas.target_dots
        top = self.bottom
        for numbers in rows:
            items = []
            row = [buttons[number] for number in numbers]
            for number, (words, act), (left, width) in zip(
                numbers, row, bar_places(self._widths(row, look), total, canvas.target_dots)
            ):
                if act is not None:
                    items.append((left, width, (words,), look | (FILLED if number == focus else 0)))
                    self.targets.append((left, top, width, canvas.target_dots))
                    self.acts.append(act)
            self._bar.append((top, canvas.target_dots, TITLE, tuple(items)))
            top += canvas.target_dots

    def _widths(self, buttons: list, look: int) -> list[int]:
        font = self.canvas.font_of(look)
        return [font.width(words) + 2 * BUTTON_TEXT for words, _ in buttons]

    def title(self, words: str, number: str = "") -> None:
        """The title bar; number: of the page, at its right end if there is room.

        In the size of the page if it then takes no more than a quarter of the panel, else in the standard size. What
        would leave no room for one target is cut off, and three dots say so.
        """
        canvas, look = self.canvas, BOLD | self.canvas.size
        lines = self._wrapped(words, look)
        if look & LARGE and len(lines) * canvas.font_of(look).height > canvas.height // 4:
            look = BOLD
            lines = self._wrapped(words, look)
        font = canvas.font_of(look)
        most = max(1, (self.bottom - _LEAST_BODY * canvas.target_dots) // font.height)
        if len(lines) > most:
            lines = lines[:most]
            lines[-1] = lines[-1][:-2] + "…"
        if number and font.width(lines[-1] + "  " + number, True) <= canvas.width - 2 * MARGIN:
            lines[-1] += "\t" + number
        for line in lines:
            self._rows.append((self.top, font.height, TITLE, ((0, canvas.width, (line,), look),)))
            self.top += font.height

    def _wrapped(self, words: str, look: int) -> list[str]:
        return self.canvas.font_of(look).wrap(words, self.canvas.width - 2 * MARGIN, True)

    # --- between them -------------------------------------------------------------------------------------------

    def row(self, height: int, items: tuple, ground: int = BODY) -> None:
        """Put a row below what is there."""
        self._rows.append((self.top, height, ground, items))
        self.top += height

    def line(self, words: str, look: int) -> None:
        """A line of text across the page."""
        self.row(self.canvas.font_of(look).height, ((0, self.canvas.width, (words,), look),))

    def gap(self, height: int) -> None:
        """Nothing, so high."""
        if height > 0:
            self.row(height, ())

    def target(self, left: int, width: int, height: int, act) -> None:
        """What stands at the top of the free room, or will, can be touched."""
        self.targets.append((left, self.top, width, height))
        self.acts.append(act)

    def show(self) -> None:
        """Fill up and draw."""
        if self.room > 0:
            self._rows.append(blank(self.top, self.room))
        self.canvas.paint(self._rows + self._bar)


def turning(pages: int, page: int) -> list:
    """The two buttons for more pages, where there are more."""
    if pages < 2:
        return []
    return [(ABOVE, PREVIOUS if page else None), (BELOW, FOLLOWING if page < pages - 1 else None)]
