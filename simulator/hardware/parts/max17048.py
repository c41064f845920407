"""MAX17048, a fuel gauge for one lithium cell, on I2C (datasheet, "Register Summary").

What it shows follows the cell: charge changes with time, and the voltage with charge.
"""

from __future__ import annotations

from simulator.hardware.lines import I2cPart

VCELL, SOC, VERSION, CONFIG, CRATE = 0x02, 0x04, 0x08, 0x0C, 0x16
VERSION_VALUE, CONFIG_AT_POWER_ON = 0x0012, 0x971C
VOLTS_PER_UNIT, PERCENT_PER_HOUR_PER_UNIT = 78.125e-6, 0.208
EMPTY_V, FULL_V = 3.2, 4.18
US_PER_HOUR = 3_600_000_000


class Max17048(I2cPart):
    """percent: of the cell when it was built in. The gauge lives from the cell, so a power cut does not touch it.

    Faults: `absent` (it acknowledges nothing), `registers` (what these show instead, by number).
    """

    address = 0x36

    def __init__(self, percent: float = 100.0) -> None:
        self.absent = False
        self.registers: dict[int, int] = {}
        self._percent, self._percent_per_hour, self._since_us = percent, 0.0, 0

    def set_charge(self, percent: float, percent_per_hour: float = 0.0) -> None:
        """The cell is charged so far, and from here on gains so much, or loses it if negative."""
        self._percent, self._percent_per_hour, self._since_us = percent, percent_per_hour, self.clock.now_us

    @property
    def percent(self) -> float:
        """Of the cell, now."""
        hours = (self.clock.now_us - self._since_us) / US_PER_HOUR
        return min(100.0, max(0.0, self._percent + self._percent_per_hour * hours))

    def read(self, register: int, count: int) -> bytes | None:
        """Registers of two bytes, the high one first, one behind the other."""
        if self.absent:
            return None
        words = b"".join(self._word(at).to_bytes(2, "big") for at in range(register & ~1, register + count + 1, 2))
        return words[register & 1 :][:count]

    def write(self, register: int, data: bytes) -> bool:
        """Acknowledged; nothing here depends on what can be written."""
        return not self.absent

    def _word(self, register: int) -> int:
        if register in self.registers:
            return self.registers[register]
        volts = EMPTY_V + (FULL_V - EMPTY_V) * self.percent / 100
        shown = {
            VCELL: round(volts / VOLTS_PER_UNIT),
            SOC: round(self.percent * 256),
            VERSION: VERSION_VALUE,
            CONFIG: CONFIG_AT_POWER_ON,
            CRATE: round(self._percent_per_hour / PERCENT_PER_HOUR_PER_UNIT) & 0xFFFF,
        }
        return shown.get(register, 0)
