"""A printer by itself: bytes in, answers and paper out, time as the test lets it pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from simulator.hardware.clock import Clock
from simulator.hardware.parts.escpos_printer import EscPosPrinter


class LonePrinter(EscPosPrinter):
    """Powered and started; `said` is what it has sent, `busy` its busy line."""

    def __init__(self, mechanism: str = "panel_58_cutter") -> None:
        super().__init__(mechanism, self._drive)
        self.busy = True
        self.said = b""
        self.clock = Clock()
        self.send = self._collect
        self.power_on()
        self.wait()
        self.said = b""

    def _drive(self, busy: bool) -> None:
        self.busy = busy

    def _collect(self, data: bytes) -> None:
        self.said += data

    def wait(self, duration_ms: int = 60_000) -> None:
        self.clock.advance_to(self.clock.now_us + duration_ms * 1000)

    def hear(self, data: bytes, wait_ms: int = 60_000) -> bytes:
        """Send bytes and let the printer work; what it answered."""
        self.said = b""
        self.receive(data)
        self.wait(wait_ms)
        return self.said

    @property
    def printed(self) -> NDArray[np.bool_]:
        """The paper since the last cut, without the blank rows that lay before the blade then; True is black."""
        paper: NDArray[np.uint8] = np.asarray(self.hanging)
        black: NDArray[np.bool_] = paper[self.mechanism.blade_dots :] == 0
        return black


def ink_box(paper: NDArray[np.bool_]) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of what is black."""
    return Image.fromarray(paper).getbbox()


def raster(rows: int, width_bytes: int = 48, fill: int = 0xFF, claimed_rows: int | None = None) -> bytes:
    """GS v 0 with every byte the same."""
    claimed = rows if claimed_rows is None else claimed_rows
    head = b"\x1dv0\0" + width_bytes.to_bytes(2, "little") + claimed.to_bytes(2, "little")
    return head + bytes((fill,)) * width_bytes * rows
