"""DS3231, a clock chip with its own cell, on I2C.

Source: DS3231 datasheet, "Timekeeping Registers", "Control Register (0Eh)", "Status Register (0Fh)".
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from simulator.hardware.lines import I2cPart

REGISTERS, TIME_REGISTERS = 0x13, 7
CONTROL, STATUS, TEMPERATURE = 0x0E, 0x0F, 0x11
OSCILLATOR_OFF, OSCILLATOR_STOPPED = 0x80, 0x80
ALARMS = slice(0x07, 0x0E)  # registers like any others while no alarm is enabled
FIRST_POWER = datetime(2000, 1, 1, tzinfo=UTC)  # what it shows when it first gets power


class Ds3231(I2cPart):
    """unix_seconds: what it was set to when it was built in; None is a chip that nobody has ever set.

    Faults: `battery_dead` (forgets the time with the supply), `wrong_time` (runs, but wrongly set), `absent`,
    `garbled_time` (the seven time registers as a damaged chip shows them), `drifts` (its crystal is off).

    The day of week follows the date, Monday 1; the real chip merely counts it on.
    """

    address = 0x68

    def __init__(self, unix_seconds: int | None = None) -> None:
        self.battery_dead = False
        self.absent = False
        self.garbled_time: bytes | None = None
        self._registers = bytearray(REGISTERS)
        self._registers[CONTROL], self._registers[TEMPERATURE] = 0x1C, 25
        self._registers[STATUS] = 0x08 | (OSCILLATOR_STOPPED if unix_seconds is None else 0)
        self._set_to = FIRST_POWER if unix_seconds is None else datetime.fromtimestamp(unix_seconds, UTC)
        self._set_at_us = 0
        self._fast_ppm = 0
        self._twelve_hours = False
        self._off = False

    def wrong_time(self, offset_s: int) -> None:
        """Somebody set it so far ahead, or behind if negative."""
        self._set_to += timedelta(seconds=offset_s)

    def hours_go_by(self, seconds: float) -> None:
        """Time passes that nobody wants to watch: the hands move on, nothing else does."""
        self._set_to += timedelta(seconds=seconds)

    def drifts(self, fast_ppm: int) -> None:
        """From now on it is fast by so many millionths, or slow if negative; a sound one has two at most."""
        self._set_to, self._set_at_us, self._fast_ppm = self.now, self.clock.now_us, fast_ppm

    @property
    def now(self) -> datetime:
        """What it shows at this instant."""
        gone_us = self.clock.now_us - self._set_at_us
        return self._set_to + timedelta(microseconds=gone_us + gone_us * self._fast_ppm // 1_000_000)

    def power_on(self) -> None:
        """With a dead battery it starts over and sets a bit in its status."""
        if self._off:
            self.forget()
        self._off = False

    def power_off(self) -> None:
        """The cell takes over, unless it is dead or the oscillator is set to stop with the supply."""
        if self.battery_dead or self._registers[CONTROL] & OSCILLATOR_OFF:
            self._off = True

    def forget(self) -> None:
        """Take the battery out for a moment: it starts over at its first time and sets a bit in its status."""
        self._set_to, self._set_at_us = FIRST_POWER, self.clock.now_us
        self._registers[ALARMS] = bytes(7)
        self._registers[STATUS] |= OSCILLATOR_STOPPED

    def read(self, register: int, count: int) -> bytes | None:
        """Registers from `register` on; the address wraps behind 12h. The time is taken at the start, in one piece."""
        if self.absent:
            return None
        self._registers[0:TIME_REGISTERS] = self._time_registers()
        return bytes(self._registers[(register + i) % REGISTERS] for i in range(count))

    def write(self, register: int, data: bytes) -> bool:
        """Registers from `register` on. The stopped flag can be cleared, not set; temperature is read-only."""
        if self.absent:
            return False
        self._registers[0:TIME_REGISTERS] = self._time_registers()
        time_written = False
        for i, value in enumerate(data):
            at = (register + i) % REGISTERS
            if at == STATUS:
                kept = self._registers[STATUS]
                value = (kept & value & 0x83) | (kept & 0x04) | (value & 0x08)
            if at < TEMPERATURE:
                self._registers[at] = value
            time_written = time_written or at < 7
        if time_written:
            self._take_time()
        return True

    def _time_registers(self) -> bytes:
        if self.garbled_time:
            return self.garbled_time
        now = self.now
        hours = bcd(now.hour)
        if self._twelve_hours:
            hours = 0x40 | (0x20 if now.hour >= 12 else 0) | bcd((now.hour + 11) % 12 + 1)
        month = bcd(now.month) | (0x80 if now.year >= 2100 else 0)
        return bytes(
            (bcd(now.second), bcd(now.minute), hours, now.isoweekday(), bcd(now.day), month, bcd(now.year % 100))
        )

    def _take_time(self) -> None:
        """Writing the seconds resets the divider below them; an impossible date leaves the chip where it was."""
        second, minute, hours, _, day, month, year = self._registers[0:TIME_REGISTERS]
        self._twelve_hours = bool(hours & 0x40)
        hour = from_bcd(hours & 0x3F)
        if self._twelve_hours:
            hour = from_bcd(hours & 0x1F) % 12 + (12 if hours & 0x20 else 0)
        try:
            self._set_to = datetime(
                2000 + (100 if month & 0x80 else 0) + from_bcd(year), from_bcd(month & 0x1F), from_bcd(day), hour,
                from_bcd(minute), from_bcd(second), tzinfo=UTC,
            )  # fmt: skip
        except ValueError:
            return
        self._set_at_us = self.clock.now_us


def bcd(value: int) -> int:
    """Two decimal digits in one byte."""
    return value // 10 << 4 | value % 10


def from_bcd(value: int) -> int:
    """The number that two decimal digits in one byte mean."""
    return (value >> 4) * 10 + (value & 0x0F)
