"""While chips do not show what became of an act: a page that says so, and another look at each touch and each while."""

import asyncio

from screens.first_of import first

_LOOK_MS = 5000


class Unsettled:
    """One stretch of it: noted in the log once, however often the chips are looked at."""

    def __init__(self, terminal):
        self._terminal, self._words = terminal, ""

    async def wait(self) -> None:
        """Until somebody touches the screen or a key, or some seconds have gone by."""
        dialog, texts = self._terminal.dialog, self._terminal.texts
        self._words = self._words or self._terminal.memory_trouble()
        sheet = dialog.show(texts("memory_unsettled"), [texts(self._words), texts("call_technician")])
        await first(dialog.pressed(sheet), _a_while())


async def _a_while() -> None:
    """MicroPython has one sleep for all: what is handed on before it is awaited belongs to whoever sleeps next."""
    await asyncio.sleep_ms(_LOOK_MS)
