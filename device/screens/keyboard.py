"""Typing: the entry so far, a grid with one character per cell, and buttons to delete and to finish."""

from screens.answers import AWAKE, BACK, DOWN, EXPIRED, FINISHED, FOLLOWING, LEFT, OK, PREVIOUS, RIGHT, UP, YES
from screens.layout import BODY, BOLD, CENTRED, EDGE, FOCUSED, FRAMED, MARGIN, TITLE, bar_places, spacing, target_height
from screens.sheet import ABOVE, BELOW, Sheet, is_narrow

_DIGITS = "1234567890"
_COLUMNS, _ROWS = 5, 2  # on a panel that lies wide
_UPRIGHT_COLUMNS, _UPRIGHT_ROWS = 4, 4
_DIGIT_ROWS = 3  # of so many columns
_DOT, _PLACE, _SPACE = "•", "_", "␣"
_LETTERS = {
    "kk": "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ",
    "ru": "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ",
    "en": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
}
_SIGNS = _SPACE + ".,-№/"


class Keyboard:
    """One entry being typed; `typed` returns it. Letters after the first of a word are lower case.

    language: of the letters; None for digits.
    least, most: characters.
    """

    def __init__(self, dialog, title: str, prompt: str, language: str | None, least: int, most: int, hidden: bool):
        self.dialog, self.title, self.prompt = dialog, title, prompt
        self.least, self.most, self.hidden = least, most, hidden
        self.keys = _LETTERS[language] + _SIGNS + _DIGITS if language else _DIGITS
        self.digits = language is None
        self._columns, self._rows = _COLUMNS, _ROWS
        if dialog.canvas.height > dialog.canvas.width:
            self._columns, self._rows = _UPRIGHT_COLUMNS, _DIGIT_ROWS if self.digits else _UPRIGHT_ROWS
        self._text = ""
        self._focus = 0  # a key; if negative, a button of the bar, counted from the right
        self._is_shown = False  # the focus, once a key was pressed

    @property
    def _on_a_page(self) -> int:
        return self._columns * self._rows

    @property
    def _page(self) -> int:
        return self._focus // self._on_a_page

    @property
    def _pages(self) -> int:
        return -(-len(self.keys) // self._on_a_page)

    async def typed(self) -> str:
        """What was typed; "" for *back* with nothing typed, or nobody there."""
        if not self._is_said():
            if await self.dialog.confirm(self.title, [self.prompt]) != YES:
                return ""
            self.dialog.lock_out()
        while True:
            found = await self.dialog.act(self._show())
            if found == EXPIRED or (found == BACK and not self._text):
                return ""
            if not self._is_shown and (found in (UP, DOWN, LEFT, RIGHT) or (found == OK and self._focus >= 0)):
                self._is_shown = True
            elif found == BACK:
                self._text = self._text[:-1]
                self._focus = max(self._focus, 0)
            elif found == FINISHED or (found == OK and self._focus < 0):
                return self._text.strip()
            elif found == OK:
                self._type(self._focus)
            elif found >= 0:
                self._focus = found
                self._type(found)
            elif found in (PREVIOUS, FOLLOWING):
                self.dialog.lock_out()
                self._focus = (self._page + (1 if found == FOLLOWING else -1)) % self._pages * self._on_a_page
            elif found != AWAKE:
                self._move(found)

    def _type(self, key: int) -> None:
        if len(self._text) >= self.most:
            return
        character = self.keys[key]
        if character == _SPACE:
            if self._text and self._text[-1] != " ":
                self._text += " "
            return
        self._text += _small(character) if self._text and _is_letter(self._text[-1]) else character
        if self.digits and len(self._text) == self.most:
            self._focus = -1

    @property
    def _done(self) -> bool:
        return len(self._text.strip()) >= self.least

    def _move(self, key: int) -> None:
        """Up and down go through all pages, beyond either end to *done*; left and right go along the keys."""
        last, at = len(self.keys) - 1, self._focus
        if at < 0:
            self._focus = {UP: last, LEFT: last}.get(key, 0)
        elif key in (LEFT, RIGHT):
            at += 1 if key == RIGHT else -1
            self._focus = max(0, min(at, last))
        else:
            at += self._columns if key == DOWN else -self._columns
            if 0 <= at <= last:
                self._focus = at
            elif key == DOWN and at // self._columns == last // self._columns:
                self._focus = last
            elif self._done:
                self._focus = -1

    # --- the page -----------------------------------------------------------------------------------------------

    def _show(self) -> Sheet:
        dialog, canvas = self.dialog, self.dialog.canvas
        texts, sheet, page = dialog.texts, Sheet(canvas), self._page if self._focus >= 0 else self._pages - 1
        turning = [(ABOVE, PREVIOUS), (BELOW, FOLLOWING)] if self._pages > 1 else []
        taking_back = [(texts("key_delete" if self._text else "key_back"), BACK)]
        done = [(texts("key_ok"), FINISHED if self._done else None)]
        if is_narrow(canvas, taking_back + turning + done):
            turning = turning[1:]
        buttons = taking_back + turning + done
        sheet.bar(buttons, len(buttons) - 1 if self._focus < 0 and self._is_shown else -1)
        self._head(sheet)
        side, size = canvas.target_dots, canvas.size
        height = target_height(1, canvas.font_of(size).height, side)
        if height * self._rows > sheet.room:
            height, size = side, 0
        below = spacing(sheet.room, [height] * self._rows, side)
        begin, focus = page * self._on_a_page, self._focus if self._is_shown else -1
        places = bar_places([side] * self._columns, canvas.width - 2 * EDGE, side)
        for first in range(begin, begin + self._on_a_page, self._columns):
            items = []
            for key, (left, width) in enumerate(places, first):
                if key < len(self.keys):
                    look = FRAMED | CENTRED | size | (FOCUSED if key == focus else 0)
                    sheet.target(left, width, height, key)
                    items.append((left, width, (self.keys[key],), look))
            sheet.row(height, tuple(items))
            sheet.gap(below)
        sheet.show()
        return sheet

    @property
    def _entry(self) -> str:
        """The entry so far, as dots if hidden, and placeholders for what is still to be typed."""
        shown = _DOT * len(self._text) if self.hidden else self._text
        return shown + _PLACE * (self.most - len(self._text) if self.digits else 1)

    @property
    def _prompt_rows(self) -> list:
        return self.dialog.canvas.font.wrap(self.prompt, self.dialog.canvas.width - 2 * MARGIN, True)

    @property
    def _head_lines(self) -> int:
        """How many lines have room above the keys."""
        canvas = self.dialog.canvas
        return (canvas.height - (1 + self._rows) * canvas.target_dots) // canvas.font.height

    def _is_said(self) -> bool:
        """Whether the page has room for the title and prompt, or at least the prompt; if not, they need their own."""
        rows, lines = self._prompt_rows, self._head_lines
        needed = len(rows) + (not self._fits(rows[-1]))
        if self.dialog.canvas.mark and len(rows) > 1:
            needed += 1  # the mark of a test or training stands before the title
        return 1 < lines >= needed

    def _fits(self, words: str) -> bool:
        """Whether words fit beside the entry."""
        canvas = self.dialog.canvas
        return canvas.font.width(words + "  " + self._entry, True) <= canvas.width - 2 * MARGIN

    def _head(self, sheet: Sheet) -> None:
        """Title, prompt and entry, in as many lines as have room; the prompt has priority over the title."""
        font, width, shown = self.dialog.canvas.font, self.dialog.canvas.width - 2 * MARGIN, self._entry
        while not self.digits and font.width(shown, True) > width:
            shown = shown[1:]
        rows, lines, mark = self._prompt_rows, self._head_lines, self.dialog.canvas.mark
        if lines < 2:
            fits = self._fits(self.prompt)
            both = self.prompt + "\t" + shown if fits else "\t" + shown
            self._line(sheet, both if fits or self._text else self.prompt, TITLE)
            return
        if self._fits(rows[-1]):
            rows[-1] += "\t" + shown
        else:
            rows.append("\t" + shown)
        if len(rows) > lines:
            rows = [rows[0] + "…"] + rows[len(rows) - lines + 1 :]
        said = []
        if len(rows) < lines:
            said = font.wrap(mark() + " · " + self.title if mark else self.title, width, True)
            if len(said) > lines - len(rows):
                said = said[: lines - len(rows)]
                said[-1] += "…"
        elif mark:
            rows[0] = mark() + " · " + rows[0]
        for number, words in enumerate(said + rows):
            self._line(sheet, words, TITLE if number < max(1, len(said)) else BODY)

    def _line(self, sheet: Sheet, words: str, ground: int) -> None:
        """A line; words that a page before has shown may be cut."""
        canvas = self.dialog.canvas
        font, width = canvas.font, canvas.width - 2 * MARGIN
        is_long = "\t" not in words and font.width(words, True) > width
        if is_long:
            words = font.wrap(words, width - font.width("…", True), True)[0]
        if is_long and not words.endswith("…"):
            words += "…"
        sheet.row(font.height, ((0, canvas.width, (words,), BOLD),), ground)


def _is_letter(character: str) -> bool:
    """Latin or Cyrillic: MicroPython's `isalpha` knows Latin only, and so does its `lower`."""
    return character.isalpha() or 0x400 <= ord(character) < 0x530


def _small(character: str) -> str:
    """The lower-case letter of a key; other characters are unchanged."""
    code = ord(character)
    if not 0x400 <= code < 0x530:
        return character.lower()
    return chr(code + (0x50 if code < 0x410 else 0x20 if code < 0x430 else 1))
