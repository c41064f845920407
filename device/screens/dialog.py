"""Questions, asked on the panel and answered by keys or by touch alike. *Nobody answered* is a value too."""

import asyncio

import memory
from screens.cells import Cells
from screens.flow import Flow
from screens.hearing import BACK_KEY, OK_KEY, Hearing
from screens.layout import LARGE
from screens.sheet import FOLLOWING, PREVIOUS, Sheet
from screens.themes import STANDARD, THEMES

BACK, EXPIRED = -1, -2


class Dialog(Hearing):
    """Asks on a canvas; keys and touches are heard as `Hearing` says.

    adjustable: the keys left and right change size and contrast.
    """

    def __init__(self, canvas, buttons, texts, touch=None):
        super().__init__(canvas, buttons, texts, touch)
        self.adjustable = False
        self._marking: Cells | None = None

    # --- how pages look -----------------------------------------------------------------------------------------

    @property
    def size(self) -> int:
        """0 is the standard size of text, LARGE the larger one."""
        return self.canvas.size

    @size.setter
    def size(self, size: int) -> None:
        self.canvas.appear(size, self.contrast)

    @property
    def contrast(self) -> int:
        """One of `screens.themes`."""
        return self.canvas.contrast

    @contrast.setter
    def contrast(self, contrast: int) -> None:
        self.canvas.appear(self.size, contrast)

    def defaults(self) -> None:
        """As every voter finds it."""
        self.canvas.appear(0, STANDARD)

    def adjusted(self, key: str) -> bool:
        """Take a key that changes how pages look, where that is allowed."""
        if self.adjustable and key == "left":
            self.size = 0 if self.size else LARGE
        elif self.adjustable and key == "right":
            self.contrast = (self.contrast + 1) % len(THEMES)
        else:
            return False
        return True

    # --- pages that ask nothing ---------------------------------------------------------------------------------

    def show(self, title: str, lines: list, buttons: list | tuple = (), news: list | tuple = ()) -> Sheet:
        """Put a page up, for `pressed` if anybody is asked. buttons: (words, act) of what will be taken.

        news: more lines, which come first where it takes several pages.
        """
        flow = Flow(self.canvas, title, lines, list(buttons), [], turns=False, news=news)
        sheet = flow.show()
        if flow.pages > 1:
            sheet.flow = flow
        return sheet

    async def tell(self, title: str, lines: list, page_ms: int) -> None:
        """Words that nobody has to answer: each page of them for so long."""
        flow = Flow(self.canvas, title, lines, [], [], turns=False)
        for page in range(flow.pages):
            flow.show(page)
            await asyncio.sleep_ms(page_ms)

    # --- questions ----------------------------------------------------------------------------------------------

    async def choose(
        self, title: str, lines: list, selected: int | None = 0, back: bool = True, go: str | None = None
    ) -> int:
        """The number of the chosen line, BACK or EXPIRED; behind the last line comes the button `go`, an id of words.

        selected: which has the focus. None: the button where all lines stand on one page, else the first line, so that
        nobody goes on without having seen the others.
        """
        self.lock_out()
        cells, numbers = None, list(range(len(lines) + bool(go)))
        while True:
            if cells is None or not cells.is_for(title, lines):
                is_first, left = cells is None, self._back(back)
                cells = Cells(self.canvas, title, lines, left, self._go(go, lines))
                if is_first and cells.is_cut:
                    lines, numbers = self._divided(title, lines, left, go)
                    selected = selected and numbers.index(selected)
                    cells = Cells(self.canvas, title, lines, left, self._go(go, lines))
                answer = await self._whole(cells, back) if is_first else 1
                if answer != 1:
                    return answer
            if selected is None:
                selected = len(numbers) - 1 if cells.pages == 1 else 0
            found = await self.act(cells.show(selected))
            if found is None:
                return EXPIRED
            if found == OK_KEY:
                return numbers[selected]
            if found == BACK_KEY:
                if back:
                    return BACK
            elif isinstance(found, int):
                return numbers[found]
            else:
                selected = self._moved(found, cells, selected, len(numbers) - 1)

    def _go(self, go: str | None, lines: list) -> list:
        return [(self.texts(go), len(lines))] if go else []

    def _divided(self, title: str, lines: list, left: list, go: str | None) -> tuple:
        """(lines in pieces that a page holds, the number of the answer that each of them and the button is)."""
        pieces, numbers = memory.glance(_divide, self.canvas, title, lines, left, self._go(go, lines))
        return pieces, numbers + ([len(lines)] if go else [])

    async def mark(self, title: str, lines: list, marked, note: str = "", focus: int = 0):
        """One step of marking lines: ("toggle", number), ("next",), BACK or EXPIRED.

        marked: numbers of the lines with a mark. note: a word to the chooser, in place of the title. focus: which line
        has it; behind the last one it is on the button that goes on.
        """
        self.lock_out()
        cells, self._marking = self._marking, None
        while True:
            if cells is None or not cells.is_for(title, lines):
                is_first, before = cells is None or cells.title != title, cells
                right = [(self.texts("key_next"), len(lines))]
                cells = Cells(self.canvas, title, lines, self._back(True), right, marks=True)
                if before and not is_first:
                    cells.near = before.near
                answer = await self._whole(cells, True) if is_first else 1
                if answer != 1:
                    return answer
            if not cells.says(note):
                if await self.confirm(title, [], None, news=[note]) == EXPIRED:
                    return EXPIRED
                self.lock_out()
                note = ""
                cells.says(note)
            found = await self.act(cells.show(focus, marked))
            if found is None:
                return EXPIRED
            if found == BACK_KEY:
                return BACK
            if found == OK_KEY:
                found = focus
            if isinstance(found, int):
                if found == len(lines):
                    return ("next",)
                cells.near = found  # whoever has marked something sees the mark
                self._marking = cells  # measured once, however often somebody changes their mind
                return "toggle", found
            if found in ("up", "down"):
                focus = (focus + (1 if found == "down" else len(lines))) % (len(lines) + 1)
            else:
                focus = self._moved(found, cells, focus, len(lines))

    async def _whole(self, cells: Cells, back: bool) -> int:
        """A title that leaves too little room for the cells first has a page of its own: 1, BACK or EXPIRED."""
        if not cells.title_is_cut:
            return 1
        answer = await self.confirm(cells.title, [], "key_back" if back else None, "key_next")
        self.lock_out()
        return answer

    def _back(self, back: bool) -> list:
        return [(self.texts("key_back"), BACK_KEY)] if back else []

    def _moved(self, found: str, cells: Cells, focus: int, last: int) -> int:
        """The focus after a key that moves it or a button that turns the page."""
        if found == "down":
            return min(focus + 1, last)
        if found == "up":
            return max(focus - 1, 0)
        if found in (PREVIOUS, FOLLOWING):
            self.lock_out()
            page = cells.page_of(focus) + (1 if found == FOLLOWING else -1)
            return cells.first_of(max(0, min(page, cells.pages - 1)))
        self.adjusted(found)
        return focus

    async def confirm(
        self, title: str, lines: list, no: str | None = "key_back", yes: str = "key_ok", news: list | tuple = ()
    ) -> int:
        """1 for yes, BACK or EXPIRED. no, yes: ids of the words on the buttons. Long texts page with up and down.

        news: as in `show`.
        """
        self.lock_out()
        left = [(self.texts(no), BACK_KEY)] if no else []
        flow, size, page = None, 0, 0
        while True:
            if flow is None or size != self.size:
                size, page = self.size, 0
                flow = Flow(self.canvas, title, lines, left, [(self.texts(yes), OK_KEY)], news=news)
            found = await self.act(flow.show(page))
            if found is None:
                return EXPIRED
            if found == OK_KEY:
                return 1
            if found == BACK_KEY:
                return BACK
            if found in (PREVIOUS, FOLLOWING):
                self.lock_out()
            turned = flow.turned(page, found)
            if turned is None:
                self.adjusted(found)
            else:
                page = turned

    async def message(self, title: str, lines: list) -> None:
        """Something to know; OK, or the key *back*, goes on."""
        await self.confirm(title, [], None, news=lines)

    async def digits(self, title: str, prompt: str, count: int, hidden: bool = False) -> str | None:
        """A number of `count` digits; hidden ones are shown as dots. None for *back* or nobody there."""
        return await self._typed(title, prompt, None, count, count, hidden)

    async def letters(self, title: str, prompt: str, most: int = 40, language: str | None = None) -> str | None:
        """Words of at most `most` letters, at least one. None for *back* or nobody there.

        language: whose letters; None for the one in use.
        """
        return await self._typed(title, prompt, language or self.texts.language, 1, most, False)

    async def _typed(self, title: str, prompt: str, language, least: int, most: int, hidden: bool) -> str | None:
        return await memory.visit(_type, self, title, prompt, language, least, most, hidden)


def _divide(*arguments) -> tuple:
    from screens.dividing import divided

    return divided(*arguments)


def _type(dialog, *arguments):
    from screens.keyboard import Keyboard

    dialog.lock_out()
    return Keyboard(dialog, *arguments).typed()
