"""Text that flows from page to page: things to read, with buttons below them."""

from screens.answers import DOWN, FOLLOWING, PREVIOUS, UP
from screens.layout import ABOVE_TEXT, BOLD, CENTRED, MARGIN, pages
from screens.sheet import Sheet, buttons

_LEAST_ROWS = 2  # of text below a title


class Flow:
    """Wraps its lines once, and shows one page of them at a time.

    A title that leaves no room for the lines is repeated among them, in full.

    lines: strings, or pairs (string, style); the style contains "bold", "centre" or both. What follows a tab is aligned
    right.
    left, right: buttons beside those for more pages, as (words, act).
    turns: False for pages that ask nothing; if one page cannot hold the large size, it gets the standard size.
    news: lines in bold after the others, or before them if there are several pages.
    """

    def __init__(
        self, canvas, title: str, lines: list, left: list, right: list, turns: bool = True, news: list | tuple = ()
    ):
        self.canvas, self.title = canvas, title
        self._left, self._right = left, right
        lines = list(lines)
        news = [(line, "bold") for line in news] if lines else list(news)
        self._title_again, size = False, canvas.size
        self._measure(lines + news, size)
        if not turns and self.pages > 1:
            size = 0
            self._measure(lines + news, size)
        self._title_again = self._sheet(0, self.pages).title_is_cut
        if self._title_again:
            lines = [(title, "bold")] + lines
        if self._title_again or (news and self.pages > 1):
            self._measure(news + lines, size)

    def _measure(self, lines: list, size: int) -> None:
        """Wrap the lines into rows, and divide them into pages."""
        canvas, width = self.canvas, self.canvas.width - 2 * MARGIN
        self._rows: list[tuple] = []  # (words, look)
        for line in lines:
            words, style = (line, "") if isinstance(line, str) else line
            look = (BOLD if "bold" in style else 0) | (CENTRED if "centre" in style else 0)
            if size:
                look |= canvas.size_for(words, width, bool(look & BOLD))
            for row in self._wrap(words, look):
                self._rows.append((row, look))
        heights = [canvas.font_of(look).height for _, look in self._rows]
        self._firsts = pages(heights, self._sheet(0, 1).room)
        if self.pages > 1:
            divided = pages(heights, self._sheet(0, 2).room)
            if len(divided) > 1:  # else one page would have room with the bar of several pages alone
                self._firsts = divided

    def _wrap(self, words: str, look: int) -> list[str]:
        font, bold, width = self.canvas.font_of(look), bool(look & BOLD), self.canvas.width - 2 * MARGIN
        if "\t" not in words:
            return font.wrap(words, width, bold)
        begin, end = words.split("\t", 1)
        rows = font.wrap(begin, max(width - font.width(" " + end, bold), width // 3), bold)
        rows[0] += "\t" + end
        return rows

    def _sheet(self, page: int, count: int) -> Sheet:
        sheet = Sheet(self.canvas)
        sheet.bar(buttons(self.canvas, self._left, self._right, count, page))
        least = self.canvas.height  # one line of the title
        if not self._title_again:
            least = self.canvas.font.height * min(_LEAST_ROWS, len(self._rows))
        sheet.title(self.title, least, "%d/%d" % (page + 1, count) if count > 1 else "")
        return sheet

    @property
    def pages(self) -> int:
        return len(self._firsts)

    def turned(self, page: int, found: int) -> int | None:
        """The page to go to from `page` by a key or a button; None if it turns no page."""
        if found in (DOWN, FOLLOWING):
            return min(page + 1, self.pages - 1)
        return max(page - 1, 0) if found in (UP, PREVIOUS) else None

    def show(self, page: int = 0) -> Sheet:
        """Draw one page."""
        sheet = self._sheet(page, self.pages)
        end = self._firsts[page + 1] if page + 1 < self.pages else len(self._rows)
        rows = self._rows[self._firsts[page] : end]
        left_over = sheet.room - sum(self.canvas.font_of(look).height for _, look in rows)
        sheet.gap(min(ABOVE_TEXT, left_over))
        for words, look in rows:
            sheet.line(words, look)
        sheet.show()
        return sheet
