"""Buses and lines of `machine`, from the arguments in a board's file."""

from machine import UART, Pin

_PIN_NAMES = ("sck", "mosi", "miso", "scl", "sda")


def wired(kind, arguments: dict):
    """A bus or line of a `machine` class. Its number comes first, without a name: ports accept it in no other way."""
    options = {name: Pin(value) if name in _PIN_NAMES else value for name, value in arguments.items()}
    return kind(options.pop("id"), **options)


class SerialLine:
    """The desk's line to the centre: a cable, or a modem in data mode. Opened only to send: its buffers take heap.

    arguments: of a `machine.UART`.
    """

    def __init__(self, arguments: dict):
        self._arguments = arguments

    def open(self) -> tuple[UART, int]:
        """(the UART, its txbuf in bytes)."""
        return wired(UART, self._arguments), self._arguments["txbuf"]
