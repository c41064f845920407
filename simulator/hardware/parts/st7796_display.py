"""ST7796S panel: a colour display controller on 4-line SPI and the glass in front of it (datasheet ST7796S, chapter 9).

480 pages of 320 columns of RGB565 memory. Where the panel lies wide, page n is the n-th dot from the left and column m
the m-th from the top; where it stands upright, turned clockwise, page n is from the top and column m from the right.
The glass is wired blue-green-red, so colours come out right when bit BGR of 36h is set.
Relatives with the same commands are in `ili_displays`.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import numpy as np
from PIL import Image

from simulator.hardware.lines import SpiPart, Wires

PAGES, COLUMNS = 480, 320
DEAF_AFTER_RESET_US = 5_000  # 9.2.2, 9.2.12: no new command earlier
SETTLE_US = 120_000  # from Sleep Out to a picture
MY, MX, MV, BGR = 0x80, 0x40, 0x20, 0x08  # Memory Data Access Control (36h)
PARAMETERS = {0x2A: 4, 0x2B: 4, 0x36: 1, 0x3A: 1}
WRITE, WRITE_ON = 0x2C, 0x3C


class St7796Display(SpiPart):
    """The panel with its light.

    Faults: `absent` is an empty connector; `frozen` a controller that hears nothing any more and keeps its picture;
    `restart()` a spark that resets the registers and nothing else, `lose()` one of them; `hides_settings` answers with
    zeros whoever asks for settings, as some clones do. `idle_clocks` is how many clocks go by before an
    answer of more than eight bits begins: one in the datasheet, eight on some chips. `too_fast` counts writes and reads
    at a clock that the datasheet does not allow.
    """

    pages, columns = PAGES, COLUMNS
    chip = 0x007796  # Read ID4 (D3h)
    bytes_per_dot: ClassVar[dict[int, int]] = {5: 2, 6: 3}  # low three bits of Interface Pixel Format (3Ah)
    write_baudrate_max, read_baudrate_max = 66_000_000, 6_666_666  # cycles of 15 ns and 150 ns
    idle_clocks = 1

    def __init__(self, seed: int = 0, upright: bool = False) -> None:
        self.upright = upright
        self.width, self.height = (self.columns, self.pages) if upright else (self.pages, self.columns)
        self.absent = False
        self.frozen = False
        self.hides_settings = False
        self.chip_id = self.chip
        self.too_fast = 0
        self.lit = False
        self.dots_written = 0
        self._random = np.random.default_rng(seed)
        self._data = True
        self._in_reset = False
        self._memory = np.zeros((self.pages, self.columns), np.uint16)
        self._on = self._inverted = False  # it can be read before it has ever had power
        self._orientation = 0x00

    def connect(self, wires: Wires, bus: int, chip_select: int, data: int, reset: int, light: int) -> St7796Display:
        """Wire the panel to a terminal's SPI bus and pins."""
        wires.wire_spi(bus, chip_select, self)
        wires.on_pin[data] = self.data_pin
        wires.on_pin[reset] = self.reset_pin
        wires.on_pin[light] = self.light_pin
        return self

    # --- looking at it ------------------------------------------------------------------------------------------

    def image(self) -> np.ndarray:
        """What a person sees: height x width x 3 bytes of RGB. Black without light or picture."""
        if self.absent or not (self.lit and self.showing):
            return np.zeros((self.height, self.width, 3), np.uint8)
        dots = self._memory[:, ::-1] if self.upright else self._memory.T
        if self._inverted:
            dots = ~dots
        high, middle, low = dots >> 11, dots >> 5 & 0x3F, dots & 0x1F
        red, blue = (high, low) if self._orientation & BGR else (low, high)
        channels = (red << 3 | red >> 2, middle << 2 | middle >> 4, blue << 3 | blue >> 2)
        return np.stack(channels, axis=-1).astype(np.uint8)

    @property
    def look(self) -> tuple[bool, int, bool, int]:
        """Something that is equal for two looks at the same picture, without making it."""
        return not self.absent and self.lit and self.showing, self.dots_written, self._inverted, self._orientation

    def png(self, path: Path) -> None:
        """Write what a person sees as a picture file."""
        Image.fromarray(self.image()).save(path)

    @property
    def showing(self) -> bool:
        """The controller drives the glass: awake for long enough, and on."""
        return self._on and self._awake_since_us is not None and self.clock.now_us >= self._awake_since_us + SETTLE_US

    # --- supply and pins ----------------------------------------------------------------------------------------

    def power_on(self) -> None:
        self.lit = False
        self._memory = self._random.integers(0, 1 << 16, (self.pages, self.columns), dtype=np.uint16)
        self._reset()

    def power_off(self) -> None:
        self.lit = False
        self._on = False

    def restart(self) -> None:
        """A spark: the registers are as after a reset, the memory and the light are not touched."""
        self._reset()

    def lose(self, setting: str) -> None:
        """A spark turns one register alone: "orientation", "dot format" or "inversion"."""
        if setting == "orientation":
            self._orientation = 0x00
        elif setting == "dot format":
            self._dot_format ^= 0x03
        else:
            self._inverted = not self._inverted

    def data_pin(self, level: int) -> None:
        """D/CX: low while a byte is a command."""
        self._data = bool(level)

    def reset_pin(self, level: int) -> None:
        """RESX, active low."""
        if not level and not self.frozen:
            self._reset()
        self._in_reset = not level

    def light_pin(self, level: int) -> None:
        """The light behind the glass, which does not ask the controller."""
        self.lit = bool(level)

    def _reset(self) -> None:
        """Register defaults after reset (9.1)."""
        self._command = 0x00
        self._bytes = bytearray()
        self._answer: int | None = None
        self._on = self._inverted = False
        self._awake_since_us: int | None = None
        self._orientation, self._dot_format = 0x00, 0x66
        self._x, self._y = (0, self.columns - 1), (0, self.pages - 1)
        self._position = 0
        self._deaf_until_us = self.clock.now_us + DEAF_AFTER_RESET_US

    # --- the bus ------------------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> None:
        self.too_fast += self.baudrate > self.write_baudrate_max
        if self.absent or self.frozen or self._in_reset:
            return
        if not self._data:
            for command in data:
                self._take(command)
        elif self._command in (WRITE, WRITE_ON):
            self._store(data)
        elif self._command in PARAMETERS:
            self._bytes += data
            if len(self._bytes) >= PARAMETERS[self._command]:
                self._set(bytes(self._bytes[: PARAMETERS[self._command]]))
                self._command = 0x00

    def transfer(self, data: bytes) -> bytes:
        self.receive(data)
        if self.absent:
            return b"\xff" * len(data)
        if self.frozen or self._answer is None:
            return bytes(len(data))
        self.too_fast += self.baudrate > self.read_baudrate_max
        bits, self._answer = self._answer, None
        length, value = bits >> 32, bits & 0xFFFFFFFF
        shift = len(data) * 8 - length
        return (value << shift if shift >= 0 else value >> -shift).to_bytes(len(data), "big")

    def deselect(self) -> None:
        self._answer = None

    def _take(self, command: int) -> None:
        if self.clock.now_us < self._deaf_until_us:
            self._command = 0x00
            return
        self._command = command
        self._bytes.clear()
        self._answer = None
        if command == 0x01:
            self._reset()
        elif command in (0x10, 0x11):
            self._deaf_until_us = self.clock.now_us + DEAF_AFTER_RESET_US
            self._awake_since_us = self.clock.now_us if command == 0x11 else None
        elif command in (0x20, 0x21):
            self._inverted = command == 0x21
        elif command in (0x28, 0x29):
            self._on = command == 0x29
        elif command == WRITE:
            self._position = 0
        elif command in (0x04, 0xD3):
            self._answer = self.idle_clocks + 24 << 32 | self.chip_id
        elif command == 0x0A:
            awake = self._awake_since_us is not None
            self._answer = 8 << 32 | 0x88 * awake | 0x10 * awake | 0x04 * self._on | 0x08 * (not awake)
        elif command in (0x0B, 0x0C, 0x0D):
            settings = self._orientation & 0xFC, self._dot_format, 0x20 * self._inverted
            self._answer = 8 << 32 | (0 if self.hides_settings else settings[command - 0x0B])

    def _set(self, parameters: bytes) -> None:
        if self._command == 0x36:
            self._orientation = parameters[0]
        elif self._command == 0x3A:
            self._dot_format = parameters[0]
        else:
            first, last = int.from_bytes(parameters[:2], "big"), int.from_bytes(parameters[2:], "big")
            if first > last:  # 9.2.19: the start must not lie behind the end
                return
            if self._command == 0x2A:
                self._x = (first, last)
            else:
                self._y = (first, last)

    def _store(self, data: bytes) -> None:
        """Dots of a memory write, from where the last ones ended; at the end of the window it starts over."""
        size = self.bytes_per_dot.get(self._dot_format & 7)
        if not size:
            return
        self._bytes += data
        count = len(self._bytes) // size
        dots = _decoded(bytes(self._bytes[: count * size]), size)
        del self._bytes[: count * size]
        self.dots_written += count
        width, height = self._x[1] - self._x[0] + 1, self._y[1] - self._y[0] + 1
        while len(dots):
            row, column = divmod(self._position, width)
            if column or len(dots) < width:
                rows, taken = 1, min(width - column, len(dots))
            else:
                rows = min(height - row, len(dots) // width)
                taken = rows * width
            self._paint(self._y[0] + row, self._x[0] + column, dots[:taken].reshape(rows, -1))
            dots = dots[taken:]
            self._position = (self._position + taken) % (width * height)

    def _paint(self, y: int, x: int, dots: np.ndarray) -> None:
        """Write a block to memory according to the orientation; dots outside are lost."""
        memory = self._memory
        if self._orientation & MY:
            memory = memory[::-1]
        if self._orientation & MX:
            memory = memory[:, ::-1]
        if self._orientation & MV:
            memory = memory.T
        room = memory[y : y + dots.shape[0], x : x + dots.shape[1]]
        room[...] = dots[: room.shape[0], : room.shape[1]]


def _decoded(data: bytes, size: int) -> np.ndarray:
    """Dots as RGB565 from two bytes, or from three that hold six bits each."""
    if size == 2:
        return np.frombuffer(data, ">u2").astype(np.uint16)
    three = np.frombuffer(data, np.uint8).reshape(-1, 3).astype(np.uint16)
    return three[:, 0] >> 3 << 11 | three[:, 1] >> 2 << 5 | three[:, 2] >> 3
