"""What a printer's sensors see, as the bytes of its answers (ESC/POS; fixed bits tell the kinds of answer apart)."""

from __future__ import annotations

from typing import NamedTuple

REALTIME, REPORT = 0x12, 0x10  # (byte & 0x93) of a DLE EOT answer and of a report's first byte


class Senses(NamedTuple):
    """The printer at this moment."""

    offline: bool
    cover_open: bool
    paper_out: bool
    near_end: bool
    hot: bool

    def realtime(self, which: int) -> int:
        """DLE EOT n: 1 printer, 2 cause of offline, 3 error, 4 paper sensors."""
        if which == 1:
            return REALTIME | self.offline << 3
        if which == 2:
            return REALTIME | self.cover_open << 2 | self.paper_out << 5 | self.hot << 6
        if which == 3:
            return REALTIME | self.hot << 6
        return REALTIME | self.near_end * 0x0C | self.paper_out * 0x60

    def paper(self) -> int:
        """GS r 1."""
        return self.near_end * 0x03 | self.paper_out * 0x0C

    def report(self) -> bytes:
        """The four bytes of GS a."""
        return bytes((REPORT | self.offline << 3 | self.cover_open << 5, self.hot << 6, self.paper(), 0))

    def kiosk(self) -> int:
        """ESC v of the 58 mm kiosk units."""
        return self.paper_out << 2 | self.hot << 6
