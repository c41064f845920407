"""A check on demand: terminals drawn from all, whose flash is read back and compared with the register of images."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from host_tools.audit.drawing import Seed, shuffled
from host_tools.formats.definitions import Precinct
from host_tools.formats.places import named


class Terminal(NamedTuple):
    """One terminal of a precinct. terminal: its number (`formats.places`)."""

    precinct: int
    terminal: int

    @property
    def name(self) -> str:
        """For people."""
        return named(self.terminal).removeprefix("the ")


def drawn(seed: Seed, precincts: Mapping[int, Precinct], part: Fraction) -> list[Terminal]:
    """So large a part of all terminals, at least one, in the order of the draw."""
    every = [
        Terminal(number, terminal)
        for number in sorted(precincts)
        for terminal in sorted(precincts[number].terminals)  # one that counts by hand has none
    ]
    count = -(-len(every) * part.numerator // part.denominator)  # rounded up
    return shuffled(seed, every, max(int(count), 1), "terminal")
