"""XPT2046 touch controller on SPI: a 12-bit converter that drives a resistive glass (datasheet XPT2046, tables 1 to 8).

Control byte: start, A2 A1 A0, MODE (8 bits if high), SER (single-ended if high), PD1 PD0. After its last bit comes one
clock of *busy*, then the value from its highest bit on, then zeros. The next control byte may begin 15 clocks after the
last one did (11 in 8-bit mode), so that conversions overlap.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.hardware.lines import SpiPart, Wires
from simulator.hardware.parts.touch_glass import FIRM_OHM, LIGHT_OHM, SETTLING_US, Finger, TouchGlass, Unit

BAUDRATE_MAX = 2_500_000  # 200 ns high and 200 ns low at the least
Y, Z1, Z2, X = 0b001, 0b011, 0b100, 0b101  # A2 A1 A0 of the four that measure the glass
OTHERS = {0b000: 0.24, 0b010: 0.0, 0b110: 0.0, 0b111: 0.29}  # temperature, battery, auxiliary: parts of the reference
DRIVER_LOSS = 0.02  # of the supply in each driver switch; only a differential measurement does not see it
ACQUISITION_CLOCKS = 3
QUIET_COUNTS = 2.0  # noise of a converter with nothing wrong
CONTACT_US = (0, 900, 1700, 3800, 5200)  # a finger that comes or goes touches lightly, off and on, until it is there


class Xpt2046(SpiPart):
    """The controller and its glass.

    `finger_down`, `finger_move`, `finger_up` and `tap` are a person's; points are dots of the panel as mounted. `seed`
    draws how this unit's glass sits, None a perfect one. Faults: `noise` (counts, standard deviation), `dead` (x, y, w,
    h in dots: touches there are not felt), `stuck_at` (a point that something presses all the time), `absent`, `drift`
    (counts added to X and Y), `bounces` (fingers come and go by chattering, on by default), `second_finger` (a point
    that is pressed whenever a finger is down).
    """

    def __init__(self, width: int, height: int, seed: int | None = 0) -> None:
        self._set_interrupt: Callable[[int], None] = lambda level: None
        self._control, self._converting = 0x80, False
        self._finger: Finger | None = None
        self._touches = 0
        self.glass = TouchGlass(width, height, Unit() if seed is None else Unit.drawn(seed))
        self.noise, self.drift = QUIET_COUNTS, (0, 0)
        self.absent, self.bounces = False, True
        self.dead: tuple[int, int, int, int] | None = None
        self.stuck_at: tuple[float, float] | None = None
        self.second_finger: tuple[float, float] | None = None
        self.baudrate = 0  # 0: slow enough
        self._random = np.random.default_rng(seed)

    def __setattr__(self, name: str, value: object) -> None:
        """What changes whether the glass is touched shows on PENIRQ at once."""
        super().__setattr__(name, value)
        if name in ("absent", "dead", "stuck_at") and hasattr(self, "_random"):
            self._interrupt()

    def connect(self, wires: Wires, bus: int, chip_select: int, interrupt: int) -> Xpt2046:
        """Wire the controller to a terminal's SPI bus and pins."""
        self._set_interrupt = lambda level: wires.set_pin(interrupt, level)
        wires.wire_spi(bus, chip_select, self)
        return self

    # --- fingers ------------------------------------------------------------------------------------------------

    def finger_down(self, x: float, y: float, contact_ohm: float = FIRM_OHM) -> None:
        """Press there, and keep pressing. contact_ohm: how firmly, LIGHT_OHM is hardly at all."""
        self._finger = Finger(x, y, contact_ohm)
        self._chatter(pressed=True)

    def finger_move(self, x: float, y: float) -> None:
        """Slide to there without letting go."""
        if self._finger:
            self._finger.x, self._finger.y = x, y

    def finger_up(self) -> None:
        """Let go."""
        if self._finger:
            self._chatter(pressed=False)

    def tap(self, x: float, y: float, for_ms: int = 120, contact_ohm: float = FIRM_OHM) -> None:
        """Touch a point for some time."""
        self.finger_down(x, y, contact_ohm)
        self.clock.call_later(for_ms * 1000, self.finger_up)

    @property
    def touched(self) -> bool:
        """The plates meet somewhere."""
        return bool(self._fingers())

    def _chatter(self, pressed: bool) -> None:
        self._touches += 1
        touch, finger = self._touches, self._finger
        assert finger
        settled_ohm = finger.contact_ohm if pressed else 0.0
        for i, at_us in enumerate(CONTACT_US if self.bounces else CONTACT_US[:1]):
            last = not self.bounces or i == len(CONTACT_US) - 1
            contact_ohm = settled_ohm if last else LIGHT_OHM * (1 - i % 2)

            def set_contact(contact_ohm: float = contact_ohm, last: bool = last) -> None:
                if touch == self._touches:
                    finger.contact_ohm = contact_ohm
                    if last and not pressed:
                        self._finger = None
                    self._interrupt()

            self.clock.call_later(at_us, set_contact)
        if self.bounces:
            finger.contact_ohm = LIGHT_OHM

    def _fingers(self) -> list[Finger]:
        fingers = []
        if self.stuck_at:
            fingers.append(Finger(*self.stuck_at, FIRM_OHM))
        if self._finger and self._finger.contact_ohm:
            fingers.append(self._finger)
            if self.second_finger:
                fingers.append(Finger(*self.second_finger, self._finger.contact_ohm))
        return [finger for finger in fingers if not self._is_dead(finger)]

    def _is_dead(self, finger: Finger) -> bool:
        if not self.dead:
            return False
        x, y, width, height = self.dead
        return x <= finger.x < x + width and y <= finger.y < y + height

    # --- supply and interrupt -----------------------------------------------------------------------------------

    def power_on(self) -> None:
        """All registers are as after the control byte 80: powered down, interrupt on."""
        self._control = 0x80
        self._in, self._in_bits, self._wait_bits = 0, 0, 0
        self._out: list[int] = []
        self._drive: int | None = None
        self._volts, self._settling_since_ns = 0.0, 0
        self._converting = False
        self._interrupt()

    def power_off(self) -> None:
        self._finger = None
        self._touches += 1

    def _interrupt(self) -> None:
        """PENIRQ is low while touched, and during X, Y and Z conversions; it does not work while PD0 is set."""
        if self.absent:
            level = 1
        elif self._converting:
            level = 0
        else:
            level = 1 if self._control & 1 else int(not self.touched)
        self._set_interrupt(level)

    # --- the bus ------------------------------------------------------------------------------------------------

    def deselect(self) -> None:
        """The serial interface starts afresh; converter and drivers stay as the last control byte left them."""
        self._in, self._in_bits, self._wait_bits = 0, 0, 0
        self._out.clear()

    def transfer(self, data: bytes) -> bytes:
        if self.absent:
            return b"\xff" * len(data)
        if self.baudrate > BAUDRATE_MAX:
            return self._random.bytes(len(data))
        bit_ns = 1_000_000_000 // (self.baudrate or 1_000_000)
        now_ns = self.clock.now_us * 1000 - len(data) * 8 * bit_ns
        answer = bytearray()
        for byte in data:
            value = 0
            for place in range(7, -1, -1):
                value = value << 1 | self._clock_bit(byte >> place & 1, now_ns, bit_ns)
                now_ns += bit_ns
            answer.append(value)
        return bytes(answer)

    def _clock_bit(self, level: int, now_ns: int, bit_ns: int) -> int:
        """One clock: a bit comes in and one goes out."""
        out = self._out.pop(0) if self._out else 0
        if self._converting and not self._out:
            self._end_of_conversion()
        if self._wait_bits:
            self._wait_bits -= 1
        elif self._in_bits or level:
            self._in, self._in_bits = self._in << 1 | level, self._in_bits + 1
            if self._in_bits == 8:
                self._control = self._in
                self._in, self._in_bits = 0, 0
                self._convert(now_ns + bit_ns, bit_ns)
        return out

    def _convert(self, now_ns: int, bit_ns: int) -> None:
        """Sample at the end of the control byte; the bits follow, one per clock."""
        bits = 8 if self._control & 0x08 else 12
        self._wait_bits = 3 if bits == 8 else 7
        channel, single = self._control >> 4 & 7, bool(self._control & 0x04)
        if channel != self._drive:
            self._drive, self._settling_since_ns = channel, now_ns - ACQUISITION_CLOCKS * bit_ns
        aim = self._aim(channel, single)
        left = np.exp(-(now_ns - self._settling_since_ns) / 1000 / SETTLING_US)
        self._volts, self._settling_since_ns = aim + (self._volts - aim) * float(left), now_ns
        counts = self._volts * 4096 + float(self._random.normal(0, self.noise))
        if channel in (X, Y):
            counts += self.drift[channel == Y]
        value = int(np.clip(round(counts), 0, 4095)) >> 12 - bits
        self._out = [0] + [value >> place & 1 for place in range(bits - 1, -1, -1)]
        self._converting = channel in (X, Y, Z1, Z2)
        self._interrupt()

    def _end_of_conversion(self) -> None:
        self._converting = False
        if not self._control & 1:
            self._drive = None  # powered down: drivers off, so that the next conversion has to settle again
        self._interrupt()

    def _aim(self, channel: int, single: bool) -> float:
        """The voltage that the input settles to, as a part of the reference."""
        if channel in OTHERS:
            return OTHERS[channel]
        pressed = self.glass.pressed(self._fingers())
        if pressed is None:  # the input floats, or hangs on one driver only
            return {X: 0.0, Y: 1.0, Z1: 0.0, Z2: 1.0}[channel]
        x, y, contact_ohm = pressed
        z1, z2 = self.glass.pressure_voltages(x, y, contact_ohm)
        value = {X: x, Y: y, Z1: z1, Z2: z2}[channel]
        return DRIVER_LOSS + value * (1 - 2 * DRIVER_LOSS) if single else value
