"""Random label serials: 8 digits, evenly drawn, from the system's generator or, in tests, from a seed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from host_tools.formats.label import SERIAL_DIGITS
from host_tools.keys.randomness import RandomBytes, system

SERIALS = 10**SERIAL_DIGITS
_EVEN_BELOW = 42 * SERIALS  # the largest multiple that a 32-bit number holds; larger draws would favour low serials
_BLOCK_DRAWS = 16_384


def serials(random_bytes: RandomBytes = system) -> Iterator[int]:
    """Serials without end. random_bytes: source of random bytes, by default the system's generator."""
    while True:
        drawn = np.frombuffer(random_bytes(4 * _BLOCK_DRAWS), dtype="<u4")
        yield from (drawn[drawn < _EVEN_BELOW] % SERIALS).tolist()
