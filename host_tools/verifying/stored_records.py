"""The sealed ballots of a region of two chips (formats, section 6): which stand whole, and what else is there."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from host_tools.formats import cartridge
from host_tools.formats.cartridge import Region
from host_tools.formats.definitions import CartridgeHeader
from host_tools.verifying.nothing_but import Rebuilt
from host_tools.verifying.twin import ERASED, WORN_BITS, Twin, differing_bits

Page = tuple[int, bytes]  # address, content


@dataclass
class Records:
    """The ballots of a region, each as its whole slot (`cartridge.published` is the record in it).

    records: in ascending order of their bytes, each once. places: slot of each whole record, in order of the slots.
    damaged: slots without a whole record on either chip; one_copy: whole on one only. worn_slots: blank but for few
    bits. repeated: records that stand more than once. ascending: from slot 0 on without a gap, each above the one
    before.
    """

    records: list[bytes] = field(default_factory=list)
    places: list[tuple[int, bytes]] = field(default_factory=list)
    void: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    one_copy: list[int] = field(default_factory=list)
    worn_slots: list[int] = field(default_factory=list)
    repeated: int = 0

    @property
    def ascending(self) -> bool:
        """Whether the slots are filled from the first on, in strictly ascending order of the records' bytes."""
        records = [record for _, record in self.places]
        return [slot for slot, _ in self.places] == list(range(len(records))) and records == sorted(set(records))


def read_records(twin: Twin, region: Region, header: CartridgeHeader, tag_key: bytes | None) -> Records:
    """Every slot of a region. tag_key: of the sealed totals; without it both chips have to agree on a record."""
    result = Records()
    parts = [twin.region(region, chip).reshape(-1, header.slot_bytes) for chip in (0, 1)]
    for slot in np.flatnonzero((parts[0] != ERASED).any(axis=1) | (parts[1] != ERASED).any(axis=1)):
        copies = [part[slot].tobytes() for part in parts]
        whole = [_whole(copy, header, tag_key) for copy in copies]
        if tag_key is None and copies[0] != copies[1]:
            whole = [None, None]
        different = list(dict.fromkeys(record for record in whole if record is not None))
        if different:
            result.places += [(int(slot), record) for record in different]
            if None in whole:
                result.one_copy.append(int(slot))
        elif not any(copies[0]) or not any(copies[1]):
            result.void.append(int(slot))
        elif sum(differing_bits(copy, b"\xff" * len(copy)) for copy in copies) <= WORN_BITS:
            result.worn_slots.append(int(slot))
        else:
            result.damaged.append(int(slot))
    found = [record for _, record in result.places]
    result.records = sorted(set(found))
    result.repeated = len(found) - len(result.records)
    return result


def _whole(slot: bytes, header: CartridgeHeader, tag_key: bytes | None) -> bytes | None:
    if tag_key is None:
        return slot if any(slot) and slot.count(ERASED) < len(slot) // 2 else None
    size = header.slot_bytes - cartridge.TAG_BYTES
    tag = hmac.digest(tag_key, slot[:size], "sha256")[: cartridge.TAG_BYTES]
    return slot if hmac.compare_digest(tag, slot[size:]) else None


def put_records(twin: Twin, region: Region, header: CartridgeHeader, found: Records, rebuilt: Rebuilt) -> int:
    """Rebuild a region's records and void slots; returns how many pages one chip did not take at all.

    A chip may refuse to write a page (it stays erased but for a few fallen bits); the record counts from the other.
    """
    refused = 0
    for slot, record in found.places:
        for chip in (0, 1):
            for at, page in _pages(region.begin + slot * header.slot_bytes, record):
                there = twin.images[chip][at : at + len(page)]
                blank = b"\xff" * len(page)
                if differing_bits(there, page) > WORN_BITS and differing_bits(there, blank) <= WORN_BITS:
                    refused += 1
                else:
                    rebuilt.put(at, page, chip)
    for slot in found.void:
        rebuilt.put(region.begin + slot * header.slot_bytes, bytes(header.slot_bytes))
    return refused


def _pages(address: int, slot: bytes) -> list[Page]:
    """A slot cut where the chip's pages begin: a write of one may fail by itself."""
    size = cartridge.PAGE_BYTES
    cuts = [address, *range(address // size * size + size, address + len(slot), size), address + len(slot)]
    return [(a, slot[a - address : b - address]) for a, b in pairwise(cuts)]
