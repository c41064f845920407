"""PINs that people try first are never given out."""

import pytest

from host_tools.keys.pins import is_weak, random_pin
from host_tools.keys.randomness import seeded


@pytest.mark.parametrize("pin", "000000 121212 112233 123456 654321 345678 527527 123321 904567".split())
def test_weak_pins_are_known(pin):
    assert is_weak(pin)


def test_random_pins_are_strong_and_differ():
    draw = seeded(b"pins")
    pins = [random_pin(draw) for _ in range(200)]
    assert all(len(pin) == 6 and pin.isdigit() and not is_weak(pin) for pin in pins)
    assert len(set(pins)) > 190
