"""Closing a cartridge: copy the ballots in ascending order of their bytes, then erase the slots they were cast into.

Afterwards the ballot regions of both chips depend on the set of ballots alone. Every step can be interrupted and
repeated: the order is computed again from the first region, which is erased only after the mark *sorted* confirms
both copies.
"""

import asyncio
import hashlib

from booth.ballots.cartridge import Cartridge
from booth.ballots.records import Records
from storage.layout import Marks
from storage.twin import SECTOR_BYTES

_MOST_WORN = 8  # records that worn cells may keep off one chip; a chip that loses more is broken


class Closing:
    """The work between the last ballot and a closed cartridge.

    cartridge: the ballots.
    tag_key: 32 bytes that authenticate records.
    progress: called with (records done, records in total).
    """

    def __init__(self, cartridge: Cartridge, tag_key: bytes, progress=lambda done, of: None):
        self._from = cartridge.records
        self._twin = cartridge.twin
        self._layout = cartridge.layout
        self._progress = progress
        self.worn = 0  # records that `finish` could write to one chip only
        layout = cartridge.layout  # one buffer for both regions: a second one is needed only while copying
        self.sorted = Records(cartridge.twin, layout.sorted, layout.header, tag_key, self._from.buffer)
        self.marks = Marks(cartridge.twin)

    async def finish(self) -> bool:
        """Do whatever is left to do in the state the chips are in. False if a chip fails."""
        if not self.marks.has(Marks.SORTED):
            if not self.marks.set(Marks.CLOSING) or not await self._copy():
                return False
        if not self.marks.set(Marks.SORTED):
            return False
        begin = self._layout.ballots
        for address in range(begin, begin + self._layout.region_bytes, SECTOR_BYTES):
            await asyncio.sleep_ms(0)
            if not self._twin.erase(address, SECTOR_BYTES):
                return False
        return self.marks.set(Marks.CLEARED)

    async def _copy(self) -> bool:
        """Copy every record to both chips. True if each is on both, apart from a few that are on one only."""
        copy = bytearray(self.sorted.slot_bytes)  # now, before anything else takes long blocks of memory
        self._twin.doubtful = False
        await self._from.look_again()
        order = self._from.in_order()
        if self._twin.doubtful:
            return False  # a record may be missing from the order, and its only copy would be erased
        bad = [await self._copy_to(0, order, copy), await self._copy_to(1, order, copy)]
        self.worn = len(bad[0]) + len(bad[1])
        return self.worn <= _MOST_WORN and not any(place in bad[1] for place in bad[0])

    async def _copy_to(self, chip: int, order: list[int], copy: bytearray) -> list[int]:
        """Copy the records to one chip, each by way of `copy`. Returns the places where that failed."""
        bad = await self._fill(chip, order, copy)
        if bad:  # a bit flipped since opening, or an erase was interrupted; voting is over, so erasing is allowed
            self._twin.erase_one(chip, self._layout.sorted, self._layout.region_bytes)
            bad = await self._fill(chip, order, copy)
        return bad

    async def _fill(self, chip: int, order: list[int], copy: bytearray) -> list[int]:
        bad = []
        for at, slot in enumerate(order):
            record = self._from.read_any(slot)
            if record is not None:
                copy[:] = record
            if record is None or not self.sorted.write_copy(chip, at, copy):
                bad.append(at)
                if len(bad) > _MOST_WORN:
                    break
            self._progress(chip * len(order) + at + 1, 2 * len(order))
            await asyncio.sleep_ms(0)
        return bad

    def ballots(self):
        """Every record of the sorted region, in order. Each is valid until the next is read.

        Call `sorted.look_again` before: if the twin is `doubtful` afterwards, one may be missing.
        """
        for slot in self.sorted.taken_slots():
            record = self.sorted.read_any(slot)
            if record is not None:
                yield record

    async def digest(self) -> bytes:
        """SHA-256 over all records in sorted order."""
        digest = hashlib.sha256()
        for record in self.ballots():
            digest.update(record[: self.sorted.published_bytes])
            await asyncio.sleep_ms(0)
        return digest.digest()
