"""Random PINs of six digits, without the ones that people try first."""

from __future__ import annotations

import itertools

from host_tools.keys.randomness import RandomBytes, below, system

DIGITS = 6
FEWEST_DIFFERENT_DIGITS = 4
LONGEST_RUN = 3  # digits that go up or down by one


def is_weak(pin: str) -> bool:
    """Whether a PIN has few different digits, a long run like 3456, or a repeated half like 527527."""
    if len(set(pin)) < FEWEST_DIFFERENT_DIGITS or pin[:3] == pin[3:] or pin == pin[::-1]:
        return True
    for step in (1, -1):
        run = 1
        for before, after in itertools.pairwise(pin):
            run = run + 1 if int(after) - int(before) == step else 1
            if run > LONGEST_RUN:
                return True
    return False


def random_pin(random_bytes: RandomBytes = system) -> str:
    """A PIN that is not weak."""
    while True:
        pin = f"{below(10**DIGITS, random_bytes):0{DIGITS}d}"
        if not is_weak(pin):
            return pin
