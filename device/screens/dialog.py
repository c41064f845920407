"""Questions with six keys: choose a line, say yes or no, type a number. *Nobody answered* is a value too."""

import asyncio

BACK, EXPIRED = -1, -2
_MASK = "•"


class Dialog:
    """Asks on a canvas, hears the keys.

    idle_ms: after so long without a key an alert, and then EXPIRED; 0 waits for ever. alert_ms: how long the alert
    waits. on_key: called at each key press.
    """

    def __init__(self, canvas, buttons, texts, on_key=lambda: None):
        self.canvas, self.buttons, self.texts = canvas, buttons, texts
        self.idle_ms, self.alert_ms = 0, 30_000  # VVSG 2.0 7.2-O: 20 to 45 s to answer
        self._on_key = on_key

    def show(
        self, title: str, lines: list, selected: int | None = None, footer: str = "", page: int | None = None
    ) -> int:
        """Put a page up; presses from before it do not count for it."""
        return self.canvas.show(title, lines, selected, footer, page)

    async def key(self) -> str | None:
        """The next key, or None when nobody is there any more."""
        if not self.idle_ms:
            name = await self.buttons.pressed()
        else:
            name = await self._key_within(self.idle_ms)
            if name is None:
                self.show(self.texts("still_there"), [self.texts("press_any_key")])
                name = await self._key_within(self.alert_ms)
                return None if name is None else ""
        self._on_key()
        return name

    async def _key_within(self, timeout_ms: int) -> str | None:
        try:
            return await asyncio.wait_for_ms(self.buttons.pressed(), timeout_ms)
        except asyncio.TimeoutError:  # noqa: UP041  MicroPython has no other
            return None

    async def choose(self, title: str, lines: list, footer: str = "", selected: int = 0) -> int:
        """The number of the chosen line, BACK or EXPIRED."""
        self.buttons.lock_out()
        footer = footer or self.texts("keys_choose")
        while True:
            self.show(title, lines, selected, footer)
            name = await self.key()
            if name is None:
                return EXPIRED
            if name == "ok":
                return selected
            if name == "back":
                return BACK
            if name == "down":
                selected = min(selected + 1, len(lines) - 1)
            elif name == "up":
                selected = max(selected - 1, 0)

    async def confirm(self, title: str, lines: list, footer: str = "") -> int:
        """1 for *ok*, BACK or EXPIRED. Long texts page with up and down."""
        self.buttons.lock_out()
        page, pages = 0, 1
        while True:
            pages = self.show(title, lines, None, footer or self.texts("keys_confirm"), page)
            name = await self.key()
            if name is None:
                return EXPIRED
            if name == "ok":
                return 1
            if name == "back":
                return BACK
            page = min(page + 1, pages - 1) if name == "down" else max(page - 1, 0) if name == "up" else page

    async def message(self, title: str, lines: list) -> None:
        """Something to know; any of *ok* and *back* goes on."""
        await self.confirm(title, lines, self.texts("keys_go_on"))

    async def digits(self, title: str, prompt: str, count: int, hidden: bool = False) -> str | None:
        """A number of `count` digits, set with up and down, left and right. None for *back* or nobody there."""
        self.buttons.lock_out()
        typed, at = [0] * count, 0
        while True:
            shown = " ".join(
                ("[%s]" if i == at else "%s") % (_MASK if hidden and i != at else digit)
                for i, digit in enumerate(typed)
            )
            self.show(title, [prompt, (shown, "bold centre")], None, self.texts("keys_digits"))
            name = await self.key()
            if name is None or name == "back":
                return None
            if name == "ok":
                return "".join(str(digit) for digit in typed)
            if name in ("up", "down"):
                typed[at] = (typed[at] + (1 if name == "up" else 9)) % 10
            elif name in ("left", "right"):
                at = (at + (1 if name == "right" else count - 1)) % count
