"""Resistive touch glass behind an XPT2046 (datasheet XPT2046, tables 3 to 8). A touch counts when it is let go."""

import asyncio
from time import sleep_ms, ticks_add, ticks_diff, ticks_ms

from machine import SPI, Pin

from drivers import calibration

_BAUDRATE = 2_000_000  # 2.5 MHz at the most
_SAMPLE_MS = 10  # between two readings while a finger is down
RELEASE_MS = 30  # a finger that comes or goes chatters; so long without contact it has gone
MIN_TOUCH_MS = 40  # a shorter one is an accident
LOCK_OUT_MS = 300  # a double touch must not fall through to the next screen's "confirm"
_STUCK_MS = 10_000  # nobody touches that long
BOOT_SAMPLES = 4
PRESSURE_MOST = 4  # resistance of a firm contact, in X plates: of light ones the position is wrong
SPREAD_MOST = 48  # counts between the middle three of five conversions; 1 mm on a 4" glass
APART_LEAST = 3900  # counts between Z2 and Z1 of plates that hang free: 4095 but for noise; a firm contact has half
JUMP_MOST = 400  # counts from one reading to the next: no finger slides so fast, a second one has come or gone
_KEPT = 5
# Twelve bits, differential. PD0 is set in all but the last, so that the drivers stay on and the glass settles; the
# first conversion of each input comes before it has.
_X, _Y, _Z1, _Z2, _LAST = 0xD1, 0x91, 0xB1, 0xC1, 0xC0
_PRESSURE = (_Z1, _Z1, _Z2, _Z2)
_SEQUENCE = _PRESSURE + (_Y,) * (_KEPT + 1) + (_X,) * (_KEPT + 1) + _PRESSURE[:3] + (_LAST,)
_AT_Y, _AT_X, _AT_END = 5, 6 + _KEPT, 6 + 2 * _KEPT  # in the sequence


class Touch:
    """One finger on a glass over a display, on the display's bus.

    irq_pin: PENIRQ, low while the glass is touched. coefficients: what `calibration.solve` gives. width, height: dots
    of the display. bus_baudrate: what the display wants back after each reading.

    One reading alone says nothing: it counts when the next agrees with it, so no single bad one begins, moves or ends a
    touch. A touch whose place jumps, by two readings, is of a second finger and does not count.

    No repeat. A touch that is there at boot, or for longer than _STUCK_MS, is `stuck` and ignored until it is let go.
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
        self._first: tuple | None = None  # readings of the touch that is under way
        self._last: tuple | None = None
        self._alone: tuple | None = None  # the latest one if the one before did not agree with it
        self._heard_ms = self._began_ms = self._seen_ms = self._firm_ms = self._locked_until = ticks_ms()
        chip_select(1)
        self._convert()  # leaves the chip powered down with its interrupt on
        self.stuck = not irq_pin.value()
        for _ in range(BOOT_SAMPLES):
            sleep_ms(_SAMPLE_MS)
            self.stuck = self.stuck and not irq_pin.value()
        self._down = self.stuck
        self._listen(True)

    def present(self) -> bool:
        """Whether the chip answers: an open line reads as all ones or all zeros, which no glass gives."""
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
        """Wait for a whole touch; the readings (X, Y counts) where it began and where it ended, for `calibration`."""
        while True:
            free = self._irq_pin.value()
            if not self._down and free:
                self._heard = False
                await self._changed.wait()
                continue
            if not self._down:
                self._begin()
            if free:
                if ticks_diff(ticks_ms(), self._seen_ms) >= RELEASE_MS:
                    ended = self._let_go()
                    if ended:
                        return ended
                    continue
            elif self.stuck:
                self._seen_ms = ticks_ms()
                await self._changed.wait()
                continue
            else:
                self._look()
            await asyncio.sleep_ms(_SAMPLE_MS)

    def lock_out(self, duration_ms: int = LOCK_OUT_MS) -> None:
        """Ignore whatever touch is there or begins from now until so much later, however long it lasts."""
        self._locked_until = ticks_add(ticks_ms(), duration_ms)
        self._counts = False

    def reading(self) -> tuple | None:
        """X and Y counts (0 to 4095) under a firm and steady touch, or None."""
        self._convert()
        x, y = self._median(_AT_X), self._median(_AT_Y)
        if x is None or y is None or not (self._firm(0, x) and self._firm(_AT_END, x)):
            return None
        return x, y

    def _begin(self) -> None:
        now = self._heard_ms if self._heard else ticks_ms()
        self._heard = False
        self._listen(False)
        self._down, self._first, self._last, self._alone = True, None, None, None
        self._began_ms = self._seen_ms = self._firm_ms = now
        self._counts = ticks_diff(now, self._locked_until) >= 0

    def _look(self) -> None:
        """One reading of the touch that is under way."""
        now = self._seen_ms = ticks_ms()
        if ticks_diff(now, self._began_ms) > _STUCK_MS:
            self.stuck, self._counts = True, False
            self._listen(True)
            return
        reading = self.reading()
        if reading is None:
            return
        if not _agree(reading, self._last):
            if not _agree(reading, self._alone):
                self._alone = reading
                return
            if self._last is None:
                self._first = reading
            else:
                self._counts = False
        self._last, self._alone, self._firm_ms = reading, None, now

    def _let_go(self) -> tuple | None:
        self._down = self.stuck = False
        self._listen(True)
        if self._counts and self._first and ticks_diff(self._firm_ms, self._began_ms) >= MIN_TOUCH_MS:
            return self._first, self._last
        return None

    def _listen(self, on: bool) -> None:
        """Conversions make PENIRQ flicker: during a touch nobody listens to it."""
        self._irq_pin.irq(self._handler if on else None, Pin.IRQ_RISING | Pin.IRQ_FALLING)

    def _wake(self, _pin) -> None:
        if not self._heard:
            self._heard, self._heard_ms = True, ticks_ms()
        self._changed.set()

    def _dot(self, reading: tuple) -> tuple[int, int]:
        """The dot under a reading; beyond the edge is on the edge."""
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
        """The contact's resistance is X plate * x * (Z2 / Z1 - 1).

        At x = 0 that is 0 for plates that are apart too. Z1 and Z2 tell, and only they: they are of the same
        conversions as x, while PENIRQ can be low again when anybody looks at it.
        """
        z1, z2 = self._value(start + 1), self._value(start + 3)
        return z2 - z1 < APART_LEAST and x * (z2 - z1) <= PRESSURE_MOST * 4096 * z1


def _agree(reading: tuple, other: tuple | None) -> bool:
    """No jump from one to the other."""
    return other is not None and max(abs(reading[0] - other[0]), abs(reading[1] - other[1])) <= JUMP_MOST


def _inside(target: tuple, dot: tuple) -> bool:
    return target[0] <= dot[0] < target[0] + target[2] and target[1] <= dot[1] < target[1] + target[3]
