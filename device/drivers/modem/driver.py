"""A modem between the desk and the centre, with the methods of `machine.UART` that `link` uses once it is connected.

The way to a connection is a table of steps (`tables`); this walks it, says where it is, and tries again with
growing waits, the last time after the modem was switched off and on. What ends a connection shows in `lost`, within one
read of the line.
"""

import asyncio

from drivers.hearing import hear
from drivers.modem.carrier import ModemCarrier
from drivers.modem.tables import ESCAPE, MODEMS, REGISTRATION, Step, trouble

AGAIN_AFTER_MS = (0, 3000, 10_000)  # before each attempt; the last one begins with the power key
_NO_USE = ("modem_sim_locked",)  # to try again: a wrong PIN may be typed three times in the life of a card
_BEFORE_DATA = ("modem_waking", "modem_network")  # states of the steps that cost nothing
_LISTENS_MS, _DRAIN_MS = 300, 10  # an answer to AT, at any bit rate; between two looks whether the line is empty
_KEY_MS = 3000  # that the power key is held; SIM800 wants 1 s, SIM7600 2.5 s to switch off
_OFF_MS, _START_MS = 3000, 10_000  # after the key; until a modem that starts anew listens


class Modem(ModemCarrier):
    """A modem on a serial line.

    uart: machine.UART or a bridge.
    txbuf_bytes: its txbuf.
    settings: of the line (docs/formats.md section 10): `modem` names the class, the rest fills the commands.
    power_key: Pin, low while the key is pressed; None where the board has none, then the modem is restarted by command.

    `power_cycles`: how often it was switched off and on.
    """

    def __init__(self, uart, txbuf_bytes: int, settings: dict, power_key=None):
        name = settings["modem"]
        self._steps, send_command, report, self._hang_up = MODEMS[name]
        filled = dict(settings)
        filled["registration"] = REGISTRATION[name]
        self._key, self._pin_typed, self.power_cycles = power_key, False, 0
        self._task: asyncio.Task | None = None
        super().__init__(uart, txbuf_bytes, filled, send_command, report)

    async def connect(self, say, is_last: bool = False) -> str:
        """Connect to the centre. Returns "", or the text id of what is in the way.

        say: called with the text id of each state.
        is_last: switch the modem off and on first, and try once.
        """
        found, spoken, last = "", "", len(AGAIN_AFTER_MS) - 1
        await self._stop()
        for attempt in range(last if is_last else 0, last + 1):
            if attempt:
                say("modem_again")
                await asyncio.sleep_ms(AGAIN_AFTER_MS[attempt])
            if attempt == last:
                say("modem_restarting")
                await self._restart()
            self._forget()
            for step in self._steps:
                if step.state != spoken:
                    spoken = step.state
                    say(spoken)
                found = await self._take(step)
                if found:
                    break
            if not found:
                self.lost = ""
                if self._send_command:
                    self._task = asyncio.create_task(self._serve())
                else:
                    hear(self._uart, self._on_carried)
                return ""
            spoken = ""
            if found in _NO_USE:
                break
        return found

    async def registered(self) -> str:
        """Go as far as the network, and no further. Returns "", or the text id of what is in the way."""
        await self._stop()
        self._forget()
        for step in self._steps:
            if step.state not in _BEFORE_DATA:
                break
            found = await self._take(step)
            if found:
                return found
        return ""

    def give_up(self) -> None:
        """This connection is of no use: the next one is called anew."""
        self.lost = self.lost or "modem_lost"

    async def close(self) -> None:
        """Hang up."""
        was_lost = self.lost
        await self._stop()
        if was_lost in ("", "modem_lost"):
            if not self._send_command:
                await self._escape(300)
            await self._ask(self._hang_up, (("OK", "CLOSE OK"),), 3000)

    async def _stop(self) -> None:
        """Carry nothing any more."""
        self.lost = self.lost or "modem_lost"
        if self._task:
            self._task.cancel()
            try:
                await self._task
            except asyncio.CancelledError:
                pass
            self._task = None
        hear(self._uart, self._on_bytes)

    async def _take(self, step: Step) -> str:
        """Do one step. Returns "" when it is done, or the text id of why it is not."""
        line: str | None = None
        for number in range(step.tries):
            if number:
                await asyncio.sleep_ms(step.pause_ms)
            if step.command == ESCAPE:
                if not await self._listens():
                    await self._escape(step.wait_ms)
                return ""
            line = await self._ask(self._filled(step.command), step.needs, step.wait_ms)
            if line is None:
                return ""
            if line.startswith("+CPIN: SIM PIN") and self._settings.get("pin") and not self._pin_typed:
                self._pin_typed = True  # once, whatever comes of it
                line = await self._ask(self._filled('AT+CPIN="{pin}"'), ("OK",), 5000) or ""
            if step.trouble and trouble(line) in _NO_USE:
                break
        return (trouble(line or "") or step.trouble) if step.trouble else ""

    async def _listens(self) -> bool:
        """Whether the modem takes commands; in a call it carries these bytes, which are no frame."""
        while not self._uart.txdone():  # what it has taken for a command since it hung up
            await asyncio.sleep_ms(_DRAIN_MS)
        self._uart.write(b"\r")
        return await self._ask("AT", ("OK",), _LISTENS_MS) is None

    async def _restart(self) -> None:
        """Switch the modem off and on."""
        self.power_cycles += 1
        self._pin_typed = False
        if self._key is None:
            await self._ask("AT+CFUN=1,1", ("OK",), 3000)
            await asyncio.sleep_ms(_START_MS)
            return
        for _ in range(2):  # a modem that was off is on after the first time
            self._key.value(0)
            await asyncio.sleep_ms(_KEY_MS)
            self._key.value(1)
            await asyncio.sleep_ms(_OFF_MS)
            if await self._ask("AT", ("OK",), 1000) is None:
                return
        await asyncio.sleep_ms(_START_MS)
