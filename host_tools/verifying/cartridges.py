"""The two chip images of a ballot cartridge, read for themselves (formats, section 6)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

import numpy as np

from host_tools.errors import VerifyingError
from host_tools.formats import cartridge
from host_tools.formats.definitions import CartridgeHeader

ERASED = 0xFF


class CartridgeError(VerifyingError):
    """Images that are no cartridge. The message says why and what to do."""


@dataclass(frozen=True)
class Slips:
    """Printed ballot slips by what became of them."""

    started: int
    cast: int
    spoiled: int


@dataclass
class Records:
    """The ballots of a region. damaged: slots without a whole record on either chip; one_copy: whole on one only."""

    records: list[bytes]
    void: list[int]
    damaged: list[int]
    one_copy: list[int]
    repeated: int


class Cartridge:
    """Two images of one cartridge. header comes from whichever chip holds it whole."""

    def __init__(self, image_a: bytes, image_b: bytes) -> None:
        """CartridgeError: of different size, without a header, or of two different cartridges."""
        if len(image_a) != len(image_b):
            raise CartridgeError(f"the images have {len(image_a)} and {len(image_b)} bytes; read both chips out again")
        headers = [cartridge.read_header(image) for image in (image_a, image_b)]
        whole = [found for found in headers if found is not None]
        if not whole:
            raise CartridgeError("neither image begins with a cartridge header; is the cartridge empty, or the desk's?")
        if len(whole) == 2 and whole[0] != whole[1]:
            raise CartridgeError("the two images are of different cartridges; give both chips of one booth")
        self.header: CartridgeHeader = whole[0][0]
        self.header_page: bytes = whole[0][1]
        self.images = (image_a, image_b)
        self.regions = cartridge.regions(self.header)

    def marks(self) -> dict[str, bool]:
        """Which states the cartridge has been through: set on either chip, by most of a mark's bits."""
        found = {}
        for i, name in enumerate(cartridge.MARKS):
            at = cartridge.STATE_AT + i * cartridge.MARK_BYTES
            ones = [int.from_bytes(image[at : at + cartridge.MARK_BYTES], "big").bit_count() for image in self.images]
            found[name] = min(ones) < cartridge.MARK_BYTES * 4
        return found

    def in_use(self) -> int:
        """Activation indices that were used."""
        return self._marked_bits("in use", self.header.indices)

    def cast(self) -> int:
        """Activation indices that a ballot was cast with."""
        return self._marked_bits("cast", self.header.indices)

    def slips(self) -> Slips:
        """Counts of printed slips."""
        bits = self._marked("slips", self.header.slips * 4).reshape(-1, 4)
        return Slips(*(int(bits[:, bit].sum()) for bit in range(3)))

    def pending_intents(self) -> int:
        """Casts that were under way: entries neither erased nor overwritten on either chip."""
        found = [self._region("intents", chip).reshape(-1, cartridge.INTENT_BYTES) for chip in (0, 1)]
        pending = [(part != ERASED).any(axis=1) & (part != 0).any(axis=1) for part in found]
        return int((pending[0] | pending[1]).sum())

    def records(self, region: str, tag_key: bytes | None) -> Records:
        """The records of the region `ballots` or `sorted`, in ascending order of their bytes, each once.

        tag_key: from the sealed totals. Without it a record counts as whole when both chips agree on it.
        """
        result = Records([], [], [], [], 0)
        parts = [self._region(region, chip).reshape(-1, self.header.slot_bytes) for chip in (0, 1)]
        blank = [(part == ERASED).all(axis=1) for part in parts]
        void = [(part == 0).all(axis=1) for part in parts]
        found: list[bytes] = []
        for slot in np.flatnonzero(~(blank[0] & blank[1])):
            copies = [self._whole(part[slot].tobytes(), tag_key) for part in parts]
            whole = {copy for copy in copies if copy is not None}
            if tag_key is None and parts[0][slot].tobytes() != parts[1][slot].tobytes():
                whole = set()
            if whole:
                found += whole
                if None in copies:
                    result.one_copy.append(int(slot))
            elif void[0][slot] or void[1][slot]:
                result.void.append(int(slot))
            else:
                result.damaged.append(int(slot))
        result.records = sorted(set(found))
        result.repeated = len(found) - len(result.records)
        return result

    def differences(self) -> dict[str, int]:
        """Bytes in which the chips differ, by region, where they do."""
        begin = {"header": (0, cartridge.STATE_AT), "state": (cartridge.STATE_AT, cartridge.SECTOR_BYTES)}
        begin |= {name: (region.begin, region.begin + region.size) for name, region in self.regions.items()}
        arrays = [np.frombuffer(image, np.uint8) for image in self.images]
        counts = {name: int((arrays[0][a:b] != arrays[1][a:b]).sum()) for name, (a, b) in begin.items()}
        return {name: count for name, count in counts.items() if count}

    def log_entries(self, chip: int) -> list[bytes]:
        """The 64-byte entries of one chip's event log, blank ones too."""
        region = self._region("log", chip).tobytes()
        return [region[i : i + cartridge.LOG_ENTRY_BYTES] for i in range(0, len(region), cartridge.LOG_ENTRY_BYTES)]

    def _region(self, name: str, chip: int) -> np.ndarray:
        region = self.regions[name]
        return np.frombuffer(self.images[chip], np.uint8, region.size, region.begin)

    def _marked(self, name: str, count: int) -> np.ndarray:
        """Bits that are 0 on both chips."""
        both = self._region(name, 0) | self._region(name, 1)
        return np.unpackbits(~both, bitorder="little")[:count]

    def _marked_bits(self, name: str, count: int) -> int:
        return int(self._marked(name, count).sum())

    def _whole(self, slot: bytes, tag_key: bytes | None) -> bytes | None:
        size = self.header.positions * cartridge.CIPHERTEXT_BYTES
        record = slot[: size + cartridge.TAG_BYTES]
        if tag_key is None:
            return None if not any(record) else record
        tag = hmac.digest(tag_key, record[:size], "sha256")[: cartridge.TAG_BYTES]
        return record if hmac.compare_digest(tag, record[size:]) else None
