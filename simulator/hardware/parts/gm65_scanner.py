"""A GM65-class bar-code module: how it reads what a person holds before it, and its bad days.

Source: GM65 manual, "read mode" and "zone bits". Its serial side is in `gm65_module`.
"""

from __future__ import annotations

from simulator.hardware.parts import gm65_registers as zone
from simulator.hardware.parts.gm65_module import Gm65Module

DECODE_MS = 120  # from a code in view to its first character
SENSING_MS = 80  # to notice that something moves in front
REPEAT_MS = 100

# Printed codes that change the module itself, while register 0003 leaves them open. Texts replace the maker's own.
SETUP_CODES: dict[str, tuple[int, bytes]] = {
    "%SETUP-BAUD-115200": (zone.BAUDRATE, zone.baudrate_bytes(115200)),
    "%SETUP-MODE-MANUAL": (zone.MODE, b"\xd4"),
    "%SETUP-TAIL-OFF": (zone.TAIL, b"\x00"),
}


class Gm65Scanner(Gm65Module):
    """The module. `show` is a person who holds a code before it.

    Faults, plain attributes that hold from when they are set: see the comments in `__init__`, here and in Gm65Module.
    """

    def __init__(self) -> None:
        super().__init__()
        self.trigger_held = False  # manual mode: somebody holds its own button
        self.read_count = 0  # codes read and sent, a person hears as many beeps

        self.text_encoding = "utf-8"  # some firmwares send "gbk"
        self.split_ms = 0  # gaps inside a code
        self.repeats = 1  # every code so often, in 100 ms steps
        self.glue_next = False  # the next code waits and is sent with the one after it, no tail between
        self.drop_tail = False
        self.corrupt = 0  # bytes damaged in every code
        self.corrupt_mask = 0x80

        self._looks = 0
        self._glued = b""
        self._in_view: tuple[bytes, int] | None = None  # AIM identifier and characters, until when
        self._last_read: tuple[bytes, int] = (b"", -1)  # the same, when

    def power_on(self) -> None:
        """Start with nothing read yet."""
        super().power_on()
        self._glued, self._last_read = b"", (b"", -1)

    def power_off(self) -> None:
        """Who was showing something takes it away."""
        super().power_off()
        self._in_view = None

    def show(self, text: str | bytes, aim: str = "]Q1", held_ms: int = 600) -> None:
        """Hold a code before it for some time. aim: the AIM identifier of its symbology."""
        data = text if isinstance(text, bytes) else text.encode(self.text_encoding, "replace")
        self._in_view = (aim.encode() + data, self.clock.now_us + held_ms * 1000)
        self.look()

    def look(self) -> None:
        """Start reading again what is in view."""
        self._looks += 1
        if self._in_view:
            mode = self.registers[zone.MODE] & 3
            self._decode_in(DECODE_MS + (SENSING_MS if mode == zone.SENSING else 0))

    def _decode_in(self, delay_ms: int) -> None:
        look = self._looks
        self._later(delay_ms, lambda: self._decode() if look == self._looks else None)

    def _reads(self) -> bool:
        mode = self.registers[zone.MODE] & 3
        if mode == zone.MANUAL:
            return self.trigger_held
        return mode != zone.ON_COMMAND or bool(self.registers[zone.TRIGGER] & 1)

    def _decode(self) -> None:
        if not self._in_view or not self._awake or self.silent or not self._reads():
            return
        data, until_us = self._in_view
        if self.clock.now_us > until_us:
            return
        delay = self.registers[zone.SAME_CODE_DELAY]
        pause_us = (delay & 0x7F if delay & 0x80 else 0) * 100_000
        interval_ms = max(1, self.registers[zone.INTERVAL]) * 100
        if data == self._last_read[0] and self.clock.now_us < self._last_read[1] + pause_us:
            self._decode_in(interval_ms)
            return
        self._last_read = (data, self.clock.now_us)
        self.registers[zone.TRIGGER] &= 0xFE
        self.read_count += 1
        aim, characters = data[:3].decode(), data[3:]
        if not self._obeys(characters):
            for i in range(self.repeats):
                self._later(i * REPEAT_MS, lambda: self.send_code(characters, aim))
        self._decode_in(interval_ms)

    def _obeys(self, characters: bytes) -> bool:
        """Act on a printed setup code if they are open. True if nothing is sent for it."""
        setup = SETUP_CODES.get(characters.decode("latin-1"))
        if not setup or self.registers[zone.SETUP_CODES] & zone.SETUP_CLOSED:
            return False
        address, data = setup
        for registers in (self.registers, self.saved):
            registers[address : address + len(data)] = data
        if address == zone.BAUDRATE:
            self.baudrate = zone.baudrate_of(data) or self.baudrate
        return not self.registers[zone.SETUP_CODES] & zone.SETUP_ECHO

    def send_code(self, characters: bytes, aim: str) -> None:
        """A code was read: send it as the settings say."""
        data = (aim.encode() if self.registers[zone.AIM] & 0x80 else b"") + characters
        if self.glue_next:
            self.glue_next, self._glued = False, self._glued + data
            return
        sent, self._glued = bytearray(self._glued + data), b""
        for i in range(self.corrupt):
            sent[(2 * i + 1) * len(sent) // (2 * self.corrupt)] ^= self.corrupt_mask
        self.transmit(bytes(sent) + (b"" if self.drop_tail else zone.tail_of(self.registers)), self.split_ms)
