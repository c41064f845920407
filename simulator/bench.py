"""The bench: one terminal's MicroPython process, and the chips on its lines.

The process runs only while somebody pumps it with `run`, and only up to what they wait for; then it stands still, in
the middle of its idle, until the next `run`. People and tests act on the parts between two runs. So nothing here waits
on a wall clock, and the same acts give the same day.
"""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from simulator.clock import Clock
from simulator.parts.lines import I2cPart, Part, SpiPart, UartPart

UNIX_PORT = Path(__file__).parent / "unix_port"
HEAD = struct.Struct("<BBHQ")
ANSWER = struct.Struct("<HQ")
IDLE_UNTIL, WORK = struct.Struct("<Q"), struct.Struct("<QII")  # an idle's data; the second from a processor that counts
(PIN_WRITE, PIN_READ, PIN_IRQ, SPI_SETUP, SPI_WRITE, SPI_TRANSFER, UART_SETUP, UART_WRITE, UART_READ, UART_ANY,
 I2C_WRITE, I2C_READ, IDLE, RESET, SPI_READ) = range(15)  # fmt: skip
IRQ_PIN, IRQ_UART = 0, 1
RISING, FALLING = 1, 2
FOREVER_US = (1 << 63) - 1


# Starts what runs the firmware: (bench, pipe to read from, pipe to write to, console).
Processor = Callable[["Bench", int, int, BinaryIO], "subprocess.Popen[bytes]"]
Observed = Part | int  # who is at the other end of a wire: a part, or a pin's number
OUT, IN = "out", "in"  # as the terminal sees it


@dataclass
class Work:
    """What a processor whose time counts has done: all its time, its longest stretch without a look at the interrupts
    since that was last set to 0, and its garbage collections."""

    processor_us: int = 0
    longest_us: int = 0
    collections: int = 0


class PowerCut(Exception):
    """Raised by a part in the middle of an operation: the supply is gone from this instant on."""


class TerminalStuck(AssertionError):
    """The terminal waits for something that nothing on the bench will ever do, or took too long."""


@dataclass
class SpiBus:
    parts: dict[int, SpiPart] = field(default_factory=dict)  # chip-select pin -> chip
    selected: SpiPart | None = None


@dataclass
class UartLine:
    part: UartPart
    baudrate: int = 0
    rxbuf: int = 256
    received: bytearray = field(default_factory=bytearray)
    overruns: int = 0
    sent_at_us: int = 0  # when the last byte written so far will have left


