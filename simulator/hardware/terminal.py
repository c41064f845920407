"""One terminal as it stands in the polling station: its parts wired as the board says, and what people do with it."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from simulator.hardware.bench import Bench
from simulator.hardware.parts.ds3231 import Ds3231
from simulator.hardware.parts.escpos_printer import EscPosPrinter
from simulator.hardware.parts.gm65_scanner import Gm65Scanner
from simulator.hardware.parts.ili_displays import BY_PROFILE
from simulator.hardware.parts.keys import Keys
from simulator.hardware.parts.serial_cable import SerialCable
from simulator.hardware.parts.w25q128 import W25Q128
from simulator.hardware.parts.xpt2046 import Xpt2046
from simulator.people import screen_reader
from simulator.people.screen_reader import Screen

MICROPYTHON = Path(__file__).parents[2] / "build" / "tools" / "micropython"
HEAP_KIB = 320  # 64-bit objects are up to twice as large as a microcontroller's
KEY_GAP_MS = 350  # people let a screen settle: a press within 300 ms of a new one does not count
CODE_GAP_MS = 700
_DIGITS, _PLACE, _OK = "1234567890", "_", "OK"  # the grid's order, a place for one, a button in every language
DAY_OF_VOTING = 1_795_950_400  # 2026-11-29 16:06, five hours east of UTC: the demonstration's election is on


class Station:
    """A terminal, its parts, and one person before it.

    firmware: the terminal's flash as a folder (`main.py`, `board.py`, `data/` …). images: where the two cartridge
    images lie.
    flash_bytes: of each cartridge chip; small ones make a sweep short. unix_seconds: what its clock was set to.
    calibrated: its touch was calibrated when it was accepted.
    """

    def __init__(
        self,
        firmware: Path,
        images: Sequence[Path] | None = None,
        log: Path | None = None,
        flash_bytes: int = 16 << 20,
        unix_seconds: int | None = DAY_OF_VOTING,
        heap_kib: int = HEAP_KIB,
        micropython: Path = MICROPYTHON,
        calibrated: bool = True,
    ) -> None:
        board = runpy.run_path(str(firmware / "board.py"))
        bench = self.bench = Bench(firmware, log or firmware.parent / f"{firmware.name}.log", heap_kib, micropython)
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
        self.cable = SerialCable()
        bench.wire_uart(board["SERIAL_LINE"]["id"], self.cable)
        self.keys = Keys(board["KEYS"], bench.set_pin)
        bench.add(self.keys)
        self.clock_chip = Ds3231(unix_seconds)
        bench.wire_i2c(self.clock_chip)
        self._seen: tuple[tuple[object, ...], Screen] = ((), Screen())

    # --- power --------------------------------------------------------------------------------------------------

    def plug_in(self) -> None:
        self.bench.plug_in()

    def pull_plug(self) -> None:
        self.bench.pull_plug()

    # --- looking ------------------------------------------------------------------------------------------------

    @property
    def screen(self) -> Screen:
        """What can be read on the display at this moment."""
        look = self.display.look
        if look != self._seen[0]:
            self._seen = (look, screen_reader.read(self.display.image()))
        return self._seen[1]

    def wait(self, until: Callable[[], bool], limit_ms: int = 120_000) -> bool:
        """Let the terminal work until something holds; False when the power went first."""
        return self.bench.run(until, limit_ms)

    def expect(self, text: str, limit_ms: int = 120_000) -> bool:
        """Wait until a text stands on the screen; else AssertionError with what stands there, False on a power cut."""
        return self.wait_for(lambda screen: screen.shows(text), text, limit_ms)

    def wait_for(self, stands: Callable[[Screen], bool], what: str, limit_ms: int = 120_000) -> bool:
        """Wait for a page as `expect` does, asked again whenever the display has changed. what: to say in trouble."""
        seen: object = None

        def is_there() -> bool:
            nonlocal seen
            if self.display.look == seen:
                return False
            seen = self.display.look
            return stands(self.screen)

        try:
            return self.wait(is_there, limit_ms)
        except AssertionError as trouble:
            raise AssertionError(f"expected «{what}», the screen shows {self.screen.lines}; {trouble}") from trouble

    def rest(self, duration_ms: int) -> bool:
        """Let so much of the terminal's time go by."""
        end_us = self.bench.clock.now_us + duration_ms * 1000
        self.bench.clock.call_later(duration_ms * 1000, lambda: None)
        return self.wait(lambda: self.bench.clock.now_us >= end_us, duration_ms + 1000)

    # --- acting -------------------------------------------------------------------------------------------------

    def press(self, *names: str) -> None:
        """Press keys one after the other, as people do."""
        for name in names:
            if not self.rest(KEY_GAP_MS):
                return
            self.keys.press(name)
            if not self.rest(200):
                return

    def scan(self, text: str, aim: str = "]Q1") -> None:
        """Hold a code before the scanner."""
        if self.rest(CODE_GAP_MS):
            self.scanner.show(text, aim)
            self.rest(CODE_GAP_MS)

    def choose(self, text: str, most: int = 140) -> None:
        """Move the focus to what says this, and press OK."""
        if self.focus_on(text, most):
            self.press("ok")

    def focus_on(self, text: str, most: int = 140) -> bool:
        """Move the focus to what says this, by keys; False when the power went."""
        wanted = screen_reader.fold(text)
        if not self.rest(KEY_GAP_MS):
            return False
        step = "down"
        for _ in range(most):
            if wanted in self.screen.selection:
                return True
            before = self.screen
            self._tap(step)
            if not self.bench.powered:
                return False
            if self.screen == before:
                if step == "up":
                    break
                step = "up"
        raise AssertionError(f"no line «{text}» on {self.screen.lines}")

    def type_digits(self, digits: str) -> None:
        """Wait for places for so many digits, type them with the grid of two rows of five, and press OK."""
        places = screen_reader.fold(_PLACE * len(digits))

        def is_empty(screen: Screen) -> bool:
            return places in screen.text or _is_empty_grid(screen)

        if not self.wait_for(lambda screen: is_empty(screen) or _is_read_first(screen), places):
            return
        while not is_empty(self.screen) and self.screen.more_below:
            self.press("down")
        if not is_empty(self.screen):
            self.press("ok")
        if not self.wait_for(is_empty, places) or not self.rest(KEY_GAP_MS):
            return
        at = _DIGITS.find(self.screen.selection)
        for digit in digits:
            wanted = _DIGITS.index(digit)
            if wanted // 5 != max(at, 0) // 5:
                self._tap("down" if wanted > 4 else "up")
                at = at + 5 if wanted > 4 else at - 5
            for _ in range(abs(wanted - at)):
                self._tap("right" if wanted > at else "left")
            self._tap("ok")
            at = wanted
            if not self.bench.powered:
                return
        if self.screen.selection != _OK:
            raise AssertionError(f"typed {digits}, the screen shows {self.screen.lines}")
        self.press("ok")

    def type_letters(self, text: str) -> None:
        """Type words with the pages of letters, and press OK. Capitals stand where the terminal puts them."""
        if not self.rest(KEY_GAP_MS):
            return
        for character in text:
            self._focus("␣" if character == " " else character.upper())
            self._tap("ok")
            if not self.bench.powered:
                return
        self._focus(_OK)
        self.press("ok")

    def _focus(self, words: str) -> None:
        """Move the focus over a grid that may have several pages."""
        for _ in range(60):
            screen = self.screen
            if screen.selection == screen_reader.fold(words) or not self.bench.powered:
                return
            there, here = screen.target(words), screen.target(screen.selection)
            if there is None or here is None:
                self._tap("down")
            elif there[1] != here[1]:
                self._tap("down" if there[1] > here[1] else "up")
            else:
                self._tap("right" if there[0] > here[0] else "left")
        raise AssertionError(f"no key «{words}» on {self.screen.lines}")

    def _tap(self, key: str) -> None:
        """One quick press of a key, and a look at what it did."""
        if self.bench.powered:
            self.keys.press(key, 60)
            self.rest(100)

    def touch(self, words: str | tuple[int, int], hold_ms: int = 120) -> None:
        """Touch the target that says this, or a place on the panel as (column, row), and let go."""
        if not self.rest(KEY_GAP_MS):
            return
        if isinstance(words, str):
            place = self.screen.target(words)
            if place is None:
                raise AssertionError(f"nothing to touch says «{words}»: {list(self.screen.targets)}")
            words = (place[0] + place[2] // 2, place[1] + place[3] // 2)
        self.touch_panel.finger_down(*words)
        if self.rest(hold_ms):
            self.touch_panel.finger_up()
            self.rest(200)

    # --- paper --------------------------------------------------------------------------------------------------

    def next_slip(self, had: int, limit_ms: int = 180_000) -> Image.Image | None:
        """Wait for the slip after the first `had` ones; None when the power went."""
        if not self.wait(lambda: len(self.printer.slips) > had, limit_ms):
            return None
        return self.printer.slips[had]


def _is_empty_grid(screen: Screen) -> bool:
    """Digits to type on a panel so small that the question stands where the places come."""
    return screen.selection == _DIGITS[0] and _DIGITS[-1] in screen.targets and _PLACE not in screen.text


def _is_read_first(screen: Screen) -> bool:
    """A page of words that are too long to stand above the digits."""
    is_asked = screen.more_below or screen.target(_OK) is not None
    return is_asked and not any(digit in screen.targets for digit in _DIGITS)


def codes_on(slip: Image.Image) -> list[str]:
    """The texts of all QR codes on a slip, from its picture, top to bottom."""
    page = Image.new("L", (slip.width + 64, slip.height + 64), 255)
    page.paste(slip, (32, 32))
    found = decode(np.asarray(page), symbols=[ZBarSymbol.QRCODE])
    return [code.data.decode("ascii") for code in sorted(found, key=lambda code: code.rect.top)]
