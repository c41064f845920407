"""After closing: the ballots in ascending order of their bytes, and the places where they had been cast erased.

From then on both chips' ballot regions depend on the set of ballots alone. Every step can be interrupted and taken
again: the order is computed anew from the first region, which is erased only when the mark *sorted* says that both
copies stand.
"""

import hashlib

from booth.ballots.cartridge import Cartridge
from booth.ballots.records import Records
from storage.layout import Marks

_MOST_WORN = 8  # records that stand on one chip only; a chip that takes fewer is broken


class Closing:
    """The way from the last ballot to a closed cartridge. `progress(done, of)` is called as it goes."""

    def __init__(self, cartridge: Cartridge, tag_key: bytes, progress=lambda done, of: None):
        self._from = cartridge.records
        self._twin = cartridge.twin
        self._layout = cartridge.layout
        self._progress = progress
        self.worn = 0  # records that `finish` found no place for on one of the chips
        self.sorted = Records(cartridge.twin, cartridge.layout.sorted, cartridge.layout.header, tag_key)
        self.marks = Marks(cartridge.twin)

    def finish(self) -> bool:
        """Do what is left to do, from whatever state the chips are in. False when a chip does not take it."""
        if not self.marks.has(Marks.SORTED):
            if not self.marks.set(Marks.CLOSING) or not self._copy():
                return False
        if not self.marks.set(Marks.SORTED):
            return False
        if not self._twin.erase(self._layout.ballots, self._layout.region_bytes):
            return False
        return self.marks.set(Marks.CLEARED)

    def _copy(self) -> bool:
        """Both chips hold every record in its place, but for what a few worn cells keep off one of them."""
        order = self._from.in_order()
        bad = [self._copy_to(chip, order) for chip in (0, 1)]
        self.worn = len(bad[0]) + len(bad[1])
        return self.worn <= _MOST_WORN and not any(place in bad[1] for place in bad[0])

    def _copy_to(self, chip: int, order: list[int]) -> list[int]:
        """The places that do not hold their record afterwards."""
        bad = self._fill(chip, order)
        if bad:  # bits fell here since opening, or an erase was cut: nobody votes any more, so it may be erased
            self._twin.erase_one(chip, self._layout.sorted, self._layout.region_bytes)
            bad = self._fill(chip, order)
        return bad

    def _fill(self, chip: int, order: list[int]) -> list[int]:
        bad = []
        for at, slot in enumerate(order):
            record = self._from.read_any(slot)
            if record is None or not self.sorted.write_copy(chip, at, record):
                bad.append(at)
                if len(bad) > _MOST_WORN:
                    break
            self._progress(chip * len(order) + at + 1, 2 * len(order))
        return bad

    def ballots(self):
        """Every record of the sorted region, in its order; each is valid until the next."""
        for slot in self.sorted.taken_slots():
            record = self.sorted.read_any(slot)
            if record is not None:
                yield record

    def digest(self) -> bytes:
        """SHA-256 over all records in sorted order."""
        digest = hashlib.sha256()
        for record in self.ballots():
            digest.update(record)
        return digest.digest()
