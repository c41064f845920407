"""What a chip and its terminal see of each other: what the bench calls on a part, and the wires a part may drive.

A part gets its `clock` from the bench that it is built into and keeps across a power cut only what the real part keeps.
"""

from __future__ import annotations

import select
from collections.abc import Callable
from typing import Protocol

from simulator.hardware.clock import Clock


class PowerCut(Exception):
    """Raised by a part in the middle of an operation: the supply is gone from this instant on."""


class Wires(Protocol):
    """The terminal's side of a part's wires; `bench.Bench` has it.

    on_pin: outputs of the terminal that a part listens to (reset, data or command …), by pin number.
    real_line: a cable to the world; waits up to this many seconds, True if bytes came.
    """

    on_pin: dict[int, Callable[[int], None]]
    real_line: Callable[[float], bool] | None

    def set_pin(self, pin: int, value: int) -> None:
        """Drive an input of the terminal."""

    def wire_spi(self, bus: int, chip_select: int, part: SpiPart) -> None:
        """Connect a chip to an SPI bus, behind its own chip-select pin."""


def has_come(file: int, seconds: float) -> bool:
    """Wait for bytes of the world, or its end, for a real line.

    By poll, as select takes no file number above 1023, and a process of many terminals has those.
    """
    waiting = select.poll()
    waiting.register(file, select.POLLIN)
    return bool(waiting.poll(seconds * 1000))


class Part:
    """Anything with a supply."""

    clock: Clock

    def power_on(self) -> None:
        """Power has come: start as the chip does."""

    def power_off(self) -> None:
        """Power has gone, perhaps in the middle of something: keep what is non-volatile, lose the rest."""


class SpiPart(Part):
    """A chip on an SPI bus, chosen by its own chip-select line. The bench sets `baudrate`, the clock of its bus."""

    baudrate = 0

    def select(self) -> None:
        """Chip select went low: a new command begins."""

    def deselect(self) -> None:
        """Chip select went high: the command ends here, and on many chips only now takes effect."""

    def transfer(self, data: bytes) -> bytes:
        """Clock `data` in; return as many bytes out. Called once or more between select and deselect."""
        raise NotImplementedError

    def receive(self, data: bytes) -> None:
        """Clock `data` in when nobody looks at what comes out."""
        self.transfer(data)


class UartPart(Part):
    """A module on a serial line. `send` is set by the bench and puts bytes on the terminal's receive line."""

    baudrate: int
    send: Callable[[bytes], None]

    def receive(self, data: bytes) -> None:
        """Bytes from the terminal, called when the last of them has arrived. At a wrong rate they come garbled."""
        raise NotImplementedError


class I2cPart(Part):
    """A chip with registers at an I2C address."""

    address: int

    def read(self, register: int, count: int) -> bytes | None:
        """`count` bytes from `register` on, or None if the chip does not acknowledge."""
        raise NotImplementedError

    def write(self, register: int, data: bytes) -> bool:
        """Write registers; False if the chip does not acknowledge."""
        raise NotImplementedError
