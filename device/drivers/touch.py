"""Resistive touch glass with an XPT2046 (datasheet XPT2046, tables 3 to 8). A touch counts on release."""

import asyncio
from time import sleep_ms, ticks_add, ticks_diff, ticks_ms

from machine import SPI, Pin

from drivers import calibration

_BAUDRATE = 2_000_000  # at most 2.5 MHz
_SAMPLE_MS = 10  # between two readings while a finger is down
_GLANCE_MS = 2  # between two looks at PENIRQ alone
RELEASE_MS = 22  # contacts bounce; after this long without contact the finger is gone
MIN_TOUCH_MS = 40  # a shorter touch is an accident
LOCK_OUT_MS = 300  # a double touch must not also press "confirm" on the next screen
_STUCK_MS = 10_000  # nobody touches that long
BOOT_SAMPLES = 4
PRESSURE_MOST = 4  # highest resistance of a firm contact, in X plates; a lighter one gives a wrong position
SPREAD_MOST = 48  # counts between the middle three of five conversions; 1 mm on a 4" glass
APART_LEAST = 3900  # counts between Z2 and Z1 without contact (4095 without noise); a firm contact has half
JUMP_MOST = 400  # counts between readings; no finger slides faster, so a second one has come or gone
_KEPT = 5
# Twelve bits, differential. PD0 is set in all but the last command, so that the drivers stay on and the glass settles.
# The first conversion of each input is discarded, since the glass has not settled then.
_X, _Y, _Z1, _Z2, _LAST = 0xD1, 0x91, 0xB1, 0xC1, 0xC0
_PRESSURE = (_Z1, _Z1, _Z2, _Z2)
_SEQUENCE = _PRESSURE + (_Y,) * (_KEPT + 1) + (_X,) * (_KEPT + 1) + _PRESSURE[:3] + (_LAST,)
_AT_Y, _AT_X, _AT_END = 5, 6 + _KEPT, 6 + 2 * _KEPT  # in the sequence


