"""A thermal receipt printer on a serial line: buffer, mechanics, sensors, paper, and what can go wrong with them.

It understands ESC/POS (`escpos_language`); models differ as `printer_mechanisms` says.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from pathlib import Path

import numpy as np
from PIL import Image

from simulator.hardware.lines import UartPart
from simulator.hardware.parts.escpos_language import Ask, Cut, EscPosLanguage, Heat, PrintRows
from simulator.hardware.parts.escpos_status import Senses
from simulator.hardware.parts.paper_roll import PaperRoll, Rows, Slips, save_png, to_image
from simulator.hardware.parts.printer_mechanisms import DOTS_PER_MM, MECHANISMS, Mechanism

NEAR_END_MM = 4000
CUT_US = 300_000
REALTIME = b"\x10\x04"


class EscPosPrinter(UartPart):
    """One printer and its paper.

    mechanism: a name in MECHANISMS, or one of its own.
    set_busy: drives the busy line (DTR), True is busy.
    baudrate: of its serial line.

    Faults: `cover_open`, `paper_left_mm`, `silent` (its answers never arrive), `dead` (no supply: hears nothing, drives
    nothing), `brown_out_at_row = n` (restarts when n more rows have passed), and `overheat` and `send_stray`.
    """

    def __init__(
        self,
        mechanism: str | Mechanism = "panel_58_cutter",
        set_busy: Callable[[bool], None] | None = None,
        baudrate: int = 115_200,
    ) -> None:
        self.mechanism = MECHANISMS[mechanism] if isinstance(mechanism, str) else mechanism
        self.baudrate = baudrate
        self.set_busy = set_busy
        self.paper = PaperRoll(self.mechanism.width_bytes, self.mechanism.blade_dots)
        self.silent = self.dead = False
        self.brown_out_at_row: int | None = None
        self.overflows = 0  # times that bytes found the buffer full and were lost
        self.rows_printed = 0
        self._language = EscPosLanguage(self.mechanism)
        self._buffer = bytearray()
        self._powered = self._cover_open = self._booted = False
        self._start()

    # --- people ---------------------------------------------------------------------------------------------------

    @property
    def slips(self) -> Slips:
        """What was cut or torn off, oldest first; pictures."""
        return self.paper.slips

    @property
    def hanging(self) -> Image.Image:
        """The piece that is still in the printer, from the last cut to the print line."""
        return to_image(self.paper.hanging_rows())

    def tear(self) -> None:
        """A person tears the paper off at the blade."""
        self.paper.part()

    def load_paper(self, length_mm: float | None = 30_000) -> None:
        """A person puts a new roll in; None is one that does not end."""
        self.paper.load(length_mm)
        self._changed()

    @property
    def paper_left_mm(self) -> float | None:
        """What is left on the roll; None: it never ends."""
        return None if self.paper.left_rows is None else self.paper.left_rows / DOTS_PER_MM

    @paper_left_mm.setter
    def paper_left_mm(self, length_mm: float | None) -> None:
        """What is left on the roll; None: it never ends."""
        self.paper.left_rows = None if length_mm is None else length_mm * DOTS_PER_MM
        self._changed()

    @property
    def cover_open(self) -> bool:
        """Somebody has opened the cover."""
        return self._cover_open

    @cover_open.setter
    def cover_open(self, is_open: bool) -> None:
        """Somebody has opened the cover."""
        self._cover_open = is_open
        if is_open and self.mechanism.cover_clears_buffer:
            self._buffer.clear()
            self._language.reset()
        self._changed()

    def overheat(self, pause_ms: int) -> None:
        """The head is too hot to continue for some time."""
        self._hot_until_us = self.clock.now_us + pause_ms * 1000
        self._changed()
        self.clock.call_later(pause_ms * 1000, self._changed)

    def send_stray(self, data: bytes) -> None:
        """Bytes that nobody asked for appear on the line."""
        self._say(data)

    @staticmethod
    def png(slip: Image.Image, path: Path) -> None:
        """Save a slip with a margin of paper."""
        save_png(slip, path)

    # --- supply ---------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        """Everything that is lost without a supply."""
        self._buffer.clear()
        self._language.reset()
        self._heating_dots, self._stroke_us = self.mechanism.heating_dots, self.mechanism.stroke_us
        self._pending: Rows | None = None  # rows that found no paper
        self._moving = False
        self._hot_until_us = 0
        self._status_back = 0
        self._reported: bytes | None = None
        self._busy: bool | None = None
        self._realtime = b""  # the beginning of a DLE EOT at the last chunk's end

    def power_on(self) -> None:
        """It starts, and answers when it has booted."""
        self._start()
        self._powered, self._booted = not self.dead, False
        if self._powered:
            self._show_busy()
            self.clock.call_later(self.mechanism.boot_us, self._boot)

    def _boot(self) -> None:
        self._booted = True
        self._say(self.mechanism.power_on_notice)
        self._changed()

    def power_off(self) -> None:
        """It stops in the middle of whatever it was printing."""
        self._powered = self._booted = False

    # --- the line -------------------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> None:
        """Bytes of the terminal go into the buffer; real-time commands are answered at once."""
        if self.dead or not self._booted:
            return
        self._answer_realtime(data)
        room = self.mechanism.buffer_bytes - len(self._buffer)
        if len(data) > room:
            self.overflows += 1
        self._buffer += data[:room]
        self._show_busy()
        self._work()

    def _say(self, data: bytes) -> None:
        if data and self._booted and self.mechanism.answers and not (self.silent or self.dead):
            self.send(data)

    def _answer_realtime(self, data: bytes) -> None:
        """DLE EOT is answered as it arrives, inside a picture too: the receiver does not know what bytes are for."""
        heard = self._realtime + data
        self._realtime = heard[-2:] if heard[-2:] == REALTIME else heard[-1:] if heard[-1:] == REALTIME[:1] else b""
        at = heard.find(REALTIME)
        while 0 <= at < len(heard) - 2:
            if 1 <= heard[at + 2] <= 4:
                self._say(bytes((self._senses().realtime(heard[at + 2]),)))
            at = heard.find(REALTIME, at + 2)

    @property
    def _hot(self) -> bool:
        return self.clock.now_us < self._hot_until_us

    @property
    def _paper_out(self) -> bool:
        return self.paper.is_out or (self._cover_open and not self.mechanism.cover_sensor)

    @property
    def _near_end(self) -> bool:
        left_mm = self.paper_left_mm
        return self.mechanism.near_end_sensor and left_mm is not None and left_mm < NEAR_END_MM

    @property
    def _offline(self) -> bool:
        return self._paper_out or self._cover_open or self._hot

    def _senses(self) -> Senses:
        cover = self._cover_open and self.mechanism.cover_sensor
        return Senses(self._offline, cover, self._paper_out, self._near_end or self._paper_out, self._hot)

    def _answer_queued(self, ask: Ask) -> None:
        if ask.command == "GS r":
            self._say(bytes((self._senses().paper() if ask.argument in (1, 49) else 0,)))
        elif ask.command == "ESC v":
            self._say(bytes((self._senses().kiosk(),)))
        elif self.mechanism.status_back:
            self._status_back, self._reported = ask.argument, None
            self._tell_changes()

    def _tell_changes(self) -> None:
        """GS a: four bytes when the state differs from the last reported."""
        if not self._status_back:
            return
        status = self._senses().report()
        if status != self._reported:
            self._reported = status
            self._say(status)

    def _show_busy(self) -> None:
        free = self.mechanism.buffer_bytes - len(self._buffer)
        limit = self.mechanism.ready_above_bytes if self._busy else self.mechanism.busy_below_bytes
        busy = not self._booted or self._offline or free < limit
        if busy != self._busy:
            self._busy = busy
            if self.set_busy:
                self.set_busy(busy)

    # --- the mechanism --------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        """A sensor sees something else."""
        if self._booted:
            self._tell_changes()
            self._show_busy()
            self._work()

    def _work(self) -> None:
        """Take steps from the buffer until one moves something; its end calls here again."""
        while self._booted and not (self._moving or self._offline or self.dead):
            if self._pending is not None:
                rows, self._pending = self._pending, None
                self._print(rows)
                continue
            step = self._language.step(self._buffer)
            if step is None:
                break
            match step:
                case PrintRows(rows):
                    self._print(rows)
                case Cut(feed_dots) if self.mechanism.cutter:
                    self._cut(feed_dots)
                case Ask():
                    self._answer_queued(step)
                case Heat(dots, stroke_us):
                    self._heating_dots, self._stroke_us = dots, stroke_us
        if self._booted:
            self._show_busy()

    def _print(self, rows: Rows) -> None:
        limit = len(rows) if self.brown_out_at_row is None else min(len(rows), self.brown_out_at_row)
        near_end = self._near_end
        count = self.paper.pass_under_head(rows[:limit])
        self.rows_printed += count
        if self.brown_out_at_row is not None:
            self.brown_out_at_row -= count
            if self.brown_out_at_row <= 0:
                self.brown_out_at_row = None
                self.power_on()
                return
        if count < len(rows):
            self._pending = rows[count:]
        self._move(self._time_us(rows[:count]))
        if self._paper_out or near_end != self._near_end:
            self._tell_changes()

    def _time_us(self, rows: Rows) -> int:
        """A row is heated in strokes of `heating_dots`; the motor has its own fastest step."""
        black = np.bitwise_count(rows).sum(axis=1, dtype=np.int64)
        heating = -(-black // self._heating_dots) * self._stroke_us
        return int(np.maximum(heating, self.mechanism.row_us).sum())

    def _cut(self, feed_dots: int | None) -> None:
        if feed_dots is not None:
            blank = np.zeros((self.mechanism.blade_dots + feed_dots, self.mechanism.width_bytes), np.uint8)
            count = self.paper.pass_under_head(blank)
            self.rows_printed += count
            if count < len(blank):
                return
        self.paper.part()
        self._move(CUT_US + (0 if feed_dots is None else ceil(feed_dots * self.mechanism.row_us)))

    def _move(self, duration_us: int) -> None:
        self._moving = True
        self.clock.call_later(duration_us, self._moved)

    def _moved(self) -> None:
        self._moving = False
        self._work()
