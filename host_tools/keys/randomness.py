"""Where random bytes come from: the operating system, or a seed for demonstrations and tests that repeat exactly."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import shake_256

RandomBytes = Callable[[int], bytes]

system: RandomBytes = os.urandom


def seeded(seed: bytes) -> RandomBytes:
    """A source that gives the same bytes at every run. Whoever knows the seed knows every key: never at an election."""
    counter = 0

    def random_bytes(length: int) -> bytes:
        nonlocal counter
        counter += 1
        return shake_256(b"tamga demo" + counter.to_bytes(8, "little") + seed).digest(length)

    return random_bytes


def below(limit: int, random_bytes: RandomBytes) -> int:
    """A uniform integer of 0..limit-1; 16 bytes reduced, so that the bias is below limit / 2^128."""
    return int.from_bytes(random_bytes(16), "little") % limit


def draws(count: int, length: int, random_bytes: RandomBytes) -> list[bytes]:
    """`count` draws of `length` bytes, as so many calls would give them; of the system's generator in one call."""
    if random_bytes is not system:
        return [random_bytes(length) for _ in range(count)]
    block = system(count * length)
    return [block[start : start + length] for start in range(0, count * length, length)]
