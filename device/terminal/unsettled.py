"""The page shown while the chips do not show how an act ended. They are checked again at each touch and every 5 s."""

import asyncio

from screens.first_of import first

_LOOK_MS = 5000


class Unsettled:
    """One such period: logged once, however often the chips are checked."""

    def __init__(self, terminal):
        self._terminal, self._words = terminal, ""

    async def wait(self) -> None:
        """Wait until somebody touches the screen or a key, or 5 s have passed."""
        dialog, texts = self._terminal.dialog, self._terminal.texts
        self._words = self._words or self._terminal.memory_trouble()
        sheet = dialog.show(texts("memory_unsettled"), [texts(self._words), texts("call_technician")])
        await first(dialog.pressed(sheet), _a_while())


async def _a_while() -> None:
    """Sleep, as a coroutine of its own: MicroPython has one sleep object, which the next `sleep_ms` overwrites."""
    await asyncio.sleep_ms(_LOOK_MS)
