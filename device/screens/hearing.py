"""Wait for the person at the terminal: a key or a touch, then an alert, then EXPIRED."""

import asyncio

from screens.answers import AWAKE, EXPIRED, FOLLOWING, KEYS, OK, PREVIOUS
from screens.first_of import first
from screens.flow import Flow
from screens.sheet import Sheet


class Hearing:
    """Waits for keys and touches on the pages of a canvas.

    canvas: screens.canvas.Canvas.
    buttons: drivers.buttons.Buttons.
    texts: text.texts.Texts.
    touch: drivers.touch.Touch, or None.

    `idle_ms`: time without an answer before the alert; 0 waits for ever.
    `alert_ms`: how long the alert waits.
    """

    def __init__(self, canvas, buttons, texts, touch=None):
        self.canvas, self.buttons, self.texts, self.touch = canvas, buttons, texts, touch
        self.idle_ms, self.alert_ms = 0, 30_000  # VVSG 2.0 7.2-O: 20 to 45 s to answer

    def lock_out(self) -> None:
        """Ignore presses for a moment after a new page: they were meant for the page before."""
        self.buttons.lock_out()
        if self.touch:
            self.touch.lock_out()

    async def pressed(self, sheet: Sheet) -> int:
        """The next key, or the act of the next target touched (`screens.answers`). May be cancelled.

        Turns the pages of a sheet that has a `flow`.
        """
        flow, page = sheet.flow, 0
        while True:
            found = await self._next(sheet)
            if flow is None or flow.turned(page, found) is None:
                return found
            if found in (PREVIOUS, FOLLOWING):
                self.lock_out()
            page = flow.turned(page, found)
            sheet = flow.show(page)

    async def _next(self, sheet: Sheet) -> int:
        if not self.touch:
            return KEYS[await self.buttons.pressed()]
        which, value = await first(self.buttons.pressed(), self.touch.tapped(sheet.targets))
        return sheet.acts[value] if which else KEYS[value]

    async def act(self, sheet: Sheet) -> int:
        """Like `pressed`; AWAKE if the alert was answered, EXPIRED if it was not."""
        if not self.idle_ms:
            return await self.pressed(sheet)
        found = await self._within(self.idle_ms, sheet)
        if found == EXPIRED:
            self.lock_out()
            found = await self._within(self.alert_ms, self._alert())
            self.lock_out()
            return EXPIRED if found == EXPIRED else AWAKE
        return found

    def _alert(self) -> Sheet:
        """The alert: the whole page is one target; the button shows that it can be touched, if there is room."""
        title, lines = self.texts("still_there"), [self.texts("press_any_key")]
        flow = Flow(self.canvas, title, lines, [], [(self.texts("key_ok"), OK)], turns=False)
        if flow.pages > 1:
            flow = Flow(self.canvas, title, lines, [], [], turns=False)
        sheet = flow.show()
        sheet.targets, sheet.acts = [(0, 0, self.canvas.width, self.canvas.height)], [OK]
        return sheet

    async def _within(self, timeout_ms: int, sheet: Sheet) -> int:
        try:
            return await asyncio.wait_for_ms(self.pressed(sheet), timeout_ms)
        except asyncio.TimeoutError:  # noqa: UP041  MicroPython has no other
            return EXPIRED