class Touch:
    """One finger on the glass over a display, on the display's bus.

    A reading counts only if one of the next two agrees with it, so a single bad one cannot begin, move or end a touch.
    If two readings agree on a jump, a second finger is on the glass and the touch does not count.

    There is no auto-repeat. A touch at boot, or longer than _STUCK_MS, is `stuck` and ignored until it is released.

    spi, chip_select: the bus, and the output that selects the chip.
    irq_pin: PENIRQ, low while the glass is touched.
    coefficients: from `calibration.solve`.
    width, height: of the display in dots.
    bus_baudrate: of the display, restored after each reading.
    """

    def __init__(
        self, spi: SPI, chip_select: Pin, irq_pin: Pin, coefficients: tuple, width: int, height: int, bus_baudrate: int
    ) -> None:
        self.spi, self.chip_select, self._irq_pin = spi, chip_select, irq_pin
        self.coefficients, self.width, self.height = coefficients, width, height
        self._bus_baudrate = bus_baudrate
        self._commands = bytearray(2 * len(_SEQUENCE) + 1)  # a conversion takes 16 clocks, the last one 24
        for i, command in enumerate(_SEQUENCE):
            self._commands[2 * i] = command
        self._answers = bytearray(len(self._commands))
        self._changed = asyncio.ThreadSafeFlag()
        self._handler = self._wake
        self._heard = False
        self._down = self._counts = False
        self._first: tuple | None = None  # readings of the current touch
        self._last: tuple | None = None
        self._alone: tuple | None = None  # the latest reading, if it did not agree with the ones before
        self._older: tuple | None = None  # the one before that, if neither did
        self._heard_ms = self._began_ms = self._seen_ms = self._read_ms = self._locked_until = ticks_ms()
        chip_select(1)
        self._convert()  # leaves the chip powered down with its interrupt enabled
        self.stuck = not irq_pin.value()
        for _ in range(BOOT_SAMPLES):
            sleep_ms(_SAMPLE_MS)
            self.stuck = self.stuck and not irq_pin.value()
        self._down = self.stuck
        self._listen(True)

    def present(self) -> bool:
        """True if the chip answers: an open line reads as all ones or all zeros, which no glass returns."""
        self._listen(False)
        self._convert()
        self._listen(True)
        return self._value(1) < self._value(3)

    async def tapped(self, targets: list) -> int:
        """Wait for a touch that begins and ends in the same target; returns its number.

        targets: (x, y, width, height) in dots each. May be cancelled; one task at a time.
        """
        while True:
            first, last = await self.touched()
            begin, end = self._dot(first), self._dot(last)
            for number, target in enumerate(targets):
                if _inside(target, begin) and _inside(target, end):
                    return number

    async def touched(self) -> tuple:
        """Wait for a complete touch. Returns its first and last reading, X and Y in counts, for `calibration`."""
        while True:
            free, wait_ms = self._irq_pin.value(), _GLANCE_MS
            if not self._down and free:
                self._heard = False
                await self._changed.wait()
                continue
            if not self._down:
                self._begin()
            if free:
                wait_ms = RELEASE_MS - ticks_diff(ticks_ms(), self._seen_ms)
                if wait_ms <= 0:
                    ended = self._let_go()
                    if ended:
                        return ended
                    continue
            elif self.stuck:
                self._seen_ms = ticks_ms()
                await self._changed.wait()
                continue
            else:
                self._seen_ms = ticks_ms()
                if ticks_diff(self._seen_ms, self._read_ms) >= _SAMPLE_MS:
                    self._look()
            await asyncio.sleep_ms(min(wait_ms, _GLANCE_MS))

    def lock_out(self, duration_ms: int = LOCK_OUT_MS) -> None:
        """Ignore the current touch, and any that begins within `duration_ms` from now, however long it lasts."""
        self._locked_until = ticks_add(ticks_ms(), duration_ms)
        self._counts = False

    def reading(self) -> tuple | None:
        """X and Y in counts (0 to 4095) of a firm and steady touch, or None."""
        self._convert()
        x, y = self._median(_AT_X), self._median(_AT_Y)
        if x is None or y is None or not (self._firm(0, x) and self._firm(_AT_END, x)):
            return None
        return x, y

    def _begin(self) -> None:
        now = self._heard_ms if self._heard else ticks_ms()
        self._heard = False
        self._listen(False)
        self._down, self._first, self._last, self._alone, self._older = True, None, None, None, None
        self._began_ms = self._seen_ms = now
        self._read_ms = ticks_add(now, -_SAMPLE_MS)
        self._counts = ticks_diff(now, self._locked_until) >= 0

    def _look(self) -> None:
        """Take one reading of the current touch."""
        now = self._read_ms = self._seen_ms
        if ticks_diff(now, self._began_ms) > _STUCK_MS:
            self.stuck, self._counts = True, False
            self._listen(True)
            return
        reading = self.reading()
        if reading is None:
            return
        if not _agree(reading, self._last):
            if not _agree(reading, self._alone) and not _agree(reading, self._older):
                self._older, self._alone = self._alone, reading
                return
            if self._last is None:
                self._first = reading
            else:
                self._counts = False
        self._last, self._alone, self._older = reading, None, None

    def _let_go(self) -> tuple | None:
        self._down = self.stuck = False
        self._listen(True)
        if self._counts and self._first and ticks_diff(self._read_ms, self._began_ms) >= MIN_TOUCH_MS:
            return self._first, self._last
        return None

    def _listen(self, on: bool) -> None:
        """Enable or disable the interrupt: during a touch conversions make PENIRQ flicker."""
        self._irq_pin.irq(self._handler if on else None, Pin.IRQ_RISING | Pin.IRQ_FALLING)

    def _wake(self, _pin) -> None:
        if not self._heard:
            self._heard, self._heard_ms = True, ticks_ms()
        self._changed.set()

    def _dot(self, reading: tuple) -> tuple[int, int]:
        """The dot under a reading, clamped to the display."""
        x, y = calibration.dot(self.coefficients, reading)
        return max(0, min(x, self.width - 1)), max(0, min(y, self.height - 1))

    def _convert(self) -> None:
        self.spi.init(baudrate=_BAUDRATE)
        self.chip_select(0)
        self.spi.write_readinto(self._commands, self._answers)
        self.chip_select(1)
        self.spi.init(baudrate=self._bus_baudrate)

    def _value(self, place: int) -> int:
        return (self._answers[2 * place + 1] << 8 | self._answers[2 * place + 2]) >> 3 & 0xFFF

    def _median(self, start: int) -> int | None:
        values = sorted(self._value(start + i) for i in range(_KEPT))
        middle = _KEPT // 2
        return values[middle] if values[middle + 1] - values[middle - 1] <= SPREAD_MOST else None

    def _firm(self, start: int, x: int) -> bool:
        """True if the contact's resistance, X plate * x * (Z2 / Z1 - 1), is low enough.

        At x = 0 the formula is 0 even without contact, so Z1 and Z2 are checked too. PENIRQ cannot replace them: they
        belong to the same conversions as x, while PENIRQ may have changed since.
        """
        z1, z2 = self._value(start + 1), self._value(start + 3)
        return z2 - z1 < APART_LEAST and x * (z2 - z1) <= PRESSURE_MOST * 4096 * z1


def _agree(reading: tuple, other: tuple | None) -> bool:
    """True if there is no jump between two readings."""
    return other is not None and max(abs(reading[0] - other[0]), abs(reading[1] - other[1])) <= JUMP_MOST


def _inside(target: tuple, dot: tuple) -> bool:
    return target[0] <= dot[0] < target[0] + target[2] and target[1] <= dot[1] < target[1] + target[3]
