"""Fixed-size slots of sealed ballots, the same on both chips."""

import hashlib

from crypto.mac import equal_bytes, hmac_sha256
from formats import payloads
from storage.bits import nth_one, ones
from storage.layout import CIPHERTEXT_BYTES, TAG_BYTES
from storage.twin import Twin

_PEEK_BYTES = 16
_KEY_BITS = 18  # of a record's first bytes; with 12 bits of slot number that is a small integer on a 32-bit chip
_SLOT_BITS = 12


class Records:
    """Slots from `address` on.

    Which slots are free is kept in memory as a set of bits and comes from the chips: a slot is free when it begins
    blank on both. Reading a record gives it only if its tag holds, and gives a view that the next read overwrites: one
    buffer for all of them keeps the heap in one piece.
    """

    def __init__(self, twin: Twin, address: int, header: payloads.CartridgeHeader, tag_key: bytes):
        self.twin, self.address, self._tag_key = twin, address, tag_key
        self.slots, self.slot_bytes = header.slots, header.slot_bytes
        self.sealed_bytes = header.positions * CIPHERTEXT_BYTES
        self.record_bytes = self.sealed_bytes + TAG_BYTES
        self._free: bytearray | None = None
        self._buffer = bytearray(self.record_bytes)
        self._record: bytearray | None = None

    def _slot_at(self, slot: int) -> int:
        return self.address + slot * self.slot_bytes

    def sealing_buffer(self) -> memoryview:
        """Where a ballot is sealed: one piece of memory for all of them, taken while there are long pieces."""
        return memoryview(self._whole())[: self.sealed_bytes]

    def _whole(self) -> bytearray:
        if self._record is None:
            self._record = bytearray(self.record_bytes)
        return self._record

    def forget_sealing(self) -> None:
        """No ballot is sealed any more."""
        self._record = None

    def tagged(self, ciphertexts: bytes | memoryview) -> bytearray:
        """The record of a sealed ballot, valid until the next. ciphertexts: bytes, or what lies in `sealing_buffer`."""
        record = self._whole()
        record[: self.sealed_bytes] = ciphertexts
        record[self.sealed_bytes :] = hmac_sha256(self._tag_key, ciphertexts)[:TAG_BYTES]
        return record

    def read(self, chip: int, slot: int) -> memoryview | None:
        """The record in a slot of one chip, None where none stands whole. Valid until the next read."""
        record = memoryview(self._buffer)
        self.twin.chips[chip].read_into(self._slot_at(slot), record)
        tag = hmac_sha256(self._tag_key, record[: self.sealed_bytes])[:TAG_BYTES]
        return record if equal_bytes(tag, record[self.sealed_bytes :]) else None

    def read_any(self, slot: int) -> memoryview | None:
        """The record from whichever chip holds it whole."""
        return self.read(0, slot) or self.read(1, slot)

    def write_copy(self, chip: int, slot: int, record: bytes) -> bool:
        """One copy, whole afterwards, or False. Over a torn copy of the same record it completes it.

        record: not a view of this object's own reading.
        """
        stands = self.read(chip, slot)
        if stands is not None:
            return stands == record  # another's is never touched
        return self.twin.program_one(chip, self._slot_at(slot), record) and self.read(chip, slot) == record

    def holds(self, chip: int, slot: int, record_hash: bytes) -> bool:
        """Does a whole record with this SHA-256 stand in a slot of one chip?"""
        record = self.read(chip, slot)
        return record is not None and hashlib.sha256(record).digest() == record_hash

    def void(self, slot: int, record_hash: bytes) -> bool:
        """Undo a record that is not to be: zeros on both chips, looked at. False while a chip does not show it.

        The whole record of another ballot is never touched; a blank slot stays blank, and is free again at boot.
        """
        at, size = self._slot_at(slot), self.slot_bytes
        if self.twin.is_blank(at, size) and self.twin.is_ours() and self.twin.is_blank(at, size):
            return True
        stands = lambda chip: self.holds(chip, slot, record_hash)  # noqa: E731
        done = True
        for chip in (0, 1):
            if not self._is_of_another(chip, slot, record_hash):
                done = self.twin.zero_one(chip, at, size, stands) and done
        return done

    def _is_of_another(self, chip: int, slot: int, record_hash: bytes) -> bool:
        record = self.read(chip, slot)
        return record is not None and hashlib.sha256(record).digest() != record_hash

    def is_taken(self, slot: int) -> bool:
        return not self._map()[slot // 8] >> slot % 8 & 1

    def _map(self) -> bytearray:
        if self._free is None:
            self._free = bytearray((self.slots + 7) // 8)
            for slot in range(self.slots):
                if self.twin.is_blank(self._slot_at(slot), _PEEK_BYTES):
                    self._free[slot // 8] |= 1 << slot % 8
        return self._free

    def draw_free(self, drbg) -> int | None:
        """A blank slot, each with the same chance, marked as taken from then on; None when there is none."""
        free = self._map()
        while True:
            count = ones(free)
            if not count:
                return None
            slot = nth_one(free, drbg.below(count))
            free[slot // 8] ^= 1 << slot % 8
            if self.twin.is_blank(self._slot_at(slot), self.slot_bytes):
                return slot  # otherwise a bit fell in it by itself: it is left out

    def taken_slots(self):
        """Every slot that is not free, in ascending order."""
        for slot in range(self.slots):
            if self.is_taken(slot):
                yield slot

    def in_order(self) -> list[int]:
        """The slots of all whole ballots by ascending bytes: by a short key, then the few that share it in full.

        Equal records are one ballot that was stored twice, since ciphertexts are random: one of their slots is given.
        """
        order = []
        for slot in self.taken_slots():
            record = self.read_any(slot)
            if record is not None:
                order.append(int.from_bytes(record[:3], "big") >> 24 - _KEY_BITS << _SLOT_BITS | slot)
        order.sort()
        kept = 0
        for key in order:
            at, mine = kept, None
            while at and order[at - 1] >> _SLOT_BITS == key >> _SLOT_BITS:
                mine = mine or self._bytes(key)
                other = self._bytes(order[at - 1])
                if other <= mine:
                    if other == mine:
                        at = -1
                    break
                at -= 1
            if at >= 0:
                for place in range(kept, at, -1):
                    order[place] = order[place - 1]
                order[at] = key
                kept += 1
        for at in range(kept):
            order[at] &= (1 << _SLOT_BITS) - 1
        return order[:kept] if kept < len(order) else order

    def _bytes(self, key: int) -> bytes:
        return bytes(self.read_any(key & (1 << _SLOT_BITS) - 1) or b"")

    def count(self) -> int:
        """Ballots on the chips: whole records, equal ones once."""
        return len(self.in_order())
