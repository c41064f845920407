"""The serial side of a GM65-class bar-code module: supply, registers, commands, replies. `gm65_scanner` adds reading.

Source: GM65 manual, "serial commands" and "zone bits"; Newland EM3095 manual for the error replies.
"""

from __future__ import annotations

from binascii import crc_hqx
from collections.abc import Callable

from simulator.hardware.lines import UartPart
from simulator.hardware.parts import gm65_registers as zone

BOOT_MS = 700  # deaf and dumb after power comes
FRAME_TIMEOUT_MS = 400  # from a command's first byte to its last
ANSWER_MS = 5  # time to execute a command
RESET_MS = 3000  # back to factory values, then a restart
PIECE_BYTES = 32  # what reaches the terminal's receive buffer at once
SPLIT_BYTES = 7  # pieces when the fault `split_ms` tears a code apart

READ, WRITE, FLASH, BEAT = 0x07, 0x08, 0x09, 0x0A
UNCHECKED = b"\xab\xcd"  # instead of a CRC: do not check
DONE, CRC_ERROR, INVALID = 0x00, 0x01, 0x03


def reply(kind: int, data: bytes, header: bytes = b"\x02\x00") -> bytes:
    """A reply frame with its real checksum."""
    body = bytes((kind, len(data) & 0xFF)) + data
    return header + body + crc_hqx(body, 0).to_bytes(2, "big")


class Gm65Module(UartPart):
    """A module that can be set up and reads nothing yet.

    Faults, plain attributes that hold from when they are set: see the comments in `__init__`.
    """

    def __init__(self) -> None:
        self.saved = zone.factory_registers()  # its flash: outlives the supply
        self.registers = bytearray(self.saved)
        self.baudrate = 9600

        self.answers_errors = False  # Newland's engines report a bad CRC or command, Grow's stay silent
        self.silent = False  # dead: neither answers nor reads
        self.noise_at_power_up = b""
        self.lost_ack = 0  # how many of the next replies get lost; the command itself is done
        self.bad_crc = 0  # how many of the next replies carry a wrong checksum
        self.late_ack_ms = 0  # the next reply comes so much later
        self.forgets_baud = False  # confirms a new rate, stays at the old
        self.forgets: set[int] = set()  # registers whose writes are confirmed and not kept
        self.refuses_save = False
        self.interleave: str | None = None  # a code that is read between the next command and its reply

        self._incoming = bytearray()
        self._incoming_since_us = 0
        self._awake = False
        self._life = 0  # what was under way before a restart does not happen
        self._line_free_us = 0

    def look(self) -> None:
        """Something changed: see whether there is a code to read."""

    def send_code(self, characters: bytes, aim: str) -> None:
        """Send a code that was read."""

    # --- supply -----------------------------------------------------------------------------------------------------

    def power_on(self) -> None:
        """Start from what is saved; answer after the boot silence."""
        self._life += 1
        self.registers = bytearray(self.saved)
        self.baudrate = zone.baudrate_of(bytes(self.saved[zone.BAUDRATE : zone.BAUDRATE + 2])) or 9600
        self._incoming.clear()
        self._awake, self._line_free_us = False, 0
        if self.noise_at_power_up:
            self._later(1, lambda: self.send(self.noise_at_power_up))
        self._later(BOOT_MS, self._wake_up)

    def power_off(self) -> None:
        """Only what is saved stays."""
        self._life += 1
        self._awake = False

    def brown_out(self) -> None:
        """Its supply dips, the terminal's does not: it restarts with what is saved."""
        self.power_off()
        self.power_on()

    def wrong_baud(self, baudrate: int) -> None:
        """Somebody has left it at another rate. Takes effect when power comes."""
        self.saved[zone.BAUDRATE : zone.BAUDRATE + 2] = zone.baudrate_bytes(baudrate)

    def _wake_up(self) -> None:
        self._awake = True
        self.look()

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
        self.look()

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
            self.send_code(text.encode(), "]Q1")
        if self.bad_crc:
            self.bad_crc -= 1
            frame = frame[:-1] + bytes((frame[-1] ^ 0x5A,))
        if self.lost_ack:
            self.lost_ack -= 1
            frame = b""
        self._later(ANSWER_MS + self.late_ack_ms, lambda: self._finish_answer(frame, then_baudrate))
        self.late_ack_ms = 0

    def _finish_answer(self, frame: bytes, then_baudrate: int | None) -> None:
        done_us = self.transmit(frame)
        if then_baudrate:
            self._later((done_us - self.clock.now_us) / 1000 + 0.1, lambda: setattr(self, "baudrate", then_baudrate))

    def transmit(self, data: bytes, gap_ms: int = 0) -> int:
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
