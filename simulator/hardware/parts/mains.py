"""The mains: what an optocoupler shows of them on a pin, and the cell that feeds the terminal while they are gone."""

from __future__ import annotations

from collections.abc import Callable

from simulator.hardware.lines import Part
from simulator.hardware.parts.max17048 import Max17048

LOAD_PERCENT_PER_HOUR = -12.5  # three cells last a whole day of eight hours
CHARGE_PERCENT_PER_HOUR = 20.0


class Mains(Part):
    """cell: the gauge at the cell. set_pin: drives the sense pin, low with mains.

    Fault: `wire_broken` (the pin stays high).
    """

    def __init__(self, cell: Max17048, set_pin: Callable[[int], None]) -> None:
        self.there, self.wire_broken = True, False
        self._cell, self._set_pin = cell, set_pin

    def power_on(self) -> None:
        """The optocoupler shows what is."""
        self._show()

    def fail(self) -> None:
        """The mains go; the cell takes over without a gap."""
        self.there = False
        self._cell.set_charge(self._cell.percent, LOAD_PERCENT_PER_HOUR)
        self._show()

    def come_back(self) -> None:
        """The mains are there again and charge the cell."""
        self.there = True
        self._cell.set_charge(self._cell.percent, CHARGE_PERCENT_PER_HOUR)
        self._show()

    def _show(self) -> None:
        self._set_pin(int(not self.there or self.wire_broken))
