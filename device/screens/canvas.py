"""A page of text: title bar, lines of which one may be selected, and key hints at the bottom."""

import framebuf

from screens.layout import BAR_LEFT, BAR_WIDTH, INDENT, LEFT, MARK_WIDTH, RIGHT, SLOTS, TITLE_GAP, slot_top

INK, PAPER = 0x0000, 0xFFFF  # RGB565, 21:1
TITLE_BACKGROUND = 0x014B  # navy under white text, 15:1; VVSG 2.0 7.1-D asks for 10:1
_MORE_ABOVE, _MORE_BELOW = "\u25b4", "\u25be"
_TITLE, _BODY, _SELECTED, _FOOTER = range(4)
_COLOURS = ((PAPER, TITLE_BACKGROUND), (INK, PAPER), (PAPER, INK), (INK, PAPER))  # foreground, background


class Canvas:
    """Shows text pages on a display and sends only the strips that changed.

    rows: how many lines of body fit when title and footer take one strip each.

    A line is a string or a pair (string, style); style holds any of the words "bold" and "centre". A tab in a line or
    in the footer puts what follows it at the right margin. Long lines wrap; title and footer too, at the cost of body
    rows.
    """

    def __init__(self, display, font) -> None:
        """display: drivers.display.Display; font: text.font.Font with lines of at most 45 rows."""
        self.display, self.font = display, font
        self.rows = SLOTS - 2
        self._width = display.width - LEFT - RIGHT
        self._rows_max = max(slot_top(slot + 1) - slot_top(slot) for slot in range(SLOTS))
        self._strip = framebuf.FrameBuffer(
            bytearray(display.width // 8 * self._rows_max), display.width, self._rows_max, framebuf.MONO_HLSB
        )
        self._asked: tuple | None = None
        self._wrapped: tuple = ()
        self.forget()

    def forget(self) -> None:
        """The panel has lost its picture: draw everything next time."""
        self._shown: list[tuple | None] = [None] * SLOTS

    def show(
        self, title: str, lines: list, selected: int | None = None, footer: str = "", page: int | None = None
    ) -> int:
        """Show a page; returns how many pages the lines take.

        selected: index of the line to mark with a bar and reversed, whichever rows it wraps into.
        page: which page; None is the one with the selected line, or the first. Small triangles say that there is more.
        A line of a choice stays on one page if it can; without a selection the text just flows on.
        """
        head, pages, foot = self._layout(title, lines, footer, selected is not None)
        if page is None:
            page = _page_of(pages, selected)
        strips = [(_TITLE, text, "bold", "" if i < len(head) - 1 else "line") for i, text in enumerate(head)]
        body = pages[page]
        for index, text, style in body:
            strips.append((_SELECTED if index == selected else _BODY, text, style, ""))
        empty = (_BODY, "", "", "")
        strips += [empty] * (SLOTS - len(head) - len(foot) - len(body))
        if page:
            strips[len(head)] = strips[len(head)][:3] + (_MORE_ABOVE,)
        if page < len(pages) - 1:
            last = SLOTS - len(foot) - 1
            strips[last] = strips[last][:3] + (strips[last][3] + _MORE_BELOW,)
        strips += [(_FOOTER, text, "", "line" if not i else "") for i, text in enumerate(foot)]
        for slot in range(SLOTS):
            if self._shown[slot] != strips[slot]:
                self._draw(slot, strips[slot])
                self._shown[slot] = strips[slot]
        return len(pages)

    def _layout(self, title: str, lines: list, footer: str, choice: bool) -> tuple:
        """Title rows, pages of (line index, text, style), footer rows; kept for the next key press on the same page."""
        asked = (title, tuple(lines), footer, choice)
        if asked != self._asked:
            head = self._wrap(title, True)[: SLOTS - 2]
            foot = self._wrap(footer, False)[: SLOTS - 1 - len(head)] if footer else []
            room = SLOTS - len(head) - len(foot)
            pages: list[list] = [[]]
            for index, line in enumerate(lines):
                text, style = (line, "") if isinstance(line, str) else line
                rows = self._rows(index, text, style, choice)
                if choice and len(pages[-1]) + len(rows) > room and pages[-1]:
                    pages.append([])
                while len(pages[-1]) + len(rows) > room:
                    fitting = room - len(pages[-1])
                    pages[-1] += rows[:fitting]
                    rows = rows[fitting:]
                    pages.append([])
                pages[-1] += rows
            self._asked, self._wrapped = asked, (head, pages, foot)
        return self._wrapped

    def _rows(self, index: int, text: str, style: str, choice: bool) -> list[tuple]:
        """(index, text, style) of the rows of a line; those after the first of a choice stand further in."""
        rows = self._wrap(text, "bold" in style)
        if choice and len(rows) > 1:
            rows = self._wrap(text, "bold" in style, INDENT)
            style_after = style + " indent"
        else:
            style_after = style
        return [(index, row, style_after if i else style) for i, row in enumerate(rows)]

    def _wrap(self, text: str, bold: bool, indent: int = 0) -> list[str]:
        width = self._width - indent
        if "\t" not in text:
            return self.font.wrap(text, width, bold)
        left, right = text.split("\t", 1)
        room = width - self.font.width(" " + right, bold)
        rows = self.font.wrap(left, max(room, width // 3), bold)
        rows[0] += "\t" + right
        return rows

    def _draw(self, slot: int, strip: tuple) -> None:
        kind, text, style, marks = strip
        font, picture, width = self.font, self._strip, self.display.width
        top, rows = slot_top(slot), slot_top(slot + 1) - slot_top(slot)
        y = rows - font.height if kind == _FOOTER else 0 if kind == _TITLE else (rows - font.height + 1) // 2
        bold = "bold" in style
        picture.fill(0)
        left, _, right = text.partition("\t")
        x = LEFT
        if "centre" in style:
            x += (self._width - font.width(left, bold)) // 2
        elif "indent" in style:
            x += INDENT
        font.draw(left, picture, x, y, 1, bold)
        if right:
            font.draw(right, picture, width - RIGHT - font.width(right, bold), y, 1, bold)
        if kind == _SELECTED:
            picture.fill_rect(BAR_LEFT, 6, BAR_WIDTH, rows - 12, 1)
        if marks == "line":
            if kind == _TITLE:
                picture.fill_rect(0, rows - TITLE_GAP, width, TITLE_GAP, 1)
            else:
                picture.hline(0, 0, width, 1)
        else:
            for i, mark in enumerate(marks):
                font.draw(mark, picture, width - MARK_WIDTH, y - 8 + 12 * i if len(marks) > 1 else y, 1, bold)
        self.display.band(top, picture, rows, _COLOURS[kind][0], _COLOURS[kind][1])


def _page_of(pages: list, selected: int | None) -> int:
    if selected is not None:
        for number, rows in enumerate(pages):
            for index, _, _ in rows:
                if index == selected:
                    return number
    return 0
