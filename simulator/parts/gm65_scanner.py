"""A GM65-class bar-code module on a serial line: its command protocol, its reading modes and its bad days.

Source: GM65 manual, "serial commands" and "zone bits"; Newland EM3095 manual for the error replies. Faults are plain
attributes: set one, and the module has it from then on.
"""

from __future__ import annotations

from binascii import crc_hqx
from collections.abc import Callable

from simulator.parts import gm65_registers as zone
from simulator.parts.lines import UartPart

BOOT_MS = 700  # deaf and dumb after power comes
FRAME_TIMEOUT_MS = 400  # from a command's first byte to its last
ANSWER_MS = 5  # a command is worked through in so long
DECODE_MS = 120  # from a code in view to its first character
SENSING_MS = 80  # to notice that something moves in front
RESET_MS = 3000  # back to factory values, then a restart
PIECE_BYTES = 32  # what reaches the terminal's receive buffer at once
SPLIT_BYTES = 7  # pieces when the fault `split_ms` tears a code apart
REPEAT_MS = 100

READ, WRITE, FLASH, BEAT = 0x07, 0x08, 0x09, 0x0A
UNCHECKED = b"\xab\xcd"  # instead of a CRC: do not check
DONE, CRC_ERROR, INVALID = 0x00, 0x01, 0x03

# Printed codes that change the module itself, while register 0003 leaves them open. The texts stand for the maker's own.
SETUP_CODES: dict[str, tuple[int, bytes]] = {
    "%SETUP-BAUD-115200": (zone.BAUDRATE, zone.baudrate_bytes(115200)),
    "%SETUP-MODE-MANUAL": (zone.MODE, b"\xd4"),
    "%SETUP-TAIL-OFF": (zone.TAIL, b"\x00"),
}


def reply(kind: int, data: bytes, header: bytes = b"\x02\x00") -> bytes:
    """A reply frame with its real checksum."""
    body = bytes((kind, len(data) & 0xFF)) + data
    return header + body + crc_hqx(body, 0).to_bytes(2, "big")


