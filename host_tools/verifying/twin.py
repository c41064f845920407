"""The same bytes on two chips, and what wear may have done to one of them (formats, section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from host_tools.formats.cartridge import Region

ERASED = 0xFF
WORN_BITS = 8  # on both chips of a cartridge together: what cells lose by themselves; a terminal allows as many
Bytes: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.uint8]]"
Flags: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]"


@dataclass(frozen=True)
class Bits:
    """A set of numbers as one-way bits. sure: marked on both chips; possible: marked on at least one.

    Where they differ, a cell of one chip did not take its bit, lost it, or let it fall: nobody can tell which.
    """

    sure: Flags
    possible: Flags

    @property
    def least(self) -> int:
        """How many are marked for certain."""
        return int(self.sure.sum())

    @property
    def most(self) -> int:
        """How many may be marked."""
        return int(self.possible.sum())

    def may_be(self, number: int) -> bool:
        """True if that many can have been marked."""
        return self.least <= number <= self.most

    def said(self) -> str:
        """The number, or both where the chips differ."""
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"

    def gaps(self) -> int:
        """Numbers that are left out below the highest marked one: 0 where bits are taken one after the other."""
        marked = np.flatnonzero(self.sure)
        return int((~self.possible[: marked[-1]]).sum()) if len(marked) else 0


class Twin:
    """Two chip images of one size."""

    def __init__(self, image_a: bytes, image_b: bytes) -> None:
        self.images = (image_a, image_b)
        self.arrays: tuple[Bytes, Bytes] = (np.frombuffer(image_a, np.uint8), np.frombuffer(image_b, np.uint8))

    def region(self, region: Region, chip: int) -> Bytes:
        """The bytes of a region on one chip."""
        return self.arrays[chip][region.begin : region.begin + region.size]

    def bits(self, region: Region, count: int, skipped_bytes: int = 0) -> Bits:
        """The first `count` bits of a region behind some bytes; marked is 0."""
        first, second = (self.region(region, chip)[skipped_bytes:] for chip in (0, 1))
        sure, possible = (np.unpackbits(~both, bitorder="little")[:count] for both in (first | second, first & second))
        return Bits(sure.astype(bool), possible.astype(bool))

    def entries(self, region: Region, size: int) -> list[tuple[bytes, bytes]]:
        """A region divided into entries of equal size: (first chip's, second chip's) of each."""
        copies = [self.region(region, chip).tobytes() for chip in (0, 1)]
        return [(copies[0][at : at + size], copies[1][at : at + size]) for at in range(0, len(copies[0]), size)]


def zeros(data: bytes) -> int:
    """How many bits are 0."""
    return 8 * len(data) - int.from_bytes(data, "big").bit_count()


def differing_bits(one: bytes, other: bytes) -> int:
    """In how many bits two pieces of the same length differ."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()
