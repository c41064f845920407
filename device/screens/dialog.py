"""Questions, asked on the panel and answered by keys or by touch alike. *Nobody answered* is a value too."""

import asyncio

import memory
from roles.waiting import first
from screens.cells import Cells
from screens.flow import Flow
from screens.layout import LARGE
from screens.sheet import FOLLOWING, PREVIOUS, Sheet
from screens.themes import STANDARD, THEMES

BACK, EXPIRED = -1, -2
_GO_BACK, _OK = "back", "ok"  # what buttons do, and what these keys are called
_KEYBOARD = ("screens.keyboard",)


class Dialog:
    """Asks on a canvas, hears keys and touches.

    touch: drivers.touch.Touch, or None. idle_ms: after so long without an answer an alert, and then EXPIRED; 0 waits
    for ever. alert_ms: how long the alert waits. adjustable: the keys left and right change size and contrast.
    """

    def __init__(self, canvas, buttons, texts, touch=None):
        self.canvas, self.buttons, self.texts, self.touch = canvas, buttons, texts, touch
        self.idle_ms, self.alert_ms = 0, 30_000  # VVSG 2.0 7.2-O: 20 to 45 s to answer
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

    # --- waiting ------------------------------------------------------------------------------------------------

    def lock_out(self) -> None:
        """A new screen: whatever is pressed in the next moment was meant for the one before."""
        self.buttons.lock_out()
        if self.touch:
            self.touch.lock_out()

    async def pressed(self, sheet: Sheet):
        """The name of the next key, or the act of the target that is touched next. May be cancelled."""
        if not self.touch:
            return await self.buttons.pressed()
        which, value = await first(self.buttons.pressed(), self.touch.tapped(sheet.targets))
        return sheet.acts[value] if which else value

    async def act(self, sheet: Sheet):
        """Like `pressed`; "" after the alert was answered, None when nobody is there any more."""
        if not self.idle_ms:
            return await self.pressed(sheet)
        found = await self._within(self.idle_ms, sheet)
        if found is None:
            self.lock_out()
            alert = self._flow("still_there", [self.texts("press_any_key")]).show()
            alert.targets, alert.acts = [(0, 0, self.canvas.width, self.canvas.height)], [_OK]
            found = await self._within(self.alert_ms, alert)
            self.lock_out()
            return None if found is None else ""
        return found

    async def _within(self, timeout_ms: int, sheet: Sheet):
        try:
            return await asyncio.wait_for_ms(self.pressed(sheet), timeout_ms)
        except asyncio.TimeoutError:  # noqa: UP041  MicroPython has no other
            return None

    # --- pages that ask nothing ---------------------------------------------------------------------------------

    def show(self, title: str, lines: list, buttons: list | tuple = ()) -> Sheet:
        """Put a page up. buttons: (words, act) of what whoever waits for keys and touches will take."""
        return Flow(self.canvas, title, lines, list(buttons), [], turns=False).show()

    def _flow(self, title: str, lines: list) -> Flow:
        return Flow(self.canvas, self.texts(title), lines, [], [(self.texts("key_ok"), _OK)])

    # --- questions ----------------------------------------------------------------------------------------------

    async def choose(
        self, title: str, lines: list, selected: int | None = 0, back: bool = True, go: str | None = None
    ) -> int:
        """The number of the chosen line, BACK or EXPIRED; behind the last line comes the button `go`, an id of words.

        selected: which has the focus. None: the button where all lines stand on one page, else the first line, so that
        nobody goes on without having seen the others.
        """
        self.lock_out()
        cells, last = None, len(lines) - 1 + bool(go)
        while True:
            if cells is None or not cells.is_for(title, lines):
                right = [(self.texts(go), last)] if go else []
                cells = Cells(self.canvas, title, lines, self._back(back), right)
            if selected is None:
                selected = last if cells.pages == 1 else 0
            found = await self.act(cells.show(selected))
            if found is None:
                return EXPIRED
            if found == _OK:
                return selected
            if found == _GO_BACK:
                if back:
                    return BACK
            elif isinstance(found, int):
                return found
            else:
                selected = self._moved(found, cells, selected, last)

    async def mark(self, title: str, lines: list, marked, note: str = "", focus: int = 0):
        """One step of marking lines: ("toggle", number), ("next",), BACK or EXPIRED.

        marked: numbers of the lines with a mark. note: a word to the chooser, in place of the title. focus: which line
        has it; behind the last one it is on the button that goes on.
        """
        self.lock_out()
        cells, self._marking = self._marking, None
        while True:
            if cells is None or not cells.is_for(title, lines):
                cells = Cells(
                    self.canvas, title, lines, self._back(True), [(self.texts("key_next"), len(lines))], marks=True
                )
            found = await self.act(cells.show(focus, marked, note))
            if found is None:
                return EXPIRED
            if found == _GO_BACK:
                return BACK
            if found == _OK:
                found = focus
            if isinstance(found, int):
                if found == len(lines):
                    return ("next",)
                self._marking = cells  # measured once, however often somebody changes their mind
                return "toggle", found
            if found in ("up", "down"):
                focus = (focus + (1 if found == "down" else len(lines))) % (len(lines) + 1)
            else:
                focus = self._moved(found, cells, focus, len(lines))

    def _back(self, back: bool) -> list:
        return [(self.texts("key_back"), _GO_BACK)] if back else []

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

    async def confirm(self, title: str, lines: list, no: str | None = "key_back", yes: str = "key_ok") -> int:
        """1 for yes, BACK or EXPIRED. no, yes: ids of the words on the buttons. Long texts page with up and down."""
        self.lock_out()
        left = [(self.texts(no), _GO_BACK)] if no else []
        flow, size, page = None, 0, 0
        while True:
            if flow is None or size != self.size:
                size, page = self.size, 0
                flow = Flow(self.canvas, title, lines, left, [(self.texts(yes), _OK)])
            found = await self.act(flow.show(page))
            if found is None:
                return EXPIRED
            if found == _OK:
                return 1
            if found == _GO_BACK:
                return BACK
            if found in (PREVIOUS, FOLLOWING):
                self.lock_out()
            if found in ("down", FOLLOWING):
                page = min(page + 1, flow.pages - 1)
            elif found in ("up", PREVIOUS):
                page = max(page - 1, 0)
            else:
                self.adjusted(found)

    async def message(self, title: str, lines: list) -> None:
        """Something to know; OK, or the key *back*, goes on."""
        await self.confirm(title, lines, None)

    async def digits(self, title: str, prompt: str, count: int, hidden: bool = False) -> str | None:
        """A number of `count` digits; hidden ones are shown as dots. None for *back* or nobody there."""
        return await self._typed(title, prompt, None, count, count, hidden)

    async def letters(self, title: str, prompt: str, most: int = 40) -> str | None:
        """Words of at most `most` letters, at least one, in the language in use. None for *back* or nobody there."""
        return await self._typed(title, prompt, self.texts.language, 1, most, False)

    async def _typed(self, title: str, prompt: str, language, least: int, most: int, hidden: bool) -> str | None:
        with memory.Loading():
            from screens.keyboard import Keyboard
        self.lock_out()
        try:
            return await Keyboard(self, title, prompt, language, least, most, hidden).typed()
        finally:
            del Keyboard
            memory.unload(_KEYBOARD)