class Gm65Scanner(UartPart):
    """The module. `show` is a person who holds a code before it."""

    def __init__(self) -> None:
        self.saved = zone.factory_registers()  # its flash: outlives the supply
        self.registers = bytearray(self.saved)
        self.baudrate = 9600
        self.trigger_held = False  # manual mode: somebody holds its own button
        self.read_count = 0  # codes read and sent, a person hears as many beeps

        self.answers_errors = False  # Newland's engines report a bad CRC or command, Grow's stay silent
        self.text_encoding = "utf-8"  # some firmwares send "gbk"
        self.silent = False  # dead: neither answers nor reads
        self.split_ms = 0  # gaps inside a code
        self.repeats = 1  # every code so often, in 100 ms steps
        self.glue_next = False  # the next code waits and is sent with the one after it, no tail between
        self.drop_tail = False
        self.corrupt = 0  # bytes damaged in every code
        self.corrupt_mask = 0x80
        self.noise_at_power_up = b""
        self.lost_ack = 0  # so many of the next replies get lost; what they reply to is done
        self.bad_crc = 0  # so many of the next replies carry a wrong checksum
        self.late_ack_ms = 0  # every reply comes so much later
        self.forgets_baud = False  # confirms a new rate, stays at the old
        self.forgets: set[int] = set()  # registers whose writes are confirmed and not kept
        self.refuses_save = False
        self.interleave: str | None = None  # a code that is read between the next command and its reply

        self._incoming = bytearray()
        self._incoming_since_us = 0
        self._awake = False
        self._life = 0  # what was under way before a restart does not happen
        self._looks = 0
        self._line_free_us = 0
        self._glued = b""
        self._in_view: tuple[bytes, int] | None = None  # data, until when
        self._last_read: tuple[bytes, int] = (b"", -1)  # data, when

    # --- supply -----------------------------------------------------------------------------------------------------

    def power_on(self) -> None:
        """Start from what is saved; answer after the boot silence."""
        self._life += 1
        self.registers = bytearray(self.saved)
        self.baudrate = zone.baudrate_of(bytes(self.saved[zone.BAUDRATE : zone.BAUDRATE + 2])) or 9600
        self._incoming.clear()
        self._awake, self._line_free_us, self._glued, self._last_read = False, 0, b"", (b"", -1)
        if self.noise_at_power_up:
            self._later(1, lambda: self.send(self.noise_at_power_up))
        self._later(BOOT_MS, self._wake_up)

    def power_off(self) -> None:
        """Only what is saved stays."""
        self._life += 1
        self._awake, self._in_view = False, None

    def brown_out(self) -> None:
        """Its supply dips, the terminal's does not: it restarts with what is saved."""
        self.power_off()
        self.power_on()

    def wrong_baud(self, baudrate: int) -> None:
        """Somebody has left it at another rate. Takes effect when power comes."""
        self.saved[zone.BAUDRATE : zone.BAUDRATE + 2] = zone.baudrate_bytes(baudrate)

    def _wake_up(self) -> None:
        self._awake = True
        self._look()

    def _later(self, delay_ms: float, action: Callable[[], None]) -> None:
        life = self._life
        self.clock.call_later(int(delay_ms * 1000), lambda: action() if life == self._life else None)

    # --- commands ---------------------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> None:
        """Collect commands. What is not one, or comes too slowly, is dropped without a word."""
        if self.silent or not self._awake:
            return
        started_us = self.clock.now_us - len(data) * 10_000_000 // self.baudrate
        if self._incoming and self.clock.now_us - self._incoming_since_us > FRAME_TIMEOUT_MS * 1000:
            self._incoming.clear()
        if not self._incoming:
            self._incoming_since_us = started_us
        self._incoming += data
        while (at := self._incoming.find(b"\x7e\x00")) >= 0:
            del self._incoming[:at]
            if len(self._incoming) < 4 or len(self._incoming) < (length := 8 + self._incoming[3]):
                return
            frame = bytes(self._incoming[:length])
            del self._incoming[:length]
            self._command(frame[2:-2], frame[-2:])
        del self._incoming[: -1 if self._incoming.endswith(b"\x7e") else None]

    def _command(self, body: bytes, checksum: bytes) -> None:
        kind, address, data = body[0], body[2] << 8 | body[3], body[4:]
        if checksum not in (UNCHECKED, crc_hqx(body, 0).to_bytes(2, "big")):
            self._refuse(CRC_ERROR)
        elif kind == READ and len(data) == 1:
            count = data[0] or 256
            self._answer(reply(DONE, bytes(self.registers[address : address + count]).ljust(count, b"\0")))
        elif kind == WRITE and address + len(data) <= zone.COUNT:
            self._write(address, data)
        elif kind == FLASH and data == b"\0":
            if not self.refuses_save:
                self.saved = bytearray(self.registers)
                self._answer(reply(DONE, b"\0"))
        elif kind == FLASH and data == b"\2":
            self._answer(reply(DONE, b"\0"))
            self._back_to_factory()
        elif kind == BEAT:
            self._answer(reply(DONE, b"\0", header=b"\x03\x00"))
        else:
            self._refuse(INVALID)

    def _write(self, address: int, data: bytes) -> None:
        new_baudrate = None
        for register, value in enumerate(data, address):
            if register in zone.READ_ONLY or register in self.forgets:
                continue
            if register in (zone.BAUDRATE, zone.BAUDRATE + 1) and self.forgets_baud:
                continue
            self.registers[register] = value
        if address <= zone.BAUDRATE + 1 and address + len(data) > zone.BAUDRATE and not self.forgets_baud:
            new_baudrate = zone.baudrate_of(bytes(self.registers[zone.BAUDRATE : zone.BAUDRATE + 2]))
        self._answer(reply(DONE, b"\0"), then_baudrate=new_baudrate)
        if address == zone.FACTORY_RESET and data[0] in (0x50, 0x55):
            self._back_to_factory()
        if self.registers[zone.TRIGGER] & 1:
            self._later(self.registers[zone.READ_TIMEOUT] * 100 or 5000, self._trigger_over)
        self._look()

    def _trigger_over(self) -> None:
        self.registers[zone.TRIGGER] &= 0xFE

    def _back_to_factory(self) -> None:
        self.saved = zone.factory_registers()
        self._awake = False
        self._later(RESET_MS, self.power_on)

    def _refuse(self, kind: int) -> None:
        if self.answers_errors:
            self._answer(reply(kind, b"\0"))

    def _answer(self, frame: bytes, then_baudrate: int | None = None) -> None:
        if self.interleave is not None:
            text, self.interleave = self.interleave, None
            self._send_code(text.encode(self.text_encoding), "]Q1")
        if self.bad_crc:
            self.bad_crc -= 1
            frame = frame[:-1] + bytes((frame[-1] ^ 0x5A,))
        lost = self.lost_ack > 0
        self.lost_ack -= lost
        self._later(ANSWER_MS + self.late_ack_ms, lambda: self._finish_answer(b"" if lost else frame, then_baudrate))

    def _finish_answer(self, frame: bytes, then_baudrate: int | None) -> None:
        done_us = self._transmit(frame)
        if then_baudrate:
            self._later((done_us - self.clock.now_us) / 1000 + 0.1, lambda: setattr(self, "baudrate", then_baudrate))

    # --- reading ----------------------------------------------------------------------------------------------------

    def show(self, text: str | bytes, aim: str = "]Q1", held_ms: int = 600) -> None:
        """A person holds a code before it for so long. aim: the AIM identifier of its symbology."""
        data = text if isinstance(text, bytes) else text.encode(self.text_encoding)
        self._in_view = (aim.encode() + data, self.clock.now_us + held_ms * 1000)
        self._look()

    def _look(self) -> None:
        """Begin anew to read what is in view."""
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
        if not self._in_view or self.clock.now_us > self._in_view[1] or not self._awake or self.silent or not self._reads():
            return
        data, _ = self._in_view
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
                self._later(i * REPEAT_MS, lambda: self._send_code(characters, aim))
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

    def _send_code(self, characters: bytes, aim: str) -> None:
        data = (aim.encode() if self.registers[zone.AIM] & 0x80 else b"") + characters
        if self.glue_next:
            self.glue_next, self._glued = False, self._glued + data
            return
        data, self._glued = bytearray(self._glued + data), b""
        for i in range(self.corrupt):
            data[(2 * i + 1) * len(data) // (2 * self.corrupt)] ^= self.corrupt_mask
        self._transmit(bytes(data) + (b"" if self.drop_tail else zone.tail_of(self.registers)), self.split_ms)

    def _transmit(self, data: bytes, gap_ms: int = 0) -> int:
        """Put bytes on the line behind what is there already; returns when the last one is over."""
        step = SPLIT_BYTES if gap_ms else PIECE_BYTES
        at_us = max(self._line_free_us, self.clock.now_us)
        for i in range(0, len(data), step):
            piece = data[i : i + step]
            at_us += len(piece) * 10_000_000 // self.baudrate
            self._later((at_us - self.clock.now_us) / 1000, lambda piece=piece: self.send(piece))  # type: ignore[misc]
            at_us += gap_ms * 1000 if i + step < len(data) else 0
        self._line_free_us = at_us
        return at_us
