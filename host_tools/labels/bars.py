"""Digits as bars in a PDF paper."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from host_tools import paper
from host_tools.labels import code128

_MODULE_MM, _BARS_MM, _DIGITS_MM = 0.33, 9.0, 3.5


class Bars(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A number as Code 128 with its digits below. digits: an even number of them."""

    def __init__(self, digits: str) -> None:
        super().__init__()
        self._digits, self._row = digits, code128.module_row(digits)
        self.width, self.height = len(self._row) * _MODULE_MM * mm, (_BARS_MM + _DIGITS_MM) * mm

    def draw(self) -> None:
        """Draw it, dark module by dark module."""
        for at, module in enumerate(self._row):
            if module == "1":
                self.canv.rect(at * _MODULE_MM * mm, _DIGITS_MM * mm, _MODULE_MM * mm, _BARS_MM * mm, stroke=0, fill=1)
        self.canv.setFont(paper.REGULAR, 8)
        self.canv.drawCentredString(self.width / 2, 0.5 * mm, self._digits)
