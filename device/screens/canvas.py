"""The panel as rows of words and frames: drawn strip by strip, and only the rows that changed."""

from screens.layout import (
    BODY,
    BOLD,
    CELL_TEXT,
    CENTRED,
    FILLED,
    FOCUS,
    FOCUSED,
    FRAME,
    FRAMED,
    GAP,
    LARGE,
    MARGIN,
    TITLE,
    first_line,
)
from screens.themes import MARKED, STANDARD, THEMES
from text import FOLDER
from text.font import Font
from text.picture import Picture

_STRIP_ROWS = 48  # a line of text in one, a cell with two of them in two
_LARGE_FONT = FOLDER + "font_large.bin"


class Canvas:
    """Shows pages on a display.

    size: 0 or LARGE. contrast: a number of `screens.themes`. Set both with `appear`. The large font is in memory only
    while in use.
    """

    def __init__(self, display, font) -> None:
        """display: drivers.display.Display; font: text.font.Font of the standard size."""
        self.display, self.font = display, font
        self.large: Font | None = None
        self.size, self.contrast = 0, STANDARD
        self.width, self.height = display.width, display.height
        self.target_dots = display.profile["target_dots"]
        self.wrapped: tuple | None = None  # the latest title: its words, font and lines
        self._strip = Picture(self.width, _STRIP_ROWS)
        self.title_ground = TITLE  # ALARMED: every title and button is red, an image for development
        self.mark_pages(None)

    def mark_pages(self, mark) -> None:
        """mark: returns the word before every title in test and training; None in official mode."""
        self.mark = mark
        self.forget()

    def forget(self) -> None:
        """Draw everything next time: the panel has lost its picture."""
        self._shown: list[tuple] = []

    async def see_to(self) -> None:
        """Restore the settings of the panel if it lost them; then the next page is drawn whole."""
        if await self.display.restore():
            self.forget()

    def appear(self, size: int, contrast: int) -> None:
        """Change size and contrast, from the next page on."""
        if contrast != self.contrast:
            self.contrast = contrast
            self.forget()
        if size != self.size:
            self.size = size
            self.large = Font(_LARGE_FONT) if size else None
            self.wrapped = None  # it would keep the font

    def font_of(self, look: int) -> Font:
        """The font that a look asks for."""
        return self.large or self.font if look & LARGE else self.font

    def size_for(self, words: str, width: int, bold: bool = False) -> int:
        """The size in use, or the standard size if a word would not fit.

        words: of the line or cell.
        width: dots that it has.
        bold: the words are bold.
        """
        if self.large:
            for word in words.replace("\t", " ").replace("\n", " ").replace("-", "- ").split(" "):
                if self.large.width(word, bold) > width:
                    return 0
        return self.size

    def paint(self, rows: list[tuple]) -> None:
        """Show a page.

        rows: (top, height, ground, items) one below the other, filling the panel. An item is (left, width, lines of
        words, look), centred in the height of the row. What follows a tab is aligned right.
        """
        self.display.forget_window()
        for row in rows:
            if row not in self._shown and not self._refocused(*row):
                self._draw(*row)
        self._shown = rows

    def _refocused(self, top: int, height: int, ground: int, items: tuple) -> bool:
        """Draw the frames of a row in which only the focus has changed. False: more has, or words would touch them."""
        before: tuple = ()
        for old_top, old_height, old_ground, old_items in self._shown:  # a tuple to compare was most of the work
            if old_top == top and old_height == height and old_ground == ground and len(old_items) == len(items):
                before = old_items
        changed = False
        for number, (left, width, lines, look) in enumerate(items):
            if not before:
                return False
            old_left, old_width, old_lines, old_look = before[number]
            if (old_look ^ look) & ~FOCUSED or old_left != left or old_width != width or old_lines != lines:
                return False
            if first_line(height, len(lines), self.font_of(look).height) < FOCUS:
                return False
            changed = changed or old_look != look
        if changed:
            for old, (left, width, _, look) in zip(before, items):
                if old[-1] != look:
                    self._outline(left, top, width, height, ground, look)
        return changed

    def _outline(self, left: int, top: int, width: int, height: int, ground: int, look: int) -> None:
        """Draw what `_frame` draws up to FOCUS dots from the edge of a target, straight on the panel."""
        ink, paper = self._colours(ground)
        if look & FILLED:
            outer, inner = (ink, paper) if look & FOCUSED else (paper, ink)
            rings = (0, GAP, outer), (GAP, FOCUS - GAP, inner)
        elif look & FOCUSED:
            rings = ((0, FOCUS, ink),)  # type: ignore[assignment]
        else:
            rings = (0, FOCUS, paper), (GAP, FRAME, ink)
        for inset, thickness, colour in rings:
            self.display.frame(left + inset, top + inset, width - 2 * inset, height - 2 * inset, thickness, colour)

    def _colours(self, ground: int) -> tuple:
        """(ink, paper) of a ground."""
        if ground == TITLE:
            ground = self.title_ground or (MARKED if self.mark else TITLE)
        return THEMES[self.contrast][ground]

    def _draw(self, top: int, height: int, ground: int, items: tuple) -> None:
        ink, paper = self._colours(ground)
        for y in range(0, height, _STRIP_ROWS):
            rows = min(_STRIP_ROWS, height - y)
            self._strip.fill(0, rows)
            for left, width, lines, look in items:
                if look & FRAMED:
                    self._frame(left, -y, width, height, look)
                self._words(left, -y, width, height, lines, look)
            self.display.band(top + y, self._strip.data, rows, ink, paper)

    def _frame(self, left: int, top: int, width: int, height: int, look: int) -> None:
        """A frame, filled if it holds a mark; a thick one for the focus, which a mark leaves room for inside."""
        strip, is_filled, inset = self._strip, look & FILLED, GAP
        if look & FOCUSED:
            strip.frame(left, top, width, height, GAP if is_filled else FOCUS)
            inset = FOCUS
        elif not is_filled:
            strip.frame(left + GAP, top + GAP, width - 2 * GAP, height - 2 * GAP, FRAME)
        if is_filled:
            strip.fill_rect(left + inset, top + inset, width - 2 * inset, height - 2 * inset, 1)

    def _words(self, left: int, top: int, width: int, height: int, lines: tuple, look: int) -> None:
        font, bold, ink = self.font_of(look), bool(look & BOLD), 0 if look & FILLED else 1
        y = top + first_line(height, len(lines), font.height)
        for line in lines:
            if -font.height < y < _STRIP_ROWS:
                begin, _, end = line.partition("\t")
                x = left + (CELL_TEXT if look & FRAMED else MARGIN)
                if look & CENTRED:
                    x = left + (width - font.width(begin, bold)) // 2
                font.draw(begin, self._strip, x, y, ink, bold)
                if end:
                    font.draw(end, self._strip, left + width - MARGIN - font.width(end, bold), y, ink, bold)
            y += font.height


def blank(top: int, height: int) -> tuple:
    """An empty row."""
    return top, height, BODY, ()
