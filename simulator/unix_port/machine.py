"""`machine` for the unix port: the same classes and calls as on a board, with the bytes going to the bench."""

import struct

import wire


class Pin:
    """machine.Pin: a numbered line; `irq` handlers run when the terminal idles, as soft interrupts do."""

    IN, OUT, OPEN_DRAIN = 0, 1, 2
    PULL_UP, PULL_DOWN = 1, 2
    IRQ_RISING, IRQ_FALLING = 1, 2

    def __init__(self, number, mode=-1, pull=-1, value=None):
        self.number = number
        if value is not None:
            self.value(value)

    def value(self, value=None):
        if value is None:
            return wire.ask(wire.PIN_READ, self.number)[0]
        wire.post(wire.PIN_WRITE, self.number, b"\1" if value else b"\0")

    __call__ = value

    def on(self):
        self.value(1)

    def off(self):
        self.value(0)

    def irq(self, handler=None, trigger=IRQ_RISING | IRQ_FALLING):
        wire.handlers[(0, self.number)] = (lambda: handler(self)) if handler else None
        wire.post(wire.PIN_IRQ, self.number, bytes((trigger if handler else 0,)))


class SPI:
    """machine.SPI, mode 0: every byte takes eight bit times."""

    MSB = 0

    def __init__(
        self, id, baudrate=1_000_000, polarity=0, phase=0, sck=None, mosi=None, miso=None, bits=8, firstbit=MSB
    ):
        self.id = id
        self.init(baudrate)

    def init(self, baudrate=1_000_000, **_):
        self._baudrate = baudrate
        self._ns_per_byte = 8_000_000_000 // baudrate
        wire.post(wire.SPI_SETUP, self.id, struct.pack("<I", baudrate))

    def _spend(self, count):
        wire.advance((count * self._ns_per_byte + 999) // 1000)

    def write(self, data):
        self._spend(len(data))
        wire.post(wire.SPI_WRITE, self.id, data)

    def readinto(self, buffer, write=0):
        self._spend(len(buffer))
        wire.ask_into(wire.SPI_READ, self.id, struct.pack("<BH", write, len(buffer)), buffer)

    def read(self, count, write=0):
        self._spend(count)
        return wire.ask(wire.SPI_READ, self.id, struct.pack("<BH", write, count))

    def write_readinto(self, data, buffer):
        self._spend(len(data))
        wire.ask_into(wire.SPI_TRANSFER, self.id, data, buffer)


class UART:
    """machine.UART: ten bit times a byte; what does not fit in `txbuf` makes `write` wait, as on a board."""

    IRQ_RX, IRQ_RXIDLE = 1, 2

    def __init__(self, id, baudrate=9600, **options):
        self.id = id
        self._free_at_us = 0
        self._txbuf = 256
        self.init(baudrate, **options)

    def init(
        self,
        baudrate=9600,
        bits=8,
        parity=None,
        stop=1,
        tx=None,
        rx=None,
        rxbuf=256,
        txbuf=256,
        timeout=0,
        timeout_char=0,
    ):
        self._us_per_byte = 10_000_000 / baudrate
        self._txbuf = txbuf
        wire.post(wire.UART_SETUP, self.id, struct.pack("<IH", baudrate, rxbuf))

    def any(self):
        return struct.unpack("<H", wire.ask(wire.UART_ANY, self.id))[0]

    def read(self, count=65535):
        return wire.ask(wire.UART_READ, self.id, struct.pack("<H", count)) or None

    def readinto(self, buffer, count=None):
        data = wire.ask(wire.UART_READ, self.id, struct.pack("<H", len(buffer) if count is None else count))
        buffer[: len(data)] = data
        return len(data) or None

    def write(self, data):
        wire.post(wire.UART_WRITE, self.id, data)
        start = max(self._free_at_us, wire.clock_us)
        self._free_at_us = start + int(len(data) * self._us_per_byte)
        backlog_us = self._free_at_us - wire.clock_us - int(self._txbuf * self._us_per_byte)
        if backlog_us > 0:
            wire.advance(backlog_us)
        return len(data)

    def txdone(self):
        return self._free_at_us <= wire.clock_us

    def flush(self):
        if not self.txdone():
            wire.advance(self._free_at_us - wire.clock_us)

    def irq(self, handler=None, trigger=IRQ_RXIDLE, hard=False):
        wire.handlers[(1, self.id)] = (lambda: handler(self)) if handler else None


class I2C:
    """machine.I2C, register access only: what the clock chip needs."""

    def __init__(self, id, scl=None, sda=None, freq=400_000):
        self.id = id
        self._us_per_byte = 9_000_000 // freq + 1

    def readfrom_mem(self, address, register, count):
        wire.advance((count + 3) * self._us_per_byte)
        data = wire.ask(wire.I2C_READ, self.id, bytes((address, register, count)))
        if len(data) != count:
            raise OSError(19)  # ENODEV: nobody acknowledged the address
        return data

    def writeto_mem(self, address, register, data):
        wire.advance((len(data) + 2) * self._us_per_byte)
        if not wire.ask(wire.I2C_WRITE, self.id, bytes((address, register)) + bytes(data)):
            raise OSError(19)


def reset():
    """machine.reset: the bench ends this process and starts the next."""
    wire.ask(wire.RESET, 0)
    raise SystemExit


def unique_id():
    return b"unixport"
