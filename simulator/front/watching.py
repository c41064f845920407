"""What can be seen at one terminal from outside, as frames for the page: pixels, paper, and a few words about it."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from datetime import timedelta, timezone

import numpy as np
from PIL import Image

from simulator.channel.at_terminal import TerminalActs
from simulator.channel.table import Slip
from simulator.hardware.parts.paper_roll import Rows, to_image
from simulator.people.offered_paper import style_offered
from simulator.people.screen_meaning import Piece
from simulator.people.screen_reader import fold
from simulator.people.words import known, words

DISPLAY, PAPER = 1, 2
FRAME = struct.Struct("<BBHH")
READ_AFTER_US = 120_000  # a page is read when it has not changed for this long
LANGUAGES = ("kk", "ru", "en")
# Words on the screen -> state of the polls; the first that is found.
POLLS = (
    ("suspended", ("polls_suspended", "suspended_wait")),
    ("closed", ("desk_closed", "booth_closed")),
    ("open", ("show_card", "show_slip")),
    ("ready", ("mode_choose",)),
)
MARKS = (("training", "training_mark"), ("test", "test_mark"))  # before every title where nothing is official
Frame = bytes | dict[str, object]


def frame(kind: int, terminal: int, x: int, y: int, picture: Image.Image) -> bytes:
    """A binary frame of the wire."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return FRAME.pack(kind, terminal, x, y) + buffer.getvalue()


