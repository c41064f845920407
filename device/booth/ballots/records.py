"""Sealed ballots in slots of fixed size, the same on both chips."""

import asyncio
import hashlib

from booth.ballots.published import PAIR_BYTES, TAG_BYTES
from crypto.mac import equal_bytes, hmac_sha256
from formats import payloads
from storage.bits import nth_one, ones
from storage.twin import Twin

_PEEK_BYTES = 16
_KEY_BITS = 17  # of a record's first bytes; with 13 bits of slot number they fit a small integer on a 32-bit chip
_SLOT_BITS = 13
_NO_TAG = b"\xff" * TAG_BYTES
_AT_ONCE = 32  # slots that are looked at without giving way to other tasks


class Records:
    """Slots from `address` on, each exactly as long as what it holds: the record as it is published, the x coordinates
    of its points, and a tag over both. With the coordinates points are read without square roots.

    A bitmap of free slots is built in memory from the chips: a slot is free if its beginning is blank on both. A
    record is returned only if its tag is valid, as a view that the next read overwrites: one buffer shared by all
    records keeps the heap from fragmenting.

    twin: the two chips.
    address: of the first slot.
    header: the cartridge's, for the number and size of slots.
    tag_key: 32 bytes that authenticate records.
    buffer: of other records that are not needed while these are read; None for one of its own.
    """

    def __init__(self, twin: Twin, address: int, header: payloads.CartridgeHeader, tag_key: bytes, buffer=None):
        self.twin, self.address, self._tag_key = twin, address, tag_key
        self.slots, self.slot_bytes = header.slots, header.slot_bytes
        self.sealed_bytes = self.slot_bytes - TAG_BYTES
        self.published_bytes = self.sealed_bytes - header.positions * PAIR_BYTES
        self._free: bytearray | None = None
        self.buffer = buffer or bytearray(self.slot_bytes)
        self._record: bytearray | None = None

    def _slot_at(self, slot: int) -> int:
        return self.address + slot * self.slot_bytes

    def sealing_buffer(self) -> memoryview:
        """The memory that ballots are sealed in: one block for all, allocated while the heap still has long ones."""
        return memoryview(self._whole())[: self.sealed_bytes]

    def _whole(self) -> bytearray:
        if self._record is None:
            self._record = bytearray(self.slot_bytes)
        return self._record

    def forget_sealing(self) -> None:
        """Free the sealing buffer: no further ballot will be sealed."""
        self._record = None

    def tagged(self, sealed: bytes | memoryview) -> bytearray:
        """What a slot holds of a sealed ballot, valid until the next call. sealed: bytes, or `sealing_buffer`."""
        record = self._whole()
        record[: self.sealed_bytes] = sealed
        record[self.sealed_bytes :] = hmac_sha256(self._tag_key, sealed)[:TAG_BYTES]
        return record

    def read(self, chip: int, slot: int) -> memoryview | None:
        """The record in a slot of one chip, or None if missing or damaged. Valid until the next read."""
        record = memoryview(self.buffer)
        self.twin.chips[chip].read_into(self._slot_at(slot), record)
        if record[self.sealed_bytes :] == _NO_TAG:
            return None  # a blank slot: no hash is needed to know it
        tag = hmac_sha256(self._tag_key, record[: self.sealed_bytes])[:TAG_BYTES]
        return record if equal_bytes(tag, record[self.sealed_bytes :]) else None

    def read_any(self, slot: int) -> memoryview | None:
        """The record from either chip that holds it undamaged. One that neither shows is looked for twice."""
        record = self.read(0, slot) or self.read(1, slot)
        if record is None:
            self.twin.check_between()
            record = self.read(0, slot) or self.read(1, slot)
        return record

    def write_copy(self, chip: int, slot: int, record: bytes) -> bool:
        """Write one copy, completing a partly written one. False if the slot does not hold the record afterwards.

        chip: 0 or 1.
        slot: number.
        record: not a view returned by `read`.
        """
        stands = self.read(chip, slot)
        if stands is not None:
            return stands == record  # another ballot's record is never overwritten
        if not self.twin.program_one(chip, self._slot_at(slot), record):
            return False
        self.twin.chips[chip].read_into(self._slot_at(slot), self.buffer)
        return self.buffer == record  # equal to a record with a valid tag, so its tag is valid

    def holds(self, chip: int, slot: int, record_hash: bytes) -> bool:
        """True if a slot of one chip holds a certain record, undamaged.

        chip: 0 or 1.
        slot: number.
        record_hash: SHA-256 of the record.
        """
        record = self.read(chip, slot)
        return record is not None and hashlib.sha256(record).digest() == record_hash

    def void(self, slot: int, record_hash: bytes) -> bool:
        """Undo a record: overwrite it with zeros on both chips and verify. False while a chip does not confirm it.

        An undamaged record of another ballot is never overwritten. A blank slot stays blank and is free again at boot.
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

    async def look(self) -> None:
        """Find out which slots are taken, before somebody waits for it."""
        free = bytearray((self.slots + 7) // 8)
        for slot in range(self.slots):
            if slot % _AT_ONCE == 0:
                await asyncio.sleep_ms(0)
            if self.twin.is_blank(self._slot_at(slot), _PEEK_BYTES):
                free[slot // 8] |= 1 << slot % 8
        self._free = free

    async def look_again(self) -> None:
        """Find out anew which slots are taken, by two looks: while ballots are counted none may be overlooked."""
        await self.look()
        first = self._free
        self.twin.check_between()
        await self.look()
        for at in range(len(first)):  # type: ignore[arg-type]  # it was looked at
            self._free[at] &= first[at]  # type: ignore[index]

    def draw_free(self, drbg) -> int | None:
        """Choose a blank slot uniformly at random and mark it as taken. None if there is none."""
        free = self._map()
        while True:
            count = ones(free)
            if not count:
                return None
            slot = nth_one(free, drbg.below(count))
            free[slot // 8] ^= 1 << slot % 8
            if self.twin.is_blank(self._slot_at(slot), self.slot_bytes):
                return slot  # otherwise a bit of it has flipped: skip this slot

    def taken_slots(self):
        """Every slot that is not free, in ascending order."""
        for slot in range(self.slots):
            if self.is_taken(slot):
                yield slot

    def in_order(self) -> list[int]:
        """The slots of all undamaged records, in ascending order of their bytes.

        Sorted by a short key first; only records with equal keys are compared in full. Ciphertexts are random, so
        equal records are one ballot that was stored twice, and only one of their slots is returned.
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
        """Ballots on the chips: undamaged records, equal ones counted once."""
        return len(self.in_order())
