"""Buses and lines of `machine`, from the arguments in a board's file."""

from machine import I2C, UART, Pin

_PIN_NAMES = ("sck", "mosi", "miso", "scl", "sda")


def wired(kind, arguments: dict):
    """A bus or line of a `machine` class. Its number comes first, without a name: ports accept it in no other way."""
    options = {name: Pin(value) if name in _PIN_NAMES else value for name, value in arguments.items()}
    return kind(options.pop("id"), **options)


class SerialLine:
    """The desk's line to the centre: a cable, or a modem on it. Opened only to send: its buffers take heap.

    arguments: of a `machine.UART`; or of a bridge, if they name an `i2c_address`.
    i2c: arguments of the bus that the bridge is on.
    power_key: number of the pin of a modem's power key; None where there is none.
    """

    def __init__(self, arguments: dict, i2c: dict, power_key: int | None = None):
        self._arguments, self._i2c, self._power_key = arguments, i2c, power_key

    def power_key(self) -> Pin | None:
        """The pin of the modem's power key, not pressed."""
        return None if self._power_key is None else Pin(self._power_key, Pin.OUT, value=1)

    def open(self) -> tuple | None:
        """(the UART or what works like one, its txbuf in bytes); None if the image keeps its console on this UART."""
        arguments = self._arguments
        if "i2c_address" not in arguments:
            try:
                uart = wired(UART, arguments)
                uart.irq()
            except ValueError:  # the buffers of a console's UART are fixed, and it has no interrupts
                return None
            return uart, arguments["txbuf"]
        from drivers.uart_bridge import UartBridge

        interrupt = Pin(arguments["irq"], Pin.IN, Pin.PULL_UP)
        divisor = arguments["crystal_hz"] // (16 * arguments["baudrate"])
        room = arguments["rxbuf"], arguments["txbuf"]
        return UartBridge(wired(I2C, self._i2c), arguments["i2c_address"], interrupt, divisor, *room), room[1]
