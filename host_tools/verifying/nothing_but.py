"""Proves that nothing else is on two chips: they are rebuilt from what was read off them, and compared byte by byte.

Whoever reads a structure puts it here, too. What is then left over on the real chips was put there by nobody whom the
formats know: a few bits of worn cells, or bytes that mean something to somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from host_tools.findings import Report
from host_tools.formats.cartridge import SECTOR_BYTES, STATE_AT, Region
from host_tools.verifying.twin import ERASED, WORN_BITS, Bytes, Flags, Twin

_MOST_SAID = 6


@dataclass(frozen=True)
class Strange:
    """Bits of one chip, in one place, that nothing accounts for. first: address of the first byte."""

    chip: int
    place: str
    bits: int
    bytes: int
    first: int


class Rebuilt:
    """What both chips would hold if there were nothing but what was read. regions: by name, in order."""

    def __init__(self, twin: Twin, regions: dict[str, Region]) -> None:
        self._twin, self._regions = twin, regions
        self._chips: list[Bytes] = [np.full(len(image), ERASED, np.uint8) for image in twin.images]

    def put(self, address: int, data: bytes, chip: int | None = None) -> None:
        """data is at an address, on both chips or on one."""
        for number in (0, 1) if chip is None else (chip,):
            self._chips[number][address : address + len(data)] = np.frombuffer(data, np.uint8)

    def put_bits(self, region: Region, marked: Flags, skipped_bytes: int = 0) -> None:
        """Bits of a region behind some bytes; marked: each that is programmed to 0."""
        self.put(region.begin + skipped_bytes, bytes(~np.packbits(marked, bitorder="little")))

    def strange(self) -> list[Strange]:
        """Everything on the chips that was not put."""
        found = []
        for chip in (0, 1):
            different = self._twin.arrays[chip] ^ self._chips[chip]
            at = np.flatnonzero(different)
            while len(at):
                place, end = self._place(int(at[0]))
                inside = at[at < end]
                bits = int(np.unpackbits(different[inside]).sum())
                found.append(Strange(chip, place, bits, len(inside), int(inside[0])))
                at = at[len(inside) :]
        return found

    def same_on_both(self) -> int | None:
        """Address of the first byte in which both chips have the same strange bit: two cells do not wear alike."""
        first, second = (self._twin.arrays[chip] ^ self._chips[chip] for chip in (0, 1))
        at = np.flatnonzero(first & second)
        return int(at[0]) if len(at) else None

    def _place(self, address: int) -> tuple[str, int]:
        """(name, end) of the place that an address is in."""
        if address < SECTOR_BYTES:
            return ("the header's page", STATE_AT) if address < STATE_AT else ("the state marks", SECTOR_BYTES)
        for name, region in self._regions.items():
            if address < region.begin + region.size:
                return f"the region {name}", region.begin + region.size
            end = region.begin + -(-region.size // SECTOR_BYTES) * SECTOR_BYTES
            if address < end:
                return f"the spare bytes behind the region {name}", end
        return "the chip behind the last region", len(self._twin.images[0])

    def compare(self, report: Report) -> int:
        """Say what is strange; returns how many bits are. Up to WORN_BITS are wear, more are red."""
        found = self.strange()
        if (same := self.same_on_both()) is not None:
            report.bad(
                f"Both chips hold the same bits in {self._place(same)[0]}, first at {same:#x}, and nothing "
                "accounts for them."
            )
        bits = sum(one.bits for one in found)
        if not found:
            report.good("Nothing else is on the two chips.")
        elif bits <= WORN_BITS:
            places = ", ".join(f"{one.place} of chip {one.chip + 1} (byte {one.first:#x})" for one in found)
            report.note(f"Worn cells: {bits} bits of the chips are not as everything else has them, in {places}.")
        else:
            for one in found[:_MOST_SAID]:
                report.bad(
                    f"Chip {one.chip + 1} holds {one.bytes} bytes in {one.place} that nothing accounts for, "
                    f"the first at {one.first:#x}."
                )
            if len(found) > _MOST_SAID:
                report.bad(f"There are {len(found) - _MOST_SAID} more places with bytes that nothing accounts for.")
        return bits
