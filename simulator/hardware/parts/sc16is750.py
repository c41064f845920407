"""SC16IS750: a UART with FIFOs of 64 bytes behind I2C (datasheet SC16IS740/750/760, sections 7 and 8).

Enough of it for a line without flow control: divisor, FIFOs with trigger levels, the interrupt line and its causes.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.hardware.lines import I2cPart, UartPart
from simulator.hardware.wiring import Wiring, garble

FIFO_BYTES = 64
RHR, IER, IIR, LCR, MCR, LSR, SPR, TXLVL, RXLVL = 0, 1, 2, 3, 4, 5, 7, 8, 9
DIVISOR_LATCH, ENHANCED = 0x80, 0xBF  # of LCR
RECEIVED, ROOM, LINE_STATUS = 1, 2, 4  # bits of IER
NO_CAUSE, BY_ERROR, BY_TIMEOUT, BY_RECEIVED, BY_ROOM = 0x01, 0x06, 0x0C, 0x04, 0x02  # of IIR
OVERRUN, THR_EMPTY, ALL_SENT = 0x02, 0x20, 0x40  # of LSR
RECEIVE_LEVELS, ROOM_LEVELS = (8, 16, 56, 60), (8, 16, 32, 56)
TIMEOUT_CHARACTERS = 4
AT_POWER_ON = {IER: 0x00, LCR: 0x1D, MCR: 0x00, SPR: 0xFF}


class Sc16is750(I2cPart):
    """line: the module at the far end; may be exchanged while the terminal is off.

    Faults: `absent` (it acknowledges nothing).
    """

    def __init__(self, line: UartPart, crystal_hz: int, address: int) -> None:
        self.address, self.crystal_hz = address, crystal_hz
        self.absent = False
        self.overruns = 0
        self.line = line
        self._set_interrupt: Callable[[int], None] = lambda level: None
        self._reset()

    def connect(self, wiring: Wiring, interrupt: int) -> Sc16is750:
        """Wire the chip to a terminal's I2C bus and to the pin of its interrupt, and its line to the module."""
        self._set_interrupt = lambda level: wiring.set_pin(interrupt, level)
        wiring.wire_i2c(self)
        self.attach(self.line, wiring)
        return self

    def attach(self, line: UartPart, wiring: Wiring) -> None:
        """Put another module at the end of the line."""
        wiring.add(line)
        line.send = self._arrive
        self.line = line

    def _reset(self) -> None:
        self._registers, self._divisor, self._fifo_control, self._enhanced = dict(AT_POWER_ON), 0, 0, 0
        self._received, self._to_send = bytearray(), bytearray()
        self._is_shifting = self._is_late = self._wants_more = self._overrun = False
        self._arrivals = 0

    def power_on(self) -> None:
        """All registers as after a reset; without a divisor nothing is sent or heard."""
        self._reset()

    # --- registers ----------------------------------------------------------------------------------------------

    def read(self, register: int, count: int) -> bytes | None:
        """The register in bits 6 to 3 of the address, so often; of the FIFO one byte after another."""
        if self.absent:
            return None
        answer = bytes(self._read_one(register >> 3 & 15) for _ in range(count))
        self._interrupt()
        return answer

    def _read_one(self, register: int) -> int:
        if self._is_special(register):
            return self._special(register)
        match register:
            case 0:
                self._is_late = False
                return self._received.pop(0) if self._received else 0
            case 2:
                cause = self._cause()
                if cause == BY_ROOM:
                    self._wants_more = False
                return cause | (0xC0 if self._fifo_control & 1 else 0)
            case 5:
                status = bool(self._received) | (OVERRUN if self._overrun else 0)
                status |= 0 if self._to_send else THR_EMPTY
                status |= 0 if self._to_send or self._is_shifting else ALL_SENT
                self._overrun = False
                return status
            case 8:
                return FIFO_BYTES - len(self._to_send)
            case 9:
                return len(self._received)
        return self._registers.get(register, 0)

    def write(self, register: int, data: bytes) -> bool:
        """Each byte to the register in bits 6 to 3 of the address."""
        if self.absent:
            return False
        for value in data:
            self._write_one(register >> 3 & 15, value)
        self._interrupt()
        return True

    def _write_one(self, register: int, value: int) -> None:
        if self._is_special(register):
            self._set_special(register, value)
            return
        match register:
            case 0:
                self._wants_more = False
                if len(self._to_send) < FIFO_BYTES:
                    self._to_send.append(value)
                    self._shift()
            case 2:
                kept = 0 if self._enhanced & 0x10 else 0x30  # the level for sending is an enhanced function
                self._fifo_control = value & ~kept | self._fifo_control & kept
                if value & 2:
                    self._received.clear()
                if value & 4:
                    self._to_send.clear()
            case 1:
                self._wants_more = self._wants_more or bool(value & ROOM and not self._to_send)
                self._registers[IER] = value
            case _:
                self._registers[register] = value

    def _is_special(self, register: int) -> bool:
        lcr = self._registers[LCR]
        return register == 2 if lcr == ENHANCED and register != 0 else bool(lcr & DIVISOR_LATCH and register < 2)

    def _special(self, register: int) -> int:
        return self._enhanced if register == 2 else self._divisor >> 8 * register & 255

    def _set_special(self, register: int, value: int) -> None:
        if register == 2:
            self._enhanced = value
        else:
            self._divisor = self._divisor & ~(255 << 8 * register) | value << 8 * register

    # --- the line -----------------------------------------------------------------------------------------------

    @property
    def baudrate(self) -> int:
        """0 until the divisor is set, and while it is being set."""
        usable = self._divisor and not self._registers[LCR] & DIVISOR_LATCH
        return self.crystal_hz // (16 * self._divisor) if usable else 0

    def _shift(self) -> None:
        """Send the next byte."""
        if self._is_shifting or not self._to_send or not self.baudrate:
            return
        self._is_shifting = True
        value = self._to_send.pop(0)
        room = FIFO_BYTES - len(self._to_send)
        self._wants_more = self._wants_more or room == ROOM_LEVELS[self._fifo_control >> 4 & 3] or not self._to_send
        self.clock.call_later(10_000_000 // self.baudrate, lambda: self._left(value))

    def _left(self, value: int) -> None:
        self._is_shifting = False
        sent = bytes((value,))
        if self.baudrate != self.line.baudrate:
            sent = garble(sent, self.baudrate or self.line.baudrate, self.line.baudrate)
        if sent:
            self.line.receive(sent)
        self._shift()
        self._interrupt()

    def _arrive(self, data: bytes) -> None:
        """Bytes of the module, when the last of them has arrived."""
        if not self.baudrate:
            return
        if self.line.baudrate != self.baudrate:
            data = garble(data, self.line.baudrate, self.baudrate)
        room = FIFO_BYTES - len(self._received)
        if len(data) > room:
            self._overrun, self.overruns = True, self.overruns + 1
        self._received += data[:room]
        self._arrivals += 1
        arrivals = self._arrivals
        wait_us = TIMEOUT_CHARACTERS * 10_000_000 // self.baudrate
        self.clock.call_later(wait_us, lambda: self._silence(arrivals))
        self._interrupt()

    def _silence(self, arrivals: int) -> None:
        """Nothing came for four characters: what is there is reported although it is below the level."""
        if arrivals == self._arrivals and self._received:
            self._is_late = True
            self._interrupt()

    def _cause(self) -> int:
        enabled = self._registers[IER]
        if enabled & LINE_STATUS and self._overrun:
            return BY_ERROR
        if enabled & RECEIVED and self._received and self._is_late:
            return BY_TIMEOUT
        if enabled & RECEIVED and len(self._received) >= RECEIVE_LEVELS[self._fifo_control >> 6]:
            return BY_RECEIVED
        return BY_ROOM if enabled & ROOM and self._wants_more else NO_CAUSE

    def _interrupt(self) -> None:
        self._set_interrupt(int(self._cause() == NO_CAUSE))
