"""Questions on the panel, answered by keys or touch. EXPIRED stands for no answer."""

import asyncio

import memory
from screens.answers import BACK, DOWN, EXPIRED, FOLLOWING, LEFT, OK, OTHER, PREVIOUS, RIGHT, UP, YES
from screens.cells import Cells
from screens.flow import Flow
from screens.hearing import Hearing
from screens.layout import LARGE
from screens.sheet import Sheet
from screens.themes import STANDARD, THEMES


class Dialog(Hearing):
    """Asks questions on a canvas; `Hearing` waits for keys and touches.

    `adjustable`: the keys left and right change size and contrast.
    """

    def __init__(self, canvas, buttons, texts, touch=None):
        super().__init__(canvas, buttons, texts, touch)
        self.adjustable = False

    # --- how pages look -----------------------------------------------------------------------------------------

    @property
    def size(self) -> int:
        """0 for the standard text size, or LARGE."""
        return self.canvas.size

    @size.setter
    def size(self, size: int) -> None:
        self.canvas.appear(size, self.contrast)

    @property
    def contrast(self) -> int:
        """A number of `screens.themes`."""
        return self.canvas.contrast

    @contrast.setter
    def contrast(self, contrast: int) -> None:
        self.canvas.appear(self.size, contrast)

    def defaults(self) -> None:
        """Set the size and contrast with which every session begins."""
        self.canvas.appear(0, STANDARD)

    def adjust(self, key: int) -> None:
        """Change size or contrast by a key, if that is allowed."""
        if not self.adjustable or key not in (LEFT, RIGHT):
            return
        if key == LEFT:
            self.size = 0 if self.size else LARGE
        else:
            self.contrast = (self.contrast + 1) % len(THEMES)
        asyncio.create_task(memory.tidy())  # a page that is drawn whole leaves much garbage

    # --- pages that ask nothing ---------------------------------------------------------------------------------

    def show(self, title: str, lines: list, buttons: list | tuple = (), news: list | tuple = ()) -> Sheet:
        """Show a page; `pressed` waits for an answer to it.

        title, lines: words of the page.
        buttons: (words, act) of each answer.
        news: more lines, which come first if there are several pages.
        """
        flow = Flow(self.canvas, title, lines, list(buttons), [], turns=False, news=news)
        sheet = flow.show()
        if flow.pages > 1:
            sheet.flow = flow
        return sheet

    async def tell(self, title: str, lines: list, page_ms: int) -> None:
        """Show words that need no answer.

        title, lines: words of the page.
        page_ms: how long each page stays.
        """
        flow = Flow(self.canvas, title, lines, [], [], turns=False)
        for page in range(flow.pages):
            flow.show(page)
            await asyncio.sleep_ms(page_ms)

    # --- questions ----------------------------------------------------------------------------------------------

    async def choose(
        self, title: str, lines: list, selected: int | None = 0, back: bool = True, go: str | None = None
    ) -> int:
        """The number of the chosen line, BACK or EXPIRED; one more than the last line for the button `go`.

        title, lines: words of the page.
        selected: the line that gets the focus when a key is pressed: before that nothing looks chosen. None: the button
        if one page holds all lines, else the first line.
        back: with a button to go back.
        go: text id of a button after the last line, or None. It leads to lines that were not seen first.
        """
        self.lock_out()
        cells: Cells | None = None
        numbers, is_shown = list(range(len(lines) + bool(go))), False
        while True:
            if cells is None or not cells.is_for(title, lines):
                before, left = cells, self.back_button(back)
                is_first = before is None
                cells = self._cells(title, lines, left, go)
                await asyncio.sleep_ms(0)  # measuring and drawing are two pieces
                if is_first and cells.is_cut:
                    lines, numbers = self._divided(title, lines, left, go)
                    selected = selected and numbers.index(selected)
                    cells = self._cells(title, lines, left, go)
                if before is not None:
                    cells.seen = before.seen
                answer = await self.whole_title(cells, back) if is_first else YES
                if answer != YES:
                    return answer
            if selected is None:
                selected = len(numbers) - 1 if cells.pages == 1 else 0
            found = await self.act(cells.show(selected, is_shown))
            if found == EXPIRED or (found == BACK and back):
                return found
            if found in (UP, DOWN, OK) and not is_shown:
                is_shown = True
            elif found == OK or found >= 0:
                taken = selected if found == OK else found
                if taken < len(lines) or not cells.leads_on:
                    return numbers[taken]
                self.lock_out()
                selected = cells.first_unseen
            else:
                selected = self.moved(found, cells, selected, len(numbers) - 1)

    def _cells(self, title: str, lines: list, left: list, go: str | None) -> Cells:
        return Cells(self.canvas, title, lines, left, self._go(go, lines), False, self.more if go else None)

    def more(self, count: int) -> str:
        """The words of a button that leads to so many lines that were not seen yet."""
        return self.texts("key_more", count)

    def _go(self, go: str | None, lines: list) -> list:
        return [(self.texts(go), len(lines))] if go else []

    def _divided(self, title: str, lines: list, left: list, go: str | None) -> tuple:
        """(lines in pieces that a page holds; the answer that each piece and the button stands for)."""
        pieces, numbers = memory.glance(_divide, self.canvas, title, lines, left, self._go(go, lines))
        return pieces, numbers + ([len(lines)] if go else [])

    async def whole_title(self, cells: Cells, back: bool) -> int:
        """Show a title that leaves too little room for the cells on its own page first: YES, BACK or EXPIRED."""
        if not cells.title_is_cut:
            return YES
        answer = await self.confirm(cells.title, [], "key_back" if back else None, "key_next")
        self.lock_out()
        return answer

    def back_button(self, back: bool) -> list:
        """The Back button as a list, empty if `back` is False."""
        return [(self.texts("key_back"), BACK)] if back else []

    def moved(self, found: int, cells: Cells, focus: int, last: int) -> int:
        """The focus after a key or button; keys that do not move it change size or contrast.

        found: the key, or the act of the button.
        cells: of the page.
        focus: before.
        last: the highest.
        """
        if found == DOWN:
            return min(focus + 1, last)
        if found == UP:
            return max(focus - 1, 0)
        if found in (PREVIOUS, FOLLOWING):
            self.lock_out()
            page = cells.page_of(focus) + (1 if found == FOLLOWING else -1)
            return cells.first_of(max(0, min(page, cells.pages - 1)))
        self.adjust(found)
        return focus

    async def confirm(
        self,
        title: str,
        lines: list,
        no: str | None = "key_back",
        yes: str = "key_ok",
        news: list | tuple = (),
        other: str | None = None,
    ) -> int:
        """YES, BACK, EXPIRED, or OTHER for a third button. The keys up and down turn the pages of a long text.

        title, lines, news: as in `show`.
        no, yes: text ids of the buttons.
        other: text id of a button between them, or None. The key down on the last page does the same.
        """
        self.lock_out()
        left = [(self.texts(no), BACK)] if no else []
        if other:
            left.append((self.texts(other), OTHER))
        flow, size, page = None, 0, 0
        while True:
            if flow is None or size != self.size:
                size, page = self.size, 0
                flow = Flow(self.canvas, title, lines, left, [(self.texts(yes), OK)], news=news)
            found = await self.act(flow.show(page))
            if other and found == DOWN and page == flow.pages - 1:
                found = OTHER
            if found in (BACK, EXPIRED, OTHER):
                return found
            if found == OK:
                return YES
            if found in (PREVIOUS, FOLLOWING):
                self.lock_out()
            turned = flow.turned(page, found)
            if turned is None:
                self.adjust(found)
            else:
                page = turned

    async def message(self, title: str, lines: list) -> None:
        """Show a message until OK or the key *back*."""
        await self.confirm(title, [], None, news=lines)

    async def digits(self, title: str, prompt: str, count: int, hidden: bool = False) -> str:
        """The digits typed; "" for *back* or nobody there.

        title, prompt: words of the page.
        count: how many digits.
        hidden: show dots.
        """
        return await self._typed(title, prompt, None, count, count, hidden)

    async def letters(self, title: str, prompt: str, most: int = 40, language: str | None = None) -> str:
        """The words typed; "" for *back* or nobody there.

        title, prompt: words of the page.
        most: letters; the least is one.
        language: of the keyboard; None for the one in use.
        """
        return await self._typed(title, prompt, language or self.texts.language, 1, most, False)

    async def _typed(self, title: str, prompt: str, language, least: int, most: int, hidden: bool) -> str:
        return await memory.visit(_type, self, title, prompt, language, least, most, hidden)


def _divide(*arguments) -> tuple:
    from screens.dividing import divided

    return divided(*arguments)


def _type(dialog, *arguments):
    from screens.keyboard import Keyboard

    dialog.lock_out()
    return Keyboard(dialog, *arguments).typed()
