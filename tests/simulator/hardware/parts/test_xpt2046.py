"""The touch controller against its datasheet: framing clock by clock, what each control byte measures, PENIRQ."""

from __future__ import annotations

import pytest

from simulator.hardware.clock import Clock
from simulator.hardware.parts.touch_glass import FIRM_OHM, X_PLATE_OHM, Unit
from simulator.hardware.parts.xpt2046 import Xpt2046

READ_X, READ_Y, READ_Z1, READ_Z2 = 0xD0, 0x90, 0xB0, 0xC0
MIDDLE = (240, 160)


class Chip(Xpt2046):
    """A controller on a table, with a perfect glass and a steady hand, at 1 MHz."""

    def __init__(self) -> None:
        super().__init__(480, 320, seed=None)
        self.clock = Clock()
        self.levels: list[int] = []
        self._set_interrupt = self.levels.append
        self.noise, self.bounces = 0.0, False
        self.baudrate = 1_000_000
        self.power_on()

    def wait(self, duration_us: int) -> None:
        self.clock.advance_to(self.clock.now_us + duration_us)

    def press(self, x: float, y: float) -> None:
        self.finger_down(x, y)
        self.wait(0)

    def exchange(self, data: bytes) -> bytes:
        """One transfer; time goes by as it would."""
        self.wait(len(data) * 8_000_000 // self.baudrate)
        return self.transfer(data)

    def measure(self, control: int) -> int:
        """A settled conversion in frames of 24 clocks, chip select around them."""
        self.select()
        for _ in range(6):
            answer = self.exchange(bytes((control | 1, 0, 0)))
        self.exchange(bytes((0x80, 0, 0)))  # powered down again
        self.deselect()
        return int.from_bytes(answer[1:], "big") >> 3

    @property
    def interrupt(self) -> int:
        return self.levels[-1]


@pytest.fixture
def chip() -> Chip:
    chip = Chip()
    chip.press(*MIDDLE)
    return chip


def test_a_conversion_is_busy_then_twelve_bits_then_zeros(chip: Chip) -> None:
    """Figure of the 24-clock conversion: what comes after the control byte is 0, bits 11 to 0, 000."""
    value = chip.measure(READ_X)
    chip.exchange(bytes((READ_X | 1, 0, 0)))
    answer = chip.exchange(bytes((READ_X | 1, 0, 0)))
    assert answer == bytes((0,)) + (value << 3).to_bytes(2, "big")
    assert value == pytest.approx((0.93 + 0.06) / 2 * 4096, abs=1)


def test_the_next_control_byte_may_overlap_the_end_of_the_last_value(chip: Chip) -> None:
    """16 clocks a conversion: two measurements are in 33 bits, each where a single one would have it."""
    x, y = chip.measure(READ_X), chip.measure(READ_Y)
    frame = bytes((READ_X | 1, 0) * 4 + (READ_Y | 1, 0) * 4 + (0,))
    answer = chip.exchange(frame)
    values = [int.from_bytes(answer[i : i + 2], "big") >> 3 & 0xFFF for i in range(1, len(answer) - 1, 2)]
    assert values[3] == x
    assert values[7] == y


def test_nothing_happens_until_a_start_bit(chip: Chip) -> None:
    value = chip.measure(READ_X)
    chip.exchange(bytes((READ_X | 1, 0, 0)))
    assert chip.exchange(bytes((0, 0, READ_X | 1, 0, 0)))[3:] == (value << 3).to_bytes(2, "big")
    late = (READ_X | 1) << 21  # three zeros before it: everything comes three clocks later
    assert int.from_bytes(chip.exchange(late.to_bytes(4, "big")), "big") == value << 8


def test_in_8_bit_mode_a_conversion_takes_11_clocks(chip: Chip) -> None:
    value = chip.measure(READ_X) >> 4
    control = READ_X | 0x09
    stream = 0
    for _ in range(4):
        stream = stream << 11 | control << 3
    bits = chip.exchange((stream << 12).to_bytes(7, "big"))
    out = int.from_bytes(bits, "big")
    assert out >> (56 - 3 * 11 - 9 - 8) & 0xFF == value  # three conversions on, a control byte and a busy clock


def test_chip_select_starts_the_frame_afresh(chip: Chip) -> None:
    value = chip.measure(READ_X)
    chip.exchange(bytes((READ_X | 1, 0, 0)))
    chip.exchange(bytes((READ_X | 1,)))
    chip.deselect()
    chip.select()
    assert chip.exchange(bytes((0, 0))) == b"\0\0"
    assert chip.exchange(bytes((READ_X | 1, 0, 0)))[1:] == (value << 3).to_bytes(2, "big")


def test_x_and_y_follow_the_finger(chip: Chip) -> None:
    low = chip.measure(READ_X), chip.measure(READ_Y)
    chip.finger_move(400, 300)
    high = chip.measure(READ_X), chip.measure(READ_Y)
    assert high[0] < low[0] - 1000  # plate X runs along the short side, from the bottom up
    assert high[1] > low[1] + 1000


def test_pressure_is_told_as_in_the_datasheet(chip: Chip) -> None:
    """Contact resistance = X plate * X / 4096 * (Z2 / Z1 - 1)."""
    x, z1, z2 = chip.measure(READ_X), chip.measure(READ_Z1), chip.measure(READ_Z2)
    assert X_PLATE_OHM * x / 4096 * (z2 / z1 - 1) == pytest.approx(FIRM_OHM, rel=0.02)


def test_untouched_z1_is_at_the_bottom_and_z2_at_the_top() -> None:
    chip = Chip()
    assert chip.measure(READ_Z1) == 0
    assert chip.measure(READ_Z2) == 4095


def test_single_ended_measurements_lose_the_drivers_share(chip: Chip) -> None:
    chip.finger_move(20, 310)
    assert chip.measure(READ_Y | 4) > chip.measure(READ_Y) + 50
    chip.finger_move(460, 310)
    assert chip.measure(READ_Y | 4) < chip.measure(READ_Y) - 50


def test_the_first_conversion_of_an_input_has_not_settled(chip: Chip) -> None:
    chip.baudrate = 2_000_000
    chip.finger_move(20, 20)
    answer = chip.exchange(bytes((READ_Y | 1, 0) * 3 + (READ_X | 1, 0) * 3 + (0,)))
    values = [int.from_bytes(answer[i : i + 2], "big") >> 3 & 0xFFF for i in range(1, 13, 2)]
    settled = chip.measure(READ_X)
    assert abs(values[3] - settled) > 100
    assert abs(values[5] - settled) <= 1


def test_penirq_is_low_while_touched_and_powered_down(chip: Chip) -> None:
    assert chip.interrupt == 0
    chip.finger_up()
    chip.wait(0)
    assert chip.interrupt == 1
    chip.press(*MIDDLE)
    chip.exchange(bytes((READ_X, 0, 0)))
    assert chip.interrupt == 0


def test_penirq_does_not_work_while_pd0_is_set(chip: Chip) -> None:
    chip.exchange(bytes((READ_X | 1, 0, 0)))
    assert chip.interrupt == 1
    chip.exchange(bytes((READ_X, 0, 0)))
    assert chip.interrupt == 0


def test_penirq_flickers_during_conversions_of_an_untouched_glass() -> None:
    chip = Chip()
    chip.levels.clear()
    chip.exchange(bytes((READ_X, 0, 0)))
    assert chip.levels == [0, 1]


def test_above_its_clock_the_chip_answers_nonsense(chip: Chip) -> None:
    chip.baudrate = 40_000_000
    assert len({chip.exchange(bytes((READ_X | 1, 0, 0))) for _ in range(10)}) == 10


def test_fingers_chatter_when_they_come_and_go() -> None:
    chip = Chip()
    chip.bounces = True
    chip.levels.clear()
    chip.tap(*MIDDLE)
    chip.wait(6_000)
    assert chip.levels.count(1) == 2
    chip.levels.clear()
    chip.wait(140_000)
    assert chip.levels.count(1) == 3
    assert chip.interrupt == 1
    assert not chip.touched


def test_two_fingers_are_like_one_between_them(chip: Chip) -> None:
    chip.second_finger = (40, 160)
    assert chip.measure(READ_Y) == pytest.approx((chip.glass.plate_positions(140, 160)[1]) * 4096, abs=2)


def test_a_glass_that_stands_upright_is_one_that_lies_wide_turned_clockwise() -> None:
    wide, upright = Xpt2046(480, 320, None).glass, Xpt2046(320, 480, None).glass
    for x, y in ((0, 0), (479, 0), (0, 319), (240, 160), (100, 40)):
        assert upright.plate_positions(320 - y, x) == pytest.approx(wide.plate_positions(x, y))


def test_every_unit_sits_a_little_differently() -> None:
    places = {Xpt2046(480, 320, seed).glass.plate_positions(100, 100) for seed in range(5)}
    assert len(places) == 5
    straight = Xpt2046(480, 320, None).glass.plate_positions(100, 100)
    assert all(abs(a - b) < 0.06 for place in places for a, b in zip(place, straight, strict=True))
    assert Unit.drawn(3) == Unit.drawn(3)


def test_faults_do_what_their_names_say(chip: Chip) -> None:
    clean = chip.measure(READ_Y)
    chip.drift = (0, 30)
    assert chip.measure(READ_Y) == clean + 30
    chip.drift = (0, 0)
    chip.noise = 20.0
    assert len({chip.measure(READ_Y) for _ in range(10)}) > 5
    chip.noise = 0.0
    chip.dead = (200, 100, 100, 100)
    assert not chip.touched
    assert chip.measure(READ_Y) == 4095
    chip.stuck_at = (400, 300)
    assert chip.touched
    chip.absent = True
    assert chip.exchange(bytes((READ_X, 0, 0))) == b"\xff\xff\xff"
