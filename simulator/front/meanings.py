"""What bytes on a wire mean, in a few words. Nothing depends on it: it is for people who watch.

Sources: ESC/POS as simulator.hardware.parts.escpos_language, GM65 manual, W25Q128JV and ST7796S instruction tables,
XPT2046 control byte, DS3231 register map.
"""

from __future__ import annotations

from collections import Counter

from simulator.hardware.parts.escpos_language import DLE, ESC, GS, command_length
from simulator.hardware.wiring import OUT

PICTURE = b"\x1dv0"
PICTURE_ROWS = "GS v 0, picture"
DRAWING = (PICTURE_ROWS, "ESC J, feed", "line end")  # what the lines of a slip are made of
PRINTER = {
    b"\x1b@": "ESC @, start anew", b"\x1b7": "ESC 7, heating", b"\x1bJ": "ESC J, feed", b"\x1bd": "ESC d, feed lines",
    b"\x1bv": "ESC v, status?", b"\x1dr": "GS r, status when done?", b"\x1da": "GS a, report changes",
    b"\x1dV": "GS V, cut", b"\x1bi": "ESC i, cut", b"\x1bm": "ESC m, cut", b"\x10\x04": "DLE EOT, status now?",
    b"\x1b2": "ESC 2, line pitch", b"\x1b3": "ESC 3, line pitch",
}  # fmt: skip
DISPLAY = {
    0x01: "software reset", 0x10: "sleep", 0x11: "wake up", 0x20: "not inverted", 0x21: "inverted", 0x28: "off",
    0x29: "on", 0x2A: "", 0x2B: "", 0x2C: "band of dots", 0x36: "orientation", 0x3A: "dot format", 0xD3: "identity?",
    0x0A: "state?",
}  # fmt: skip
FLASH = {
    0x02: "program", 0x03: "read", 0x0B: "read", 0x05: "busy?", 0x06: "write enable", 0x04: "write disable",
    0x20: "erase 4 KiB", 0x52: "erase 32 KiB", 0xD8: "erase 64 KiB", 0xC7: "erase all", 0x9F: "identity?",
    0x4B: "unique number?", 0xAB: "wake up", 0xB9: "sleep",
}  # fmt: skip
GM65 = {0x07: "read settings", 0x08: "write settings", 0x09: "save settings", 0x0A: "are you there?"}
_TOUCH = {0x10: "Y", 0x30: "Z1", 0x40: "Z2", 0x50: "X"}


class Meanings:
    """One terminal's lines: what goes on over several writes is remembered line by line."""

    def __init__(self) -> None:
        self._picture_left = 0  # bytes of a picture that the printer still gets
        self._notes: dict[str, Counter[str]] = {}

    def of(self, line: str, direction: str, data: bytes) -> str:
        """A few words, or "" if there are none."""
        if not data:
            return ""
        if line == "printer":
            return self._to_printer(data) if direction == OUT else "status " + data.hex(" ")
        if line == "scanner":
            return _to_scanner(data) if direction == OUT else _from_scanner(data)
        if line == "clock":
            return _clock(data) if direction == OUT else "registers"
        if line == "serial":
            return "frames"
        if direction != OUT:
            return ""
        if line == "display":
            return DISPLAY.get(data[0], "") if len(data) == 1 else ""
        if line == "touch":
            return " ".join(dict.fromkeys(_TOUCH.get(byte & 0x70, "?") for byte in data if byte & 0x80))
        return FLASH.get(data[0], "") if len(data) <= 5 or data[0] == 0x02 else ""

    def note(self, line: str, said: str) -> None:
        """Count the bytes on a line that is only summed up."""
        self._notes.setdefault(line, Counter())[said] += 1

    def noted(self, line: str) -> str:
        """The sum: most frequent first."""
        counts = self._notes.get(line, Counter()).most_common(5)
        return ", ".join(f"{said} × {count}" if count > 1 else said for said, count in counts)

    def forget(self) -> None:
        """Begin the next sum."""
        self._notes.clear()

    def _to_printer(self, data: bytes) -> str:
        said: list[str] = []
        at = 0
        while at < len(data):
            if self._picture_left:
                taken = min(self._picture_left, len(data) - at)
                self._picture_left -= taken
                at += taken
                said.append(PICTURE_ROWS)
                continue
            length = command_length(data[at:]) if data[at] in (DLE, ESC, GS) else None
            if data[at : at + 3] == PICTURE and len(data) >= at + 8:
                width, rows = (int.from_bytes(data[at + i : at + i + 2], "little") for i in (4, 6))
                self._picture_left = width * rows
                said.append(PICTURE_ROWS)
            elif length:
                said.append(PRINTER.get(data[at : at + 2], "command " + data[at : at + 2].hex(" ")))
            elif data[at] == 0x0A:
                said.append("line end")
            at += 8 if data[at : at + 3] == PICTURE else length or 1
        return "; ".join(dict.fromkeys(said))


def _to_scanner(data: bytes) -> str:
    if data[:2] != b"\x7e\x00" or len(data) < 6:
        return "command"
    return f"{GM65.get(data[2], 'command')} {data[4]:02x}{data[5]:02x}"


def _from_scanner(data: bytes) -> str:
    if data[:1] in (b"\x02", b"\x03") and len(data) > 2 and data[1] == 0:
        return {0: "done", 1: "wrong checksum", 3: "no such command"}.get(data[2], "answer")
    return "code " + "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in data)


def _clock(data: bytes) -> str:
    what = "time" if data[0] < 7 else "status" if data[0] == 0x0F else f"register {data[0]:02x}"
    return f"{what}?" if len(data) == 1 else f"set {what}"
