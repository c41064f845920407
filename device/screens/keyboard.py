"""Typing: the entry so far, a grid with one character per cell, and buttons to delete and to finish."""

from screens.answers import AWAKE, BACK, DOWN, EXPIRED, FINISHED, FOLLOWING, LEFT, OK, PREVIOUS, RIGHT, UP, YES
from screens.layout import BODY, BOLD, CENTRED, EDGE, FILLED, FRAMED, MARGIN, TITLE, bar_places, spacing, target_height
from screens.sheet import ABOVE, BELOW, Sheet, is_narrow

_DIGITS = "1234567890"
_COLUMNS, _ROWS = 5, 2
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
        self._text = ""
        self._focus = 0  # a key; if negative, a button of the bar, counted from the right

    @property
    def _page(self) -> int:
        return self._focus // (_COLUMNS * _ROWS)

    @property
    def _pages(self) -> int:
        return -(-len(self.keys) // (_COLUMNS * _ROWS))

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
            if found == BACK:
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
                self._focus = (self._page + (1 if found == FOLLOWING else -1)) % self._pages * _COLUMNS * _ROWS
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
            at += _COLUMNS if key == DOWN else -_COLUMNS
            if 0 <= at <= last:
                self._focus = at
            elif key == DOWN and at // _COLUMNS == last // _COLUMNS:
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
        sheet.bar(buttons, len(buttons) - 1 if self._focus < 0 else -1)
        self._head(sheet)
        side, size = canvas.target_dots, canvas.size
        height = target_height(1, canvas.font_of(size).height, side)
        if height * _ROWS > sheet.room:
            height, size = side, 0
        below = spacing(sheet.room, [height] * _ROWS, side)
        begin = page * _COLUMNS * _ROWS
        for first in range(begin, begin + _COLUMNS * _ROWS, _COLUMNS):
            items = []
            for key, (left, width) in enumerate(bar_places([side] * _COLUMNS, canvas.width - 2 * EDGE, side), first):
                if key < len(self.keys):
                    look = FRAMED | CENTRED | size | (FILLED if key == self._focus else 0)
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

    def _has_two_lines(self) -> bool:
        canvas = self.dialog.canvas
        return canvas.height - canvas.target_dots >= _ROWS * canvas.target_dots + 2 * canvas.font.height

    def _is_said(self) -> bool:
        """Whether the page has room for the title and prompt, or at least the prompt; if not, they need their own."""
        rows = self._prompt_rows
        if not self._has_two_lines() or (len(rows) > 1 and self.dialog.canvas.mark):
            return False
        return len(rows) == 1 or (len(rows) == 2 and self._fits(rows[1]))

    def _fits(self, words: str) -> bool:
        """Whether words fit beside the entry."""
        canvas = self.dialog.canvas
        return canvas.font.width(words + "  " + self._entry, True) <= canvas.width - 2 * MARGIN

    def _head(self, sheet: Sheet) -> None:
        """Title, prompt and entry, in one or two lines as room allows; the prompt has priority over the title."""
        font, width, shown = self.dialog.canvas.font, self.dialog.canvas.width - 2 * MARGIN, self._entry
        while not self.digits and font.width(shown, True) > width:
            shown = shown[1:]
        fits, rows = self._fits(self.prompt), self._prompt_rows
        both = self.prompt + "\t" + shown if fits else "\t" + shown
        if not self._has_two_lines():
            self._line(sheet, both if fits or self._text else self.prompt, TITLE)
            return
        if not fits and len(rows) == 2 and self._fits(rows[1]):
            both = rows[1] + "\t" + shown
        elif len(rows) > 1:
            rows[0] += "…"
        said, mark = self.title if fits else rows[0], self.dialog.canvas.mark
        self._line(sheet, mark() + " · " + said if mark else said, TITLE)
        self._line(sheet, both, BODY)

    def _line(self, sheet: Sheet, words: str, ground: int) -> None:
        """A line; words that a page before has shown may be cut."""
        canvas = self.dialog.canvas
        font, width = canvas.font, canvas.width - 2 * MARGIN
        if "\t" not in words and font.width(words, True) > width:
            words = font.wrap(words, width - font.width("…", True), True)[0] + "…"
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
