"""ESC/POS as a printer reads it: bytes from its buffer to what the mechanism has to do, one step at a time.

A command is taken when it is whole. Where a host counts wrong, the printer cannot know: the rest of a picture becomes
text, and a text's rest becomes a picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulator.hardware.parts import printer_ink as ink
from simulator.hardware.parts.paper_roll import Rows
from simulator.hardware.parts.printer_mechanisms import Mechanism

DLE, ESC, GS = 0x10, 0x1B, 0x1D
# Second byte -> argument bytes, where that is all. What is not here has none, and its arguments print as text.
_ARGUMENTS = {
    DLE: {0x04: 1, 0x05: 1, 0x14: 3},
    ESC: {0x20: 1, 0x21: 1, 0x25: 1, 0x2D: 1, 0x33: 1, 0x37: 3, 0x38: 2, 0x3D: 1, 0x45: 1, 0x4A: 1, 0x4D: 1, 0x52: 1,
          0x56: 1, 0x61: 1, 0x63: 2, 0x64: 1, 0x70: 3, 0x74: 1, 0x76: 1, 0x7B: 1},
    GS: {0x21: 1, 0x42: 1, 0x48: 1, 0x4C: 2, 0x50: 2, 0x57: 2, 0x61: 1, 0x66: 1, 0x68: 1, 0x72: 1, 0x76: 6, 0x77: 1},
}  # fmt: skip
LINE_PITCH_DOTS = 32  # ESC 2: 4 mm
TOGETHER_ROWS = 8  # rows of a picture that the print head waits for, so that the motor runs smoothly


@dataclass(frozen=True)
class PrintRows:
    """Rows of dots for the print head."""

    rows: Rows


@dataclass(frozen=True)
class Cut:
    """A cut of the paper."""

    feed_dots: int | None  # None: here; else first feed to the blade and that much further


@dataclass(frozen=True)
class Ask:
    """A status asked for in the queue: "GS r", "ESC v" or "GS a" and its argument."""

    command: str
    argument: int


@dataclass(frozen=True)
class Heat:
    """What a row costs the print head and the motor."""

    heating_dots: int
    stroke_us: int


@dataclass(frozen=True)
class Nothing:
    """A setting: done without moving anything."""


Step = PrintRows | Cut | Ask | Heat | Nothing
NOTHING = Nothing()


@dataclass
class Settings:
    """What ESC @ puts back."""

    align: int = 0
    pitch_dots: int = LINE_PITCH_DOTS
    wide: int = 1
    high: int = 1
    bold: bool = False
    bar_height: int = 162
    bar_module: int = 3
    qr_module: int = 3
    qr_level: str = "L"
    qr_data: bytes = b""
    line: bytearray = field(default_factory=bytearray)


class EscPosLanguage:
    """The reader. `step` takes one whole command, or as much of a picture as there is, from the buffer's front."""

    def __init__(self, mechanism: Mechanism) -> None:
        self.mechanism = mechanism
        self.reset()

    def reset(self) -> None:
        """As after power came."""
        self.settings = Settings()
        self._picture_width = self._picture_rows = 0

    def step(self, buffer: bytearray) -> Step | None:
        """What to do next; None when the buffer does not hold it whole."""
        if self._picture_rows:
            return self._picture(buffer)
        if not buffer:
            return None
        first = buffer[0]
        if first in (0x1B, 0x1D, 0x10):
            return self._command(buffer)
        if first == 0x0A:
            del buffer[:1]
            return self._end_line()
        if first < 0x20:
            del buffer[:1]
            return NOTHING
        return self._text(buffer)

    # --- text -----------------------------------------------------------------------------------------------------

    def _text(self, buffer: bytearray) -> Step:
        settings = self.settings
        room = self.mechanism.width_dots // (ink.CELL_WIDTH * settings.wide) - len(settings.line)
        if room <= 0:
            return self._end_line()
        count = 0
        while count < min(room, len(buffer)) and buffer[count] >= 0x20:
            count += 1
        settings.line += buffer[:count]
        del buffer[:count]
        return NOTHING

    def _end_line(self) -> Step:
        settings = self.settings
        codes, settings.line = bytes(settings.line), bytearray()
        if not codes:
            return self._feed(settings.pitch_dots)
        dots = ink.letters(codes, settings.wide, settings.high, settings.bold)
        rows = ink.pack(dots[:, : self.mechanism.width_dots], self.mechanism.width_dots, settings.align)
        assert rows is not None
        gap = max(0, settings.pitch_dots - len(rows))
        return PrintRows(np.concatenate([rows, self._feed(gap).rows]))

    def _feed(self, dots: int) -> PrintRows:
        return PrintRows(np.zeros((dots, self.mechanism.width_bytes), np.uint8))

    def _flush_then_feed(self, dots: int) -> Step:
        """ESC J, ESC d: print what the line holds, then move on by `dots` in all."""
        if not self.settings.line:
            return self._feed(dots)
        pitch, self.settings.pitch_dots = self.settings.pitch_dots, dots
        step = self._end_line()
        self.settings.pitch_dots = pitch
        return step

    # --- pictures -------------------------------------------------------------------------------------------------

    def _picture(self, buffer: bytearray) -> Step | None:
        ready = len(buffer) // self._picture_width
        if ready < min(self._picture_rows, TOGETHER_ROWS):
            return None
        count = min(ready, self._picture_rows, TOGETHER_ROWS)
        self._picture_rows -= count
        taken = bytes(buffer[: count * self._picture_width])
        del buffer[: len(taken)]
        return PrintRows(self._place(np.frombuffer(taken, np.uint8).reshape(count, self._picture_width)))

    def _place(self, rows: Rows) -> Rows:
        """A picture's rows on the paper's width; what is too wide is lost at the right."""
        width = self.mechanism.width_bytes
        if rows.shape[1] >= width:
            return rows[:, :width]
        page = np.zeros((len(rows), width), np.uint8)
        left = (0, (width - rows.shape[1]) // 2, width - rows.shape[1])[self.settings.align]
        page[:, left : left + rows.shape[1]] = rows
        return page

    def _drawn(self, dots: ink.Dots) -> Step:
        rows = ink.pack(dots, self.mechanism.width_dots, self.settings.align)
        return NOTHING if rows is None else PrintRows(rows)

    # --- commands -------------------------------------------------------------------------------------------------

    def _command(self, buffer: bytearray) -> Step | None:
        length = command_length(buffer)
        if length is None or len(buffer) < length:
            return None
        if buffer[:3] == b"\x1dv0" and self.settings.line:
            del buffer[:4]  # not at a line's start: the command is void, its numbers and dots are text
            return NOTHING
        command = bytes(buffer[:length])
        del buffer[:length]
        if command[0] == 0x1B:
            return self._escape(command)
        return self._group(command) if command[0] == 0x1D else NOTHING

    def _escape(self, command: bytes) -> Step:
        settings, value = self.settings, command[-1]
        match command[1]:
            case 0x40:
                self.settings = Settings()
            case 0x4A:
                return self._flush_then_feed(value)
            case 0x64:
                return self._flush_then_feed(value * settings.pitch_dots)
            case 0x33:
                settings.pitch_dots = value
            case 0x32:
                settings.pitch_dots = LINE_PITCH_DOTS
            case 0x61:
                settings.align = value % 48 if value % 48 < 3 else settings.align
            case 0x45:
                settings.bold = bool(value & 1)
            case 0x37:
                return Heat((command[2] + 1) * 8, (command[3] + command[4]) * 10)
            case 0x76:
                return Ask("ESC v", value)
            case 0x69 | 0x6D:
                return Cut(None)
        return NOTHING

    def _group(self, command: bytes) -> Step:
        settings, value = self.settings, command[-1]
        match command[1]:
            case 0x76:
                self._picture_width = command[4] + 256 * command[5]
                rows = command[6] + 256 * command[7]
                known = command[2] == 0x30 and self._picture_width and rows <= self.mechanism.raster_rows
                self._picture_rows = rows if known else 0
            case 0x56:
                return Cut(value if len(command) == 4 else None)
            case 0x21:
                settings.wide, settings.high = (value >> 4 & 7) + 1, (value & 7) + 1
            case 0x68:
                settings.bar_height = max(1, value)
            case 0x77:
                settings.bar_module = value
            case 0x72:
                return Ask("GS r", value)
            case 0x61:
                return Ask("GS a", value)
            case 0x6B if command[2] == 0x49:
                return self._drawn(ink.code_128(command[4:], settings.bar_module, settings.bar_height))
            case 0x28 if command[2:3] == b"k" and command[5:6] == b"1":
                return self._qr(command[6], command[7:])
        return NOTHING

    def _qr(self, function: int, data: bytes) -> Step:
        settings = self.settings
        if function == 0x43:
            settings.qr_module = data[0]
        elif function == 0x45:
            settings.qr_level = "LMQH"[data[0] - 0x30]
        elif function == 0x50:
            settings.qr_data = data[1:]
        elif function == 0x51 and settings.qr_data:
            return self._drawn(ink.qr(settings.qr_data, settings.qr_module, settings.qr_level))
        return NOTHING


def command_length(buffer: bytes | bytearray) -> int | None:
    """The length of the command at the front of `buffer`, without a picture's dots; None while it cannot be said."""
    if len(buffer) < 2:
        return None
    if buffer[0] == GS and buffer[1] in (0x28, 0x56, 0x6B):
        return _counted_length(buffer)
    return 2 + _ARGUMENTS[buffer[0]].get(buffer[1], 0)


def _counted_length(buffer: bytes | bytearray) -> int | None:
    """GS V has an argument in its newer form only, GS ( says its length, GS k says it or ends with a zero."""
    if buffer[1] == 0x56:
        return None if len(buffer) < 3 else 4 if buffer[2] in (0x41, 0x42) else 3
    if buffer[1] == 0x28:
        return None if len(buffer) < 5 else 5 + buffer[3] + 256 * buffer[4]
    if len(buffer) < 4:
        return None
    if buffer[2] >= 0x41:
        return 4 + buffer[3]
    end = buffer.find(b"\0", 3)
    return None if end < 0 else end + 1
