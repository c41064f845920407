"""The clock chip DS3231 with its own battery: the time of day, or None if it is unknown.

Source: DS3231 datasheet, "Timekeeping Registers" (00h-06h, 0Bh), "Control" (0Eh), "Status" (0Fh). It runs in UTC,
24 hours.
"""

from time import ticks_diff, ticks_ms

from formats.calendar import DAY_S, date_of, days_since_1970

ADDRESS = 0x68
TIME, NOTE, CONTROL, STATUS = 0x00, 0x0B, 0x0E, 0x0F  # NOTE: minutes of alarm 2, which nothing is wired to
TIME_BYTES = 7  # seconds, minutes, hours, day of week, day, month and century, year
OSCILLATOR_STOPPED = 0x80  # in STATUS: the battery was empty for a while, so the time is wrong
OSCILLATOR_OFF = 0x80  # in CONTROL: do not run from the battery
TWELVE_HOURS = 0x40  # in hours
CENTURY = 0x80  # in months: add 100 years to 2000
FIRST_YEAR, LAST_YEAR = 2020, 2099  # of a terminal's life; any other year comes from a wrong bit
_APART_MS = 2000  # that two looks at its seconds, and the processor's crystal, may miss
_JUMP_MS = 5000  # no crystal loses or gains so much from one look to the next
_LONGEST_MS = 1 << 28  # three days: half of what `ticks_diff` takes
NOTED = 0x35  # unlikely minutes of an alarm, so that the bit is not set by chance


class WallClock:
    """The clock on an I2C bus. An unknown time is None: a terminal works without it.

    i2c: machine.I2C.
    """

    def __init__(self, i2c) -> None:
        self._i2c = i2c
        self._since: tuple | None = None  # (seconds, processor's ms) where `drift` began
        self._ahead_ms = 0  # of the processor, at the look before

    def now(self) -> int | None:
        """Seconds since 1970-01-01 UTC, in 32 bits; None if the chip is missing, has stopped or is implausible."""
        try:
            if self._i2c.readfrom_mem(ADDRESS, STATUS, 1)[0] & OSCILLATOR_STOPPED:
                return None
            registers = self._i2c.readfrom_mem(ADDRESS, TIME, TIME_BYTES)
        except OSError:
            return None
        return _seconds(registers)

    def drift(self) -> int:
        """Milliseconds a minute by which it is faster than the processor, slower if negative; 0 if it is not seen.

        It is seen once both are more than two seconds apart, since a look may miss one: 1 % within five minutes. A jump
        since the look before is no drift: it is compared anew from there. Ask every ten seconds or so.
        """
        seconds, own_ms, ahead_ms, passed_ms = self.now(), ticks_ms(), 0, 0
        if self._since and seconds is not None:
            passed_ms = ticks_diff(own_ms, self._since[1])
            ahead_ms = (seconds - self._since[0]) * 1000 - passed_ms
        is_jump, self._ahead_ms = abs(ahead_ms - self._ahead_ms) > _JUMP_MS, ahead_ms
        if not self._since or seconds is None or is_jump or passed_ms > _LONGEST_MS:
            self._since, self._ahead_ms = None if seconds is None else (seconds, own_ms), 0
            return 0
        return ahead_ms * 60_000 // passed_ms if abs(ahead_ms) > _APART_MS + passed_ms // 1000 else 0

    def status(self) -> int | None:
        """The register STATUS; None if the chip is missing."""
        try:
            return self._i2c.readfrom_mem(ADDRESS, STATUS, 1)[0]
        except OSError:
            return None

    def set(self, seconds: int) -> bool:
        """Set the time. seconds: since 1970-01-01 UTC. False if the chip is missing, or the year is out of range."""
        self._since, self._ahead_ms = None, 0
        if not FIRST_YEAR <= date_of(seconds // DAY_S)[0] <= LAST_YEAR:
            return False
        try:
            control = self._i2c.readfrom_mem(ADDRESS, CONTROL, 1)[0]
            status = self._i2c.readfrom_mem(ADDRESS, STATUS, 1)[0]
            self._i2c.writeto_mem(ADDRESS, CONTROL, bytes((control & ~OSCILLATOR_OFF & 0xFF,)))
            self._i2c.writeto_mem(ADDRESS, TIME, _registers(seconds))
            self._i2c.writeto_mem(ADDRESS, STATUS, bytes((status & ~OSCILLATOR_STOPPED & 0xFF,)))
        except OSError:
            return False
        return True

    def note(self, is_on: bool) -> None:
        """Store one bit in the clock: the battery keeps it while power is off, and writing it causes no wear."""
        try:
            self._i2c.writeto_mem(ADDRESS, NOTE, bytes((NOTED if is_on else 0,)))
        except OSError:
            pass

    def noted(self) -> bool:
        """The bit that `note` stored; False if the chip is missing."""
        try:
            return self._i2c.readfrom_mem(ADDRESS, NOTE, 1)[0] == NOTED
        except OSError:
            return False


def _seconds(registers: bytes) -> int | None:
    if registers[2] & TWELVE_HOURS:
        return None
    century = 100 if registers[5] & CENTURY else 0
    second, minute, hour, day, year = [_from_bcd(registers[i]) for i in (0, 1, 2, 4, 6)]
    month = _from_bcd(registers[5] & ~CENTURY & 0xFF)
    if second > 59 or minute > 59 or hour > 23 or not 1 <= month <= 12:
        return None
    if not FIRST_YEAR <= 2000 + century + year <= LAST_YEAR:
        return None
    days = days_since_1970(2000 + century + year, month, day)
    if date_of(days)[2] != day:
        return None  # such as 31 February
    return days * DAY_S + hour * 3600 + minute * 60 + second


def _registers(seconds: int) -> bytes:
    days, second = divmod(seconds, DAY_S)
    year, month, day = date_of(days)
    century = CENTURY if year >= 2100 else 0
    values = (second % 60, second // 60 % 60, second // 3600, (days + 3) % 7 + 1, day, month, year % 100)
    registers = bytearray(_to_bcd(value) for value in values)
    registers[5] |= century
    return bytes(registers)


def _from_bcd(value: int) -> int:
    """The value of a two-digit binary-coded decimal; 255, out of every range, if it is invalid."""
    return 255 if value & 0x0F > 9 or value >> 4 > 9 else (value >> 4) * 10 + (value & 0x0F)


def _to_bcd(value: int) -> int:
    return value // 10 << 4 | value % 10
