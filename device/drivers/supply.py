"""The supply: the mains by a sense pin, the battery by a MAX17048 fuel gauge on the clock's bus.

Source: MAX17048 datasheet, "Register Summary": VCELL 02h, SOC 04h, VERSION 08h, CRATE 16h; 16 bits, high byte first.
"""

from collections import namedtuple

from machine import Pin

ON_MAINS, ON_BATTERY, BATTERY_LOW, UNSEEN = range(4)  # states; UNSEEN: no part says anything

_CELL, _CHARGE, _VERSION, _RATE = 0x02, 0x04, 0x08, 0x16
_VERSION_MASK, _VERSIONS = 0xFFF0, 0x0010  # of every chip of this kind
_UNIT_UV_16 = 1250  # VCELL: 78.125 uV, in sixteenths of a microvolt
_LEAST_MV, _MOST_MV = 2500, 4500  # of a lithium cell that a board runs from; anything else is a wrong reading
_MOST_PERCENT = 120  # the gauge shows a little more than 100 before it has learned its cell
_LOW_PERCENT, _LOW_MV = 15, 3400  # an erase of a whole chip takes under a minute: far less than this lasts

# percent, millivolts: None if the gauge does not answer, or shows what no cell can have.
Reading = namedtuple("Reading", "state percent millivolts")


class Supply:
    """i2c: machine.I2C. address: of the gauge, or None. sense: number of a pin that is low with mains, or None."""

    def __init__(self, i2c, address: int | None, sense: int | None) -> None:
        self._i2c, self._address = i2c, address
        self._sense = None if sense is None else Pin(sense, Pin.IN, Pin.PULL_UP)

    def read(self) -> Reading:
        """How it is now. Without a sense pin a battery that loses charge means that the mains are gone."""
        percent, millivolts, rate = self._gauge() or (None, None, None)
        if self._sense is not None:
            on_mains: bool | None = not self._sense.value()
        else:
            on_mains = None if rate is None else rate >= 0
        if on_mains is None:
            return Reading(UNSEEN, None, None)
        if on_mains:
            return Reading(ON_MAINS, percent, millivolts)
        # On battery and nobody knows how much is left: as good as empty.
        is_low = percent is None or millivolts is None or percent < _LOW_PERCENT or millivolts < _LOW_MV
        return Reading(BATTERY_LOW if is_low else ON_BATTERY, percent, millivolts)

    def may_erase(self) -> bool:
        """False while an erase may not come to its end."""
        return self.read().state != BATTERY_LOW

    def _gauge(self) -> tuple[int, int, int] | None:
        """(percent, millivolts, change of charge); None if the chip is missing or its values are impossible."""
        if self._address is None:
            return None
        try:
            if self._word(_VERSION) & _VERSION_MASK != _VERSIONS:
                return None
            millivolts = self._word(_CELL) * _UNIT_UV_16 // 16000
            percent, rate = self._word(_CHARGE) >> 8, self._word(_RATE)
        except OSError:
            return None
        if not _LEAST_MV <= millivolts <= _MOST_MV or percent > _MOST_PERCENT:
            return None
        return min(percent, 100), millivolts, rate - 0x10000 if rate & 0x8000 else rate

    def _word(self, register: int) -> int:
        return int.from_bytes(self._i2c.readfrom_mem(self._address, register, 2), "big")