def changed(before: np.ndarray, after: np.ndarray) -> tuple[int, int, int, int] | None:
    """(left, top, right, bottom) of the smallest rectangle with every difference; None if nothing differs."""
    different = (before != after).any(axis=2)
    rows, columns = np.flatnonzero(different.any(axis=1)), np.flatnonzero(different.any(axis=0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


class Watching:
    """One terminal, watched, in its own thread: `look` sends what is new, `notice` reads the screen.

    number: of the terminal in frames.
    acts: the terminal, and what is on the table.
    minutes_east: of its clock.
    send: takes frames.
    slip_came: takes a slip that was cut.
    image, hanging: display and paper as they were sent, for a browser that comes late.
    """

    def __init__(
        self, number: int, acts: TerminalActs, minutes_east: int, send: Callable[[Frame], None],
        slip_came: Callable[[Slip], None],
    ) -> None:  # fmt: skip
        self.number, self.acts = number, acts
        self.hands, self.hardware = acts.hands, acts.hardware
        self.send, self.slip_came = send, slip_came
        self.image = np.zeros_like(self.hardware.display.image())
        self.hanging: Rows = np.zeros((0, self.hardware.printer.mechanism.width_bytes), np.uint8)
        self.piece = 0
        self.polls = self.mode = ""
        self.pieces: list[Piece] = []
        self._zone = timezone(timedelta(minutes=minutes_east))
        self._drawn: tuple[object, ...] = ()
        self._look: tuple[object, ...] = ()
        self._changed_at_us, self._is_read = 0, True
        self._scraps = 0
        self._showed_paper_given = False
        self._style = 1  # of whoever takes a paper ballot

    def look(self) -> dict[str, object]:
        """Send new pixels and paper; returns the terminal's state."""
        self.notice()
        self._look_at_display()
        self._look_at_paper()
        return self.state()

    def notice(self) -> None:
        """Read each page that stands still for a moment of the terminal's time, however seldom people look."""
        look, now_us = self.hardware.display.look, self.hardware.bench.clock.now_us
        if look != self._look:
            self._look, self._changed_at_us, self._is_read = look, now_us, False
        elif not self._is_read and (now_us - self._changed_at_us > READ_AFTER_US or not self.hardware.bench.powered):
            self._is_read = True
            self._read()

    # --- display ----------------------------------------------------------------------------------------------------

    def _look_at_display(self) -> None:
        display = self.hardware.display
        drawn = (display.dots_written, display.lit, display.absent, self.hardware.bench.powered and display.showing)
        if drawn != self._drawn:
            self._drawn = drawn
            image = display.image()
            box = changed(self.image, image)
            if box:
                left, top, right, bottom = box
                picture = Image.fromarray(np.ascontiguousarray(image[top:bottom, left:right]))
                self.image = image
                self.send(frame(DISPLAY, self.number, left, top, picture))

    def _read(self) -> None:
        screen = self.hands.screen
        self.pieces = self.acts.meanings.read(screen)

        def says(name: str) -> bool:
            return name in known() and any(screen.shows(words(name, language)) for language in LANGUAGES)

        self.polls = next((state for state, names in POLLS if any(map(says, names))), self.polls)
        before = screen.title.split(" ")[0]
        marks = [mode for mode, name in MARKS if before in {fold(words(name, language)) for language in LANGUAGES}]
        self.mode = marks[0] if marks else "" if says("mode_choose") else self.mode
        self._style = style_offered(screen, self.acts.election) or self._style
        given = says("paper_given")
        if given and not self._showed_paper_given:
            self.acts.table.gave_paper(self._style)
        self._showed_paper_given = given

    # --- paper ------------------------------------------------------------------------------------------------------

    def _look_at_paper(self) -> None:
        """What is past the blade can be seen; the rest is still in the printer."""
        printer = self.hardware.printer
        for slip in self.acts.table.collect(self.acts.terminal):
            self._rows(printer.slips.rows(slip.piece))
            self.slip_came(slip)
            self.send({
                "type": "slip", "terminal": slip.terminal, "number": slip.number, "id": slip.id, "kind": slip.slip,
                "piece": self.piece,
            })  # fmt: skip
            self._next_piece()
        if len(printer.paper.scraps) != self._scraps:
            self._scraps = len(printer.paper.scraps)
            self._next_piece()
            self.send({"type": "roll", "terminal": self.acts.terminal.name, "piece": self.piece})
        rows = printer.paper.hanging_rows()
        self._rows(rows[: len(rows) - printer.paper.blade_dots])

    def _rows(self, rows: Rows) -> None:
        known_rows = len(self.hanging)
        if len(rows) <= known_rows:
            return
        self.hanging = rows.copy()
        self.send(frame(PAPER, self.number, self.piece, known_rows, to_image(rows[known_rows:]).convert("1")))

    def _next_piece(self) -> None:
        self.piece += 1
        self.hanging = self.hanging[:0]

    # --- words ------------------------------------------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """The terminal's part of a state frame; `clock` is what its clock chip shows, to the second."""
        hardware = self.hardware
        printer, powered = hardware.printer, hardware.bench.powered
        left_mm = printer.paper_left_mm
        return {
            "powered": powered,
            "polls": self.polls,
            "page": page_as_data(self.pieces) if powered else [],
            "mode": self.mode,
            "lit": bool(self.image.any()),
            "keys_down": sorted(hardware.keys.down),
            "faults": self.acts.faults.active(),
            "printer": {
                "busy": powered and printer._moving,
                "paper_mm": None if left_mm is None else round(left_mm),
                "near_end": printer._near_end,
                "cover_open": printer.cover_open,
            },
            "clock": hardware.clock_chip.now.astimezone(self._zone).isoformat(timespec="seconds"),
        }


def page_as_data(pieces: list[Piece]) -> list[dict[str, object]]:
    """The words on a screen in the form of PROTOCOL.md; unknown values are left out."""
    shown = []
    for piece in pieces:
        item: dict[str, object] = {"kind": piece.kind, "text": piece.text}
        if piece.language:
            item["language"] = piece.language
        if piece.id:
            item["id"] = piece.id
        if piece.says:
            item["says"] = dict(piece.says)
        if piece.focus:
            item["focus"] = True
        if piece.marked is not None:
            item["marked"] = piece.marked
        shown.append(item)
    return shown