class Bench:
    """One terminal's wires.

    firmware: the folder that is the terminal's flash: its files are the import root and its working directory.
    log: where the terminal's console goes, an exception's trace included.
    heap_kib: MicroPython's heap, a cap.
    """

    def __init__(self, firmware: Path, log: Path, heap_kib: int, micropython: Path) -> None:
        self.clock = Clock()
        self.firmware, self.log, self.heap_kib, self.micropython = firmware, log, heap_kib, micropython
        self.pins: dict[int, int] = {}
        self.on_pin: dict[int, Callable[[int], None]] = {}  # outputs that a part listens to (reset, data/command …)
        self.buses: dict[int, SpiBus] = {}
        self.lines: dict[int, UartLine] = {}
        self.i2c: dict[int, I2cPart] = {}
        self.all_parts: list[Part] = []
        self.real_line: Callable[[float], bool] | None = None  # a cable to the world: waits, True if bytes came
        self.pace: Callable[[int], int] | None = None  # asked before time moves: up to when, at most what it is given
        self.observe: Callable[[Observed, str, bytes], None] | None = None  # every byte on a wire, and whose
        self.powered = False
        self.processor: Processor | None = None  # runs the firmware in MicroPython's place
        self.work = Work()
        self._irq_pins: dict[int, int] = {}
        self._pending: list[bytes] = []
        self._idle_until_us: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._to_terminal: BinaryIO | None = None
        self._from_terminal: BinaryIO | None = None

    # --- wiring -----------------------------------------------------------------------------------------------

    def add(self, part: Part) -> None:
        """Give a part its clock and its supply."""
        part.clock = self.clock
        self.all_parts.append(part)

    def wire_spi(self, bus: int, chip_select: int, part: SpiPart) -> None:
        self.add(part)
        self.buses.setdefault(bus, SpiBus()).parts[chip_select] = part

    def wire_uart(self, unit: int, part: UartPart) -> None:
        self.add(part)
        line = self.lines[unit] = UartLine(part)
        part.send = lambda data: self._arrive(unit, line, data)

    def wire_i2c(self, part: I2cPart) -> None:
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
            self._pending.append(bytes((IRQ_PIN, pin)))

    def _arrive(self, unit: int, line: UartLine, data: bytes) -> None:
        if not line.baudrate:
            return  # the terminal has not set its UART up yet: nothing hears it
        if line.baudrate != line.part.baudrate:
            data = garble(data, line.part.baudrate, line.baudrate)
        room = line.rxbuf - len(line.received)
        if len(data) > room:
            line.overruns += 1
        line.received += data[:room]
        if self.observe:
            self.observe(line.part, IN, data)
        self._pending.append(bytes((IRQ_UART, unit)))

    # --- power ------------------------------------------------------------------------------------------------

    def plug_in(self) -> None:
        """Power comes: parts start, MicroPython starts `main.py`."""
        assert not self.powered
        to_read, to_write = os.pipe()
        from_read, from_write = os.pipe()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as console:
            self._process = (self.processor or _unix_port)(self, to_read, from_write, console)
        os.close(to_read)
        os.close(from_write)
        self._to_terminal = os.fdopen(to_write, "wb", buffering=0)
        self._from_terminal = os.fdopen(from_read, "rb", buffering=1 << 16)
        self.pins = dict.fromkeys(self.pins, 1)
        self._irq_pins.clear()
        self._pending.clear()
        self._idle_until_us = None
        self.powered = True
        for part in self.all_parts:
            part.power_on()

    def pull_plug(self) -> None:
        """Power goes, at this instant."""
        if not self.powered:
            return
        assert self._process and self._to_terminal and self._from_terminal
        self.powered = False
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._idle_until_us = None
        self._to_terminal.close()
        self._from_terminal.close()
        self.clock.forget_everything()
        for bus in self.buses.values():
            bus.selected = None
        for line in self.lines.values():
            line.received.clear()
            line.sent_at_us = 0
        for part in self.all_parts:
            part.power_off()

    # --- running ----------------------------------------------------------------------------------------------

    def run(self, until: Callable[[], bool], limit_ms: int = 600_000) -> bool:
        """Let the terminal live until `until()` holds. True then; False if the power went on the way.

        `until` is asked whenever the terminal idles. Raises TerminalStuck after `limit_ms` of the terminal's time, or
        when it would wait for ever.
        """
        limit_us = self.clock.now_us + limit_ms * 1000
        while self.powered:
            try:
                if self._idle_until_us is None:
                    self._serve()
                    continue
                if until():
                    return True
                if self.clock.now_us >= limit_us:
                    raise TerminalStuck(f"nothing after {limit_ms} ms; see {self.log}")
                self._let_time_pass(limit_us)
            except PowerCut:
                self.pull_plug()
        return False

    def _let_time_pass(self, limit_us: int) -> None:
        """Answer the terminal's idle: run the parts to the next interrupt, or to the time it asked for."""
        assert self._idle_until_us is not None
        goal_us = min(self._idle_until_us, limit_us)
        while not self._pending and self.clock.now_us < goal_us:
            if self.real_line and self.pace:
                self.real_line(0)
            elif self.real_line:
                self._pace_with_the_world(goal_us)
                continue
            due_us = self.clock.next_due_us
            if self.pace:
                allowed_us = self.pace(goal_us if due_us is None else min(due_us, goal_us))
                due_us = self.clock.next_due_us  # somebody may have touched a part meanwhile: no event is jumped over
                self.clock.advance_to(allowed_us if due_us is None else min(due_us, allowed_us))
                break  # whoever waits is asked again, as often as the pace allows
            if due_us is None and goal_us == FOREVER_US:
                raise TerminalStuck(f"the terminal waits for ever; see {self.log}")
            self.clock.advance_to(goal_us if due_us is None else min(due_us, goal_us))
        if self._idle_until_us is None:  # whoever keeps the pace has pulled the plug meanwhile
            return
        if self._pending or self.clock.now_us >= self._idle_until_us:
            events, self._pending = b"".join(self._pending), []
            self._idle_until_us = None
            self._answer(events)

    def _pace_with_the_world(self, goal_us: int) -> None:
        """While a real line is plugged in, its other end lives in real time, and so do we."""
        assert self.real_line
        started = time.monotonic()
        due_us = self.clock.next_due_us
        wait_us = (
            min(goal_us if due_us is None else min(due_us, goal_us), self.clock.now_us + 20_000) - self.clock.now_us
        )
        self.real_line(wait_us / 1_000_000)
        spent_us = int((time.monotonic() - started) * 1_000_000)
        self.clock.advance_to(self.clock.now_us + max(1, min(spent_us, wait_us)))

    def _answer(self, data: bytes) -> None:
        assert self._to_terminal
        self._to_terminal.write(ANSWER.pack(len(data), self.clock.now_us) + data)

    def _serve(self) -> None:
        """One message of the terminal."""
        assert self._from_terminal
        head = self._from_terminal.read(HEAD.size)
        if len(head) < HEAD.size:
            self.pull_plug()
            raise TerminalStuck(f"the firmware ended by itself; its trace is in {self.log}")
        operation, unit, length, now_us = HEAD.unpack(head)
        data = self._from_terminal.read(length) if length else b""
        self.clock.advance_to(now_us)
        if operation == SPI_SETUP:
            if unit in self.buses:
                for part in self.buses[unit].parts.values():
                    part.baudrate = struct.unpack("<I", data)[0]
        elif operation == SPI_WRITE:
            self._spi_written(unit, data)
        elif operation == SPI_TRANSFER:
            self._answer(self._spi_transferred(unit, data))
        elif operation == SPI_READ:
            fill, count = struct.unpack("<BH", data)
            self._answer(self._spi_transferred(unit, bytes((fill,)) * count))
        elif operation == IDLE:
            self._idle_until_us = IDLE_UNTIL.unpack_from(data)[0]
            if len(data) > IDLE_UNTIL.size:
                processor_us, longest_us, self.work.collections = WORK.unpack_from(data, IDLE_UNTIL.size)
                self.work.processor_us, self.work.longest_us = processor_us, max(self.work.longest_us, longest_us)
        elif operation == PIN_WRITE:
            self._pin_written(unit, data[0])
        elif operation == PIN_READ:
            self._answer(bytes((self.pins.get(unit, 1),)))
        elif operation == PIN_IRQ:
            self._irq_pins[unit] = data[0]
        elif operation == UART_SETUP:
            if unit in self.lines:
                self.lines[unit].baudrate, self.lines[unit].rxbuf = struct.unpack("<IH", data)
        elif operation == UART_WRITE:
            self._uart_written(unit, data)
        elif operation == UART_READ:
            received = self.lines[unit].received if unit in self.lines else bytearray()
            taken = bytes(received[: struct.unpack("<H", data)[0]])
            del received[: len(taken)]
            self._answer(taken)
        elif operation == UART_ANY:
            self._answer(struct.pack("<H", len(self.lines[unit].received) if unit in self.lines else 0))
        elif operation == I2C_READ:
            self._answer(self._i2c_read(*data))
        elif operation == I2C_WRITE:
            self._answer(b"\1" if self._i2c_written(data[0], data[1], data[2:]) else b"")
        elif operation == RESET:
            self.pull_plug()
            self.plug_in()

    def _spi_written(self, unit: int, data: bytes) -> None:
        chip = self.buses[unit].selected
        if chip and self.observe:
            self.observe(chip, OUT, data)
        if chip:
            chip.receive(data)

    def _spi_transferred(self, unit: int, data: bytes) -> bytes:
        chip = self.buses[unit].selected
        answer = chip.transfer(data) if chip else b"\xff" * len(data)
        if chip and self.observe:
            self.observe(chip, OUT, data)
            self.observe(chip, IN, answer)
        return answer

    def _i2c_read(self, address: int, register: int, count: int) -> bytes:
        part = self.i2c.get(address)
        answer = (part.read(register, count) if part else None) or b""
        if part and self.observe:
            self.observe(part, OUT, bytes((register,)))
            self.observe(part, IN, answer)
        return answer

    def _i2c_written(self, address: int, register: int, data: bytes) -> bool:
        part = self.i2c.get(address)
        if part and self.observe:
            self.observe(part, OUT, bytes((register,)) + data)
        return part is not None and part.write(register, data)

    def _pin_written(self, pin: int, value: int) -> None:
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

    def _uart_written(self, unit: int, data: bytes) -> None:
        line = self.lines.get(unit)
        if not line:
            return
        if line.baudrate != line.part.baudrate:
            data = garble(data, line.baudrate, line.part.baudrate)
        if self.observe:
            self.observe(line.part, OUT, data)
        line.sent_at_us = max(self.clock.now_us, line.sent_at_us) + len(data) * 10_000_000 // line.baudrate
        self.clock.call_later(line.sent_at_us - self.clock.now_us, lambda: line.part.receive(data))


def _unix_port(bench: Bench, to_read: int, from_write: int, console: BinaryIO) -> subprocess.Popen[bytes]:
    environment = {
        "PATH": os.environ["PATH"],
        "MICROPYPATH": f"{UNIX_PORT}:.frozen:{bench.firmware.absolute()}",
        "TAMGA_TO_BENCH": f"/dev/fd/{from_write}",
        "TAMGA_FROM_BENCH": f"/dev/fd/{to_read}",
        "TAMGA_CLOCK_US": str(bench.clock.now_us),
    }
    if "TAMGA_MEASURE_HEAP" in os.environ:
        environment["TAMGA_MEASURE_HEAP"] = "1"
    return subprocess.Popen(
        [str(bench.micropython), "-X", f"heapsize={bench.heap_kib}K", str(UNIX_PORT / "power_on.py")],
        cwd=bench.firmware, env=environment, pass_fds=(to_read, from_write), stdin=subprocess.DEVNULL,
        stdout=console, stderr=console,
    )  # fmt: skip


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
