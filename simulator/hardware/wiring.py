"""The wires between one terminal and its chips: pins, SPI buses, serial lines, I2C, and what goes over each."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from simulator.hardware.clock import Clock
from simulator.hardware.lines import I2cPart, Part, SpiPart, UartPart
from simulator.hardware.unix_port import wire_operations as op

RISING, FALLING = 1, 2
Observed = Part | int  # who is at the other end of a wire: a part, or a pin's number
OUT, IN = "out", "in"  # as the terminal sees it


@dataclass
class SpiBus:
    """parts: chip-select pin -> chip. selected: the one whose pin is low."""

    parts: dict[int, SpiPart] = field(default_factory=dict)
    selected: SpiPart | None = None


@dataclass
class UartLine:
    """A serial line as the terminal has set it up.

    received: bytes that the firmware has not read yet, at most `rxbuf`.
    overruns: how often some were lost.
    sent_at_us: when the last byte written so far will have left.
    """

    part: UartPart
    baudrate: int = 0
    rxbuf: int = 256
    received: bytearray = field(default_factory=bytearray)
    overruns: int = 0
    sent_at_us: int = 0

    def stop(self) -> None:
        """The processor has lost its settings: until they are made again nothing hears the part."""
        self.received.clear()
        self.baudrate = self.sent_at_us = 0


class Wiring:
    """All wires of one terminal.

    on_pin: outputs of the terminal that a part listens to (reset, data or command …).
    observe: called with every byte on a wire, and whose it is.
    interrupts: those that the terminal has not heard of yet, as in the answer to IDLE.
    """

    def __init__(self) -> None:
        self.clock = Clock()
        self.pins: dict[int, int] = {}
        self.on_pin: dict[int, Callable[[int], None]] = {}
        self.buses: dict[int, SpiBus] = {}
        self.lines: dict[int, UartLine] = {}
        self.i2c: dict[int, I2cPart] = {}
        self.all_parts: list[Part] = []
        self.observe: Callable[[Observed, str, bytes], None] | None = None
        self.interrupts: list[bytes] = []
        self._irq_pins: dict[int, int] = {}

    # --- connecting -------------------------------------------------------------------------------------------

    def add(self, part: Part) -> None:
        """Give a part its clock and its supply."""
        part.clock = self.clock
        self.all_parts.append(part)

    def wire_spi(self, bus: int, chip_select: int, part: SpiPart) -> None:
        """Connect a chip to an SPI bus, behind its own chip-select pin."""
        self.add(part)
        self.buses.setdefault(bus, SpiBus()).parts[chip_select] = part

    def wire_uart(self, unit: int, part: UartPart) -> None:
        """Connect a module to a serial line."""
        self.add(part)
        line = self.lines[unit] = UartLine(part)
        part.send = lambda data: self._arrive(unit, line, data)

    def wire_i2c(self, part: I2cPart) -> None:
        """Connect a chip to the I2C bus, at its own address."""
        self.add(part)
        self.i2c[part.address] = part

    def set_pin(self, pin: int, value: int) -> None:
        """A part or a finger drives an input of the terminal."""
        before = self.pins.get(pin, 1)
        self.pins[pin] = value
        edge = RISING if value > before else FALLING if value < before else 0
        if self.observe and edge:
            self.observe(pin, IN, bytes((value,)))
        if self._irq_pins.get(pin, 0) & edge:
            self.interrupts.append(bytes((op.IRQ_PIN, pin)))

    # --- power ------------------------------------------------------------------------------------------------

    def power_on(self) -> None:
        """Every part starts; every pin is high."""
        self.pins = dict.fromkeys(self.pins, 1)
        self._irq_pins.clear()
        self.interrupts.clear()
        for part in self.all_parts:
            part.power_on()

    def processor_resets(self) -> None:
        """The terminal's processor starts again: its pins let go, its buffers are empty; the parts notice nothing."""
        for bus in self.buses.values():
            if bus.selected:
                bus.selected.deselect()
            bus.selected = None
            for select in bus.parts:
                self.pins[select] = 1
        for line in self.lines.values():
            line.stop()
        self._irq_pins.clear()
        self.interrupts.clear()

    def power_off(self) -> None:
        """The supply goes, at this instant; what was on a wire is lost."""
        self.clock.forget_everything()
        for bus in self.buses.values():
            bus.selected = None
        for line in self.lines.values():
            line.stop()
        for part in self.all_parts:
            part.power_off()

    # --- what the terminal does -------------------------------------------------------------------------------

    def carry_out(self, operation: int, unit: int, data: bytes) -> bytes | None:
        """One operation of the terminal on a wire; returns the answer, None if it waits for none.

        operation, unit, data: as in unix_port/wire_operations.py; not the processor's own: IDLE,
        RESET and the watchdog's.
        """
        return self._OPERATIONS[operation](self, unit, data)

    def _write_pin(self, pin: int, data: bytes) -> None:
        value = data[0]
        changed = self.pins.get(pin, 1) != value
        self.pins[pin] = value
        for bus in self.buses.values():
            chip = bus.parts.get(pin)
            if chip and changed:
                if value:
                    bus.selected = None
                    chip.deselect()
                else:
                    bus.selected = chip
                    chip.select()
        if pin in self.on_pin:
            self.on_pin[pin](value)

    def _read_pin(self, pin: int, data: bytes) -> bytes:
        return bytes((self.pins.get(pin, 1),))

    def _set_pin_irq(self, pin: int, data: bytes) -> None:
        self._irq_pins[pin] = data[0]

    def _set_up_spi(self, unit: int, data: bytes) -> None:
        if unit in self.buses:
            for part in self.buses[unit].parts.values():
                (part.baudrate,) = struct.unpack("<I", data)

    def _write_spi(self, unit: int, data: bytes) -> None:
        chip = self.buses[unit].selected
        if chip and self.observe:
            self.observe(chip, OUT, data)
        if chip:
            chip.receive(data)

    def _transfer_spi(self, unit: int, data: bytes) -> bytes:
        chip = self.buses[unit].selected
        answer = chip.transfer(data) if chip else b"\xff" * len(data)
        if chip and self.observe:
            self.observe(chip, OUT, data)
            self.observe(chip, IN, answer)
        return answer

    def _read_spi(self, unit: int, data: bytes) -> bytes:
        fill, count = struct.unpack("<BH", data)
        return self._transfer_spi(unit, bytes((fill,)) * count)

    def _set_up_uart(self, unit: int, data: bytes) -> None:
        if unit in self.lines:
            self.lines[unit].baudrate, self.lines[unit].rxbuf = struct.unpack("<IH", data)

    def _write_uart(self, unit: int, data: bytes) -> None:
        line = self.lines.get(unit)
        if not line:
            return
        if line.baudrate != line.part.baudrate:
            data = garble(data, line.baudrate, line.part.baudrate)
        if self.observe:
            self.observe(line.part, OUT, data)
        line.sent_at_us = max(self.clock.now_us, line.sent_at_us) + len(data) * 10_000_000 // line.baudrate
        self.clock.call_later(line.sent_at_us - self.clock.now_us, lambda: line.part.receive(data))

    def _read_uart(self, unit: int, data: bytes) -> bytes:
        received = self.lines[unit].received if unit in self.lines else bytearray()
        taken = bytes(received[: struct.unpack("<H", data)[0]])
        del received[: len(taken)]
        return taken

    def _uart_any(self, unit: int, data: bytes) -> bytes:
        return struct.pack("<H", len(self.lines[unit].received) if unit in self.lines else 0)

    def _read_i2c(self, unit: int, data: bytes) -> bytes:
        address, register, count = data
        part = self.i2c.get(address)
        answer = (part.read(register, count) if part else None) or b""
        if part and self.observe:
            self.observe(part, OUT, bytes((register,)))
            self.observe(part, IN, answer)
        return answer

    def _write_i2c(self, unit: int, data: bytes) -> bytes:
        part = self.i2c.get(data[0])
        if part and self.observe:
            self.observe(part, OUT, data[1:])
        return b"\1" if part is not None and part.write(data[1], data[2:]) else b""

    def _arrive(self, unit: int, line: UartLine, data: bytes) -> None:
        """Bytes of a part come in on a serial line; before the terminal has set its UART up nothing hears them."""
        if not line.baudrate:
            return
        if line.baudrate != line.part.baudrate:
            data = garble(data, line.part.baudrate, line.baudrate)
        room = line.rxbuf - len(line.received)
        if len(data) > room:
            line.overruns += 1
        line.received += data[:room]
        if self.observe:
            self.observe(line.part, IN, data)
        self.interrupts.append(bytes((op.IRQ_UART, unit)))

    _OPERATIONS: ClassVar[dict[int, Callable[[Wiring, int, bytes], bytes | None]]] = {
        op.PIN_WRITE: _write_pin,
        op.PIN_READ: _read_pin,
        op.PIN_IRQ: _set_pin_irq,
        op.SPI_SETUP: _set_up_spi,
        op.SPI_WRITE: _write_spi,
        op.SPI_TRANSFER: _transfer_spi,
        op.SPI_READ: _read_spi,
        op.UART_SETUP: _set_up_uart,
        op.UART_WRITE: _write_uart,
        op.UART_READ: _read_uart,
        op.UART_ANY: _uart_any,
        op.I2C_READ: _read_i2c,
        op.I2C_WRITE: _write_i2c,
    }


def garble(data: bytes, sent_baudrate: int, read_baudrate: int) -> bytes:
    """What a receiver at another rate makes of the bits: the line re-sampled at its own bit times (8N1)."""
    levels = []
    for byte in data:
        levels += [0] + [(byte >> i) & 1 for i in range(8)] + [1]
    read = bytearray()
    position, ratio = 0.0, sent_baudrate / read_baudrate
    while position < len(levels):
        if levels[int(position)]:
            position += ratio / 16
            continue
        bits = [levels[int(at)] if (at := position + (1.5 + i) * ratio) < len(levels) else 1 for i in range(8)]
        read.append(sum(bit << i for i, bit in enumerate(bits)))
        position += 9.5 * ratio
    return bytes(read)
