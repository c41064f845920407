"""What all modems have in common: commands that begin with AT, their answers, a SIM card, a network, a power key.

Sources: V.250 (commands, result codes, escape), 3GPP TS 27.007 (+CPIN, +CREG, +CMEE, errors by number). A modem knows
nothing of the firmware: it answers what comes on its wire, and carries bytes to its far end when it is connected.
"""

from __future__ import annotations

from functools import partial

from simulator.hardware.parts.line_faults import TO_CENTRE, TO_TERMINAL, LineFaults
from simulator.hardware.parts.modem_far_end import FarEnd
from simulator.hardware.parts.serial_cable import SerialWire

_ANSWER_US = 8000  # from a command to its answer
_FLOOD_WORDS = 30  # of four letters: a line as long as the driver takes
_START_US = 3_000_000  # from the supply, or the key, to RDY
_KEY_US = 1_000_000  # a shorter press of the power key does nothing
_NUMBERS = {
    "OK": 0, "CONNECT": 1, "RING": 2, "NO CARRIER": 3, "ERROR": 4, "NO DIALTONE": 6, "BUSY": 7, "NO ANSWER": 8,
}  # fmt: skip
ABSENT, READY, WANTS_PIN = "absent", "READY", "SIM PIN"
HOME, SEARCHING, DENIED, ROAMING = 1, 2, 3, 5


