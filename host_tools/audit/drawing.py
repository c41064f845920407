"""Drawing by a public seed: the same seed and publication draw the same, for everybody who draws.

The seed is thrown with dice in public after the publication is fixed. Each draw is a hash of the publication's hash,
the seed and a number, so that nobody who made the publication knew the draws, and nobody who throws can choose them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from typing import TypeVar

from host_tools.errors import AuditError

FEWEST_DIGITS = 20
Item = TypeVar("Item")
_RANGE = 1 << 256


class Seed:
    """Random numbers from a publication and digits thrown in public.

    publication: h(publication.cose), 32 bytes. digits: 20 at least, as they were thrown.
    """

    def __init__(self, publication: bytes, digits: str) -> None:
        if not (digits.isascii() and digits.isdigit()) or len(digits) < FEWEST_DIGITS:
            raise AuditError(f"--seed: throw a die with ten faces {FEWEST_DIGITS} times in public, and give all digits")
        self._start = b"tamga audit 1," + publication.hex().encode() + b"," + digits.encode() + b","

    def number(self, purpose: str, draw: int) -> Fraction:
        """A number from 0 to below 1. purpose: what is drawn, so that draws do not follow from each other."""
        digest = sha256(self._start + purpose.encode() + b"," + str(draw).encode()).digest()
        return Fraction(int.from_bytes(digest, "big"), _RANGE)


def draws(seed: Seed, bounds: Mapping[int, Fraction], count: int, first: int = 0) -> list[int]:
    """Precincts drawn with replacement, each as often as its bound is large. first: draws that were made before."""
    total = sum(bounds.values(), Fraction(0))
    ends: list[tuple[int, Fraction]] = []
    reached = Fraction(0)
    for precinct in sorted(bounds):
        reached += bounds[precinct]
        ends.append((precinct, reached))
    return [_at(ends, seed.number("precinct", draw) * total) for draw in range(first, first + count)]


def _at(ends: Sequence[tuple[int, Fraction]], place: Fraction) -> int:
    """The first whose end is beyond a place."""
    low, high = 0, len(ends) - 1
    while low < high:
        middle = (low + high) // 2
        if ends[middle][1] > place:
            high = middle
        else:
            low = middle + 1
    return ends[low][0]


def shuffled(seed: Seed, items: Sequence[Item], count: int, purpose: str) -> list[Item]:
    """So many different items, each set with the same chance."""
    left, drawn = list(items), []
    for draw in range(min(count, len(left))):
        drawn.append(left.pop(int(seed.number(purpose, draw) * len(left))))
    return drawn
