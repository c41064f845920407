"""The hardware of one terminal: its chips and modules, wired as the board says, and its power and time."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Sequence
from pathlib import Path
from zlib import crc32

from simulator.hardware.bench import Bench
from simulator.hardware.parts.ds3231 import Ds3231
from simulator.hardware.parts.escpos_printer import EscPosPrinter
from simulator.hardware.parts.gm65_scanner import Gm65Scanner
from simulator.hardware.parts.ili_displays import BY_PROFILE
from simulator.hardware.parts.keys import Keys
from simulator.hardware.parts.mains import Mains
from simulator.hardware.parts.max17048 import Max17048
from simulator.hardware.parts.sc16is750 import Sc16is750
from simulator.hardware.parts.serial_cable import SerialCable
from simulator.hardware.parts.w25q128 import W25Q128
from simulator.hardware.parts.xpt2046 import Xpt2046
from simulator.hardware.ports import OF_PROCESSOR

MICROPYTHON = Path(__file__).parents[2] / "build" / "tools" / "micropython"
HEAP_KIB = 384  # 64-bit objects: what 224 KiB are on a microcontroller, where the emulated one measures


class TerminalHardware:
    """One terminal's board and everything connected to it, by name.

    firmware: the terminal's flash as a folder (`main.py`, `board.py`, `data/` …).
    images: where the two cartridge images lie; None keeps them in memory.
    unix_seconds: what its clock was set to; None if it never was.
    log: where its console goes; beside the firmware if None.
    flash_bytes: of each cartridge chip; small ones make a sweep short.
    calibrated: its touch was calibrated when it was accepted.
    """

    def __init__(
        self,
        firmware: Path,
        images: Sequence[Path] | None,
        unix_seconds: int | None,
        log: Path | None = None,
        flash_bytes: int = 16 << 20,
        heap_kib: int = HEAP_KIB,
        micropython: Path = MICROPYTHON,
        calibrated: bool = True,
    ) -> None:
        board = runpy.run_path(str(firmware / "board.py"))
        bench = self.bench = Bench(firmware, log or firmware.parent / f"{firmware.name}.log", heap_kib, micropython)
        bench.port = OF_PROCESSOR[board["PROCESSOR"]]
        places = images or (None, None)
        self.chips = [W25Q128(flash_bytes, image, seed) for seed, image in enumerate(places)]
        for chip, select in zip(self.chips, board["FLASH_CHIP_SELECT"], strict=True):
            bench.wire_spi(board["FLASH_BUS"]["id"], select, chip)
        display_bus = board["DISPLAY_BUS"]["id"]
        self.display = BY_PROFILE[board["DISPLAY_PROFILE"]]().connect(
            bench,
            display_bus,
            board["DISPLAY_CHIP_SELECT"],
            board["DISPLAY_DATA"],
            board["DISPLAY_RESET"],
            board["DISPLAY_LIGHT"],
        )
        size = self.display.width, self.display.height
        self.touch_panel = Xpt2046(*size, seed=crc32(firmware.name.encode())).connect(
            bench, display_bus, board["TOUCH_CHIP_SELECT"], board["TOUCH_IRQ"]
        )
        calibration = firmware / "data" / "touch.bin"
        if calibrated and not calibration.exists():
            calibration.parent.mkdir(exist_ok=True)
            calibration.write_bytes(self.touch_panel.glass.calibration_file())
        self.scanner = Gm65Scanner()
        bench.wire_uart(board["SCANNER_LINE"]["id"], self.scanner)
        wire = board["PRINTER_BUSY"]
        show_busy = None if wire is None else lambda busy: bench.set_pin(wire, int(busy))
        self.printer = EscPosPrinter(board["PRINTER_PROFILE"], show_busy, board["PRINTER_LINE"]["baudrate"])
        bench.wire_uart(board["PRINTER_LINE"]["id"], self.printer)
        line = board["SERIAL_LINE"]
        self.cable = SerialCable(line["baudrate"])
        self.bridge: Sc16is750 | None = None
        if "i2c_address" in line:
            self.cable.piece_bytes = 1  # its FIFO is short
            self.bridge = Sc16is750(self.cable, line["crystal_hz"], line["i2c_address"]).connect(bench, line["irq"])
        else:
            bench.wire_uart(line["id"], self.cable)
        self.keys = Keys(board["KEYS"], bench.set_pin)
        bench.add(self.keys)
        self.clock_chip = Ds3231(unix_seconds)
        bench.wire_i2c(self.clock_chip)
        self.gauge = Max17048()
        bench.wire_i2c(self.gauge)
        sense = board["MAINS_SENSE"]
        self.mains = Mains(self.gauge, lambda level: None if sense is None else bench.set_pin(sense, level))
        bench.add(self.mains)
        self._brown_out_register = board["BROWN_OUT_REGISTER"]

    # --- power --------------------------------------------------------------------------------------------------

    def plug_in(self) -> None:
        """Power comes."""
        self.bench.reset_registers.clear()
        self.bench.plug_in()

    def pull_plug(self) -> None:
        """Power goes, at this instant."""
        self.bench.pull_plug()

    def brown_out(self) -> None:
        """The voltage falls too low for a moment: everything starts again, and the processor notes why."""
        self.pull_plug()
        if self._brown_out_register is not None:
            address, bit = self._brown_out_register
            self.bench.reset_registers[address] = 1 << bit
        self.bench.plug_in()

    # --- time ---------------------------------------------------------------------------------------------------

    def wait(self, until: Callable[[], bool], limit_ms: int = 120_000) -> bool:
        """Let the terminal work until something holds; False when the power went first."""
        return self.bench.run(until, limit_ms)

    def rest(self, duration_ms: int) -> bool:
        """Let so much of the terminal's time go by."""
        end_us = self.bench.clock.now_us + duration_ms * 1000
        self.bench.clock.call_later(duration_ms * 1000, lambda: None)
        return self.wait(lambda: self.bench.clock.now_us >= end_us, duration_ms + 1000)
