"""Thermal paper: the roll, the piece that hangs out of the printer, and the slips that were cut or torn from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from simulator.hardware.parts.printer_mechanisms import DOTS_PER_MM

Rows = NDArray[np.uint8]  # dot rows, eight dots a byte, the left one in the highest bit, 1 is black
PAPER, MARGIN_DOTS = 250, 24


def to_image(rows: Rows) -> Image.Image:
    """Dot rows as a picture: mode L, 0 is black and 255 white."""
    height, width_bytes = rows.shape
    if not height:
        return Image.new("L", (width_bytes * 8, 0), 255)
    return Image.frombytes("1", (width_bytes * 8, height), np.bitwise_not(rows).tobytes()).convert("L")


def save_png(slip: Image.Image, path: Path) -> None:
    """A slip on the table: a little paper around the printed width."""
    page = Image.new("L", (slip.width + 2 * MARGIN_DOTS, slip.height + 2 * MARGIN_DOTS), PAPER)
    page.paste(slip.point(lambda dot: PAPER if dot else 24), (MARGIN_DOTS, MARGIN_DOTS))
    page.save(path)


class Slips(Sequence[Image.Image]):
    """Pieces of paper, in order; kept as dots, seen as pictures."""

    def __init__(self) -> None:
        self._pieces: list[Rows] = []

    def append(self, rows: Rows) -> None:
        """Rows come after those that are there."""
        self._pieces.append(rows)

    def clear(self) -> None:
        """Nothing is left."""
        self._pieces.clear()

    def rows(self, index: int) -> Rows:
        """One piece as dot rows."""
        return self._pieces[index]

    def __len__(self) -> int:
        return len(self._pieces)

    def __iter__(self) -> Iterator[Image.Image]:
        return map(to_image, self._pieces)

    @overload
    def __getitem__(self, index: int) -> Image.Image: ...
    @overload
    def __getitem__(self, index: slice) -> list[Image.Image]: ...
    def __getitem__(self, index: int | slice) -> Image.Image | list[Image.Image]:
        if isinstance(index, slice):
            return [to_image(rows) for rows in self._pieces[index]]
        return to_image(self._pieces[index])


class PaperRoll:
    """The paper in one printer. `left_rows` is None while the roll is as good as endless."""

    def __init__(self, width_bytes: int, blade_dots: int) -> None:
        self.width_bytes, self.blade_dots = width_bytes, blade_dots
        self.left_rows: float | None = None
        self.slips = Slips()
        self.scraps = Slips()  # what came out in one piece with the end of a roll
        self._hanging: list[Rows] = [self._blank(blade_dots)]

    def _blank(self, count: int) -> Rows:
        return np.zeros((count, self.width_bytes), np.uint8)

    @property
    def is_out(self) -> bool:
        """The sensor sees no paper."""
        return self.left_rows is not None and self.left_rows < 1

    def pass_under_head(self, rows: Rows) -> int:
        """Print rows until the paper ends; returns how many it took. The last one before the end comes out in part."""
        count = len(rows) if self.left_rows is None else min(len(rows), int(self.left_rows))
        taken = rows[:count].copy()
        if self.left_rows is not None:
            self.left_rows -= count
            if count and self.is_out:
                taken[-1, self.width_bytes // 2 :] = 0
        if count:
            self._hanging.append(taken)
        return count

    def hanging_rows(self) -> Rows:
        """The rows that hang from the printer, uncut."""
        if len(self._hanging) > 1:
            self._hanging = [np.concatenate(self._hanging)]
        return self._hanging[0]

    def part(self) -> None:
        """Cut or tear at the blade: what is past it becomes a slip, the rest stays in the printer."""
        rows = self.hanging_rows()
        at = len(rows) - self.blade_dots
        if at > 0:
            self.slips.append(rows[:at].copy())
            self._hanging = [rows[at:].copy()]

    def load(self, length_mm: float | None) -> None:
        """A person takes the old paper away and puts a new roll in."""
        if self.hanging_rows().any():
            self.scraps.append(self.hanging_rows())
        self._hanging = [self._blank(self.blade_dots)]
        self.left_rows = None if length_mm is None else length_mm * DOTS_PER_MM