class Modem(SerialWire):
    """One modem; each class of them is a subclass.

    far: where connections lead. air: what the network does to bytes, and how late it brings them.
    sim: ABSENT, READY or WANTS_PIN; pin: which opens it. registration: HOME, SEARCHING, DENIED or ROAMING.
    silent: it answers nothing until it is switched off and on.
    context_lost: the network has forgotten the connection; AT is answered as ever, until it is switched off and on.
    hangs_up_after_ms: how long each connection lives; 0 for ever. hangs_up_silently: without a word, its echo on again.
    call_ends: what a call ends with instead of a connection: "BUSY", "NO CARRIER", "NO DIALTONE", "NO ANSWER", or "".
    chatter: a line that comes before every answer, though nobody asked for it. floods_each_ms: one comes without end.
    numeric: it was left with ATV0.
    commands: every command that came, and `carried` how many bytes of the terminal went to the far end.
    """

    def __init__(self, far: FarEnd, baudrate: int = 115200, numeric: bool = False) -> None:
        super().__init__(baudrate)
        self.far, self.air = far, LineFaults(7)
        self.sim, self.pin, self.registration = READY, "", HOME
        self.silent = self.context_lost = False
        self.hangs_up_after_ms, self.hangs_up_silently = 0, False
        self.call_ends, self.chatter, self.floods_each_ms = "", "", 0
        self.numeric_at_start = numeric
        self.commands: list[str] = []
        self.carried = self.power_cycles = 0
        self.is_on = False
        self._connection = 0  # counts up, so that bytes of one that is over are known
        self._pressed_at_us: int | None = None
        self._forget()

    def _forget(self) -> None:
        """As it is when it starts."""
        self.echoes, self.numeric, self.is_connected = True, self.numeric_at_start, False
        self._line = bytearray()

    # --- supply and key -------------------------------------------------------------------------------------------

    def power_on(self) -> None:
        """The supply comes: this board starts with it."""
        self._forget()
        self.clock.call_later(_START_US, self._started)

    def power_off(self) -> None:
        """The supply goes."""
        super().power_off()
        self._end()
        self.is_on = False

    def _started(self) -> None:
        if not self.is_on:
            self._forget()
            self.is_on, self.silent, self.context_lost = True, False, False
            self.says("RDY")
            self._flood()

    def _flood(self) -> None:
        if self.floods_each_ms and self.is_on:
            self.says("RING" * _FLOOD_WORDS)
            self.clock.call_later(self.floods_each_ms * 1000, self._flood)

    def press(self, value: int) -> None:
        """The power key's pin; low is pressed. Held for a second it switches the modem on or off."""
        if not value:
            self._pressed_at_us = self.clock.now_us
        elif self._pressed_at_us is not None and self.clock.now_us - self._pressed_at_us >= _KEY_US:
            self._pressed_at_us = None
            if self.is_on:
                self._end()
                self.is_on = False
            else:
                self.power_cycles += 1
                self.clock.call_later(_START_US // 2, self._started)

    def brown_out(self) -> None:
        """The supply dips while the radio sends: a word, then it starts anew by itself."""
        self.says("UNDER-VOLTAGE WARNNING")
        self._end()
        self.is_on = False
        self.clock.call_later(_START_US, self._started)

    # --- its wire -------------------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> None:
        """Bytes of the terminal: commands, or what is to be carried."""
        data = self.faults.through(TO_CENTRE, data)
        if self.is_on and not self.silent and data and not self.takes(data):
            self._commands(data)

    def takes(self, data: bytes) -> bool:
        """Whether bytes are no commands now; what to do with them then."""
        raise NotImplementedError

    def _commands(self, data: bytes) -> None:
        for byte in data:
            if self.echoes:
                self.to_terminal(bytes((byte,)))
            if byte == 0x0D:
                command = self._line.decode("ascii", "replace").strip()
                self._line.clear()
                if command[:2].upper() == "AT":
                    self.commands.append(command)
                    self.clock.call_later(_ANSWER_US, partial(self._answer, command[2:]))
            elif byte not in b"\n\0" and len(self._line) < 500:
                self._line.append(byte)

    def says(self, *lines: str) -> None:
        """Send lines to the terminal, each with its line ends."""
        for line in lines:
            words = f"{_NUMBERS[line]}\r" if self.numeric and line in _NUMBERS else f"\r\n{line}\r\n"
            self.to_terminal(words.encode())

    def later(self, delay_ms: int, *lines: str) -> None:
        """Send lines after a while, unless the modem is off by then."""
        self.clock.call_later(delay_ms * 1000, lambda: self.says(*lines) if self.is_on else None)

    # --- commands -------------------------------------------------------------------------------------------------

    def _answer(self, command: str) -> None:
        if not self.is_on:
            return
        if self.chatter:
            self.says(self.chatter)
        upper = command.upper()
        if upper.startswith("+CPIN"):
            self._card(command)
        elif upper in ("+CREG?", "+CEREG?"):
            registration = SEARCHING if self.context_lost else self.registration
            self.says(f"{upper[:-1]}: 0,{registration}", "OK")
        elif upper == "+CSQ":
            self.says(f"+CSQ: {99 if self.context_lost else 17},99", "OK")
        elif upper in ("+CREG=0", "+CEREG=0", "+CMEE=1", ""):
            self.says("OK")
        elif upper == "+CFUN=1,1":
            self.says("OK")
            self._end()
            self.is_on = False
            self.clock.call_later(_START_US, self._started)
        elif upper in ("E0", "E1"):
            self.echoes = upper == "E1"
            self.says("OK")
        elif not self.obey(command):
            self.says("ERROR")

    def _card(self, command: str) -> None:
        if self.sim == ABSENT:
            self.says("+CME ERROR: 10")
        elif command.endswith("?"):
            self.says(f"+CPIN: {self.sim}", "OK")
        elif command == f'+CPIN="{self.pin}"':
            self.sim = READY
            self.says("OK")
        else:
            self.says("+CME ERROR: 16")

    def obey(self, command: str) -> bool:
        """Do a command of this class. False if it has none of that name. command: without AT."""
        raise NotImplementedError

    # --- its connection -------------------------------------------------------------------------------------------

    def connect(self) -> bool:
        """Connect to the far end; False where nobody is there."""
        self._connection += 1
        number = self._connection
        if self.context_lost or not self.far.opened(lambda data: self._arrives(number, data)):
            return False
        self.is_connected = True
        if self.hangs_up_after_ms:
            self.clock.call_later(self.hangs_up_after_ms * 1000, partial(self._hang_up, number))
        return True

    def carry(self, data: bytes) -> None:
        """Bytes of the terminal on their way through the network."""
        self.carried += len(data)
        data = self.air.through(TO_CENTRE, data)
        if data and not self.context_lost:
            number = self._connection
            self.clock.call_later(self.air.delay_ms * 1000, lambda: self._delivered(number, data))

    def _delivered(self, number: int, data: bytes) -> None:
        if self.is_connected and number == self._connection:
            self.far.take(data)

    def _arrives(self, number: int, data: bytes) -> None:
        data = self.air.through(TO_TERMINAL, data)
        if data and not self.context_lost:
            self.clock.call_later(self.air.delay_ms * 1000, lambda: self._came(number, data))

    def _came(self, number: int, data: bytes) -> None:
        if self.is_connected and number == self._connection:
            self.to_terminal(self.wrapped(data))

    def wrapped(self, data: bytes) -> bytes:
        """How bytes of the far end stand on the wire."""
        return data

    def _hang_up(self, number: int) -> None:
        if self.is_connected and number == self._connection:
            self.hang_up()

    def hang_up(self) -> None:
        """The far end, or the network, ends the connection."""
        self._end()
        if self.hangs_up_silently:
            self.echoes = True
        else:
            self.says(*self.ending())

    def ending(self) -> tuple[str, ...]:
        """What it says when the connection ends."""
        raise NotImplementedError

    def _end(self) -> None:
        if self.is_connected:
            self.is_connected = False
            self.far.closed()
