"""One more serial line, behind an SC16IS750 on the I2C bus, with the methods of `machine.UART` that `link` uses.

For processors with two UARTs, which scanner and printer need. Source: SC16IS740/750/760 datasheet, sections 7
(interrupts) and 8 (registers).
"""

from machine import Pin

_RHR = _THR = _DLL = 0
_IER = _DLH = 1
_IIR = _FCR = _EFR = 2
_LCR, _LSR, _TXLVL, _RXLVL = 3, 5, 8, 9
_DIVISOR, _ENHANCED, _8N1 = 0x80, 0xBF, 0x03  # LCR
_EFR_ENABLED = 0x10  # lets FCR choose when the chip wants more to send
_FIFOS = 0x77  # enabled and emptied; interrupts at 16 bytes received, and with room for 56 to send
_INTERRUPTS = 0x03  # received, and room to send
_NONE = 0x01  # IIR: no interrupt is pending
_SENT = 0x40  # LSR: neither FIFO nor shift register holds anything
_FIFO_BYTES = 64


def _ignore(_) -> None:
    pass


class UartBridge:
    """The chip is emptied and filled by its interrupt; a chip that does not answer is a line on which nothing comes.

    bus: machine.I2C; each access is one transfer, so that an interrupt may come between those of other drivers.
    address: of the chip.
    interrupt: Pin, low while the chip wants something; with a pull-up.
    divisor: crystal / (16 * baud rate).
    rxbuf, txbuf: bytes kept here in either direction.
    """

    IRQ_RXIDLE = 1

    def __init__(self, bus, address: int, interrupt: Pin, divisor: int, rxbuf: int, txbuf: int):
        self._bus, self._address, self._interrupt = bus, address, interrupt
        self._divisor, self._rxbuf, self._txbuf = divisor, rxbuf, txbuf
        self._received, self._to_send = bytearray(), bytearray()
        self._handler = _ignore
        self._rounds = 0  # of serving that are asked for and not over
        self.overruns = 0
        self._set_up()
        interrupt.irq(self._serve, Pin.IRQ_FALLING)

    def _set_up(self) -> None:
        settings = (_LCR, _DIVISOR), (_DLL, self._divisor & 255), (_DLH, self._divisor >> 8), (_LCR, _ENHANCED)
        for register, value in settings + ((_EFR, _EFR_ENABLED), (_LCR, _8N1), (_FCR, _FIFOS), (_IER, _INTERRUPTS)):
            self._put(register, bytes((value,)))

    def irq(self, handler, trigger: int) -> None:
        """Have `handler(self)` called when the chip has received or sent something. trigger: IRQ_RXIDLE."""
        self._handler = handler

    def readinto(self, buffer) -> int | None:
        """Move received bytes to the buffer. Returns how many, None if there are none."""
        self._serve()
        count = min(len(buffer), len(self._received))
        buffer[:count] = self._received[:count]
        self._received = self._received[count:]
        return count or None

    def write(self, data: bytes) -> int:
        """Send bytes, at most what is free of `txbuf`. Returns how many were taken."""
        taken = data[: self._txbuf - len(self._to_send)]
        self._to_send += taken
        self._serve()
        return len(taken)

    def txdone(self) -> bool:
        """True if everything written has left the chip. One that lost its set-up with its supply is set up again."""
        self._serve()
        if not self._to_send and self._get(_LSR, 1, _SENT)[0] & _SENT:
            return True
        if self._get(_LCR, 1, _8N1)[0] != _8N1:
            self._set_up()
        return False

    def _serve(self, _=None) -> None:
        """Empty and fill the chip. An interrupt in the middle of it makes another round, not a second one inside."""
        self._rounds += 1
        if self._rounds > 1:
            return
        came = False
        try:
            while self._rounds:
                rounds = self._rounds
                came = self._exchange() or came
                self._rounds -= rounds
        finally:
            self._rounds = 0  # where memory ran out in an interrupt, the next one serves the chip
        if came:
            self._handler(self)

    def _exchange(self) -> bool:
        """Until the chip wants nothing more, so that its next wish is an edge again. True if anything was moved."""
        moved = False
        while True:
            cause = self._get(_IIR, 1, _NONE)[0]
            count = min(self._get(_RXLVL, 1, 0)[0], _FIFO_BYTES)
            if count:
                self._received += self._get(_RHR, count, 0)
                self.overruns += max(len(self._received) - self._rxbuf, 0)
                self._received = self._received[: self._rxbuf]
            room = min(self._get(_TXLVL, 1, _FIFO_BYTES)[0], _FIFO_BYTES, len(self._to_send))
            if room:
                if not self._put(_THR, self._to_send[:room]):
                    self._to_send = bytearray()  # nobody is there
                self._to_send = self._to_send[room:]
            moved = moved or bool(count or room)
            if cause & _NONE and not count:
                return moved

    def _get(self, register: int, count: int, missing: int) -> bytes:
        """Read a register so often, or a FIFO so many bytes. missing: what a chip that does not answer has."""
        try:
            return self._bus.readfrom_mem(self._address, register << 3, count)
        except OSError:
            return bytes((missing,)) * count

    def _put(self, register: int, data: bytes) -> bool:
        """False if the chip does not answer."""
        try:
            self._bus.writeto_mem(self._address, register << 3, data)
        except OSError:
            return False
        return True
