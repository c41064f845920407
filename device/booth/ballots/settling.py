"""Bringing a cast to one of its ends, in the session and at boot alike: docs/cast-protocol.md, section 3, *Settle*."""

import hashlib

from booth.ballots.slip_marks import ENDED_CAST

# What became of a cast. UNDECIDED: the chips do not show it yet.
CAST, NOT_CAST, UNDECIDED = 0, 1, 3


class Cast:
    """What an entry says of a cast that is about to happen. record_hash: SHA-256 of the record."""

    def __init__(self, index: int, slot: int, record_hash: bytes, slip: int):
        self.index, self.slot, self.record_hash, self.slip = index, slot, record_hash, slip

    def encoded(self) -> bytes:
        """What stands behind the first byte of the entry (docs/formats.md, section 6)."""
        number = lambda value: value.to_bytes(2, "little")  # noqa: E731
        return number(self.index) + number(self.slot) + self.record_hash + number(self.slip)

    @classmethod
    def decoded(cls, content: bytes):
        """The same read back."""
        number = lambda at: int.from_bytes(content[at : at + 2], "little")  # noqa: E731
        return cls(number(0), number(2), content[4:36], number(36))


def settle(cartridge, cast: Cast, record: bytes | None = None) -> int:
    """CAST, NOT_CAST (with this slot), or UNDECIDED, and the chips hold what goes with it.

    record: in the session, where it is in memory; at boot it is read from whichever chip holds it.
    """
    end = cartridge.slips.end(cast.slip)
    if end:  # decided already
        stored = cartridge.slips.store(cast.slip, end)
        return (CAST if end & ENDED_CAST else NOT_CAST) if stored else UNDECIDED
    if not _copies_stand(cartridge, cast, record):
        if not cartridge.twin.is_ours():
            return UNDECIDED  # what the chips say next is not to be believed
        if not (cartridge.is_cast(cast.index) and _holder(cartridge, cast) is not None):
            return NOT_CAST if cartridge.records.void(cast.slot, cast.record_hash) else UNDECIDED
    # From here only forward.
    if cartridge.spent.add(cast.index) and cartridge.slips.store(cast.slip, ENDED_CAST):
        return CAST
    return UNDECIDED


def _copies_stand(cartridge, cast: Cast, record: bytes | None) -> bool:
    """Both copies, whole: the missing one is written from memory, or from the chip that holds the other."""
    records, slot = cartridge.records, cast.slot
    if record is None:
        chip = _holder(cartridge, cast)
        if chip is None:
            return False
        record = bytes(records.read(chip, slot) or b"")
        if hashlib.sha256(record).digest() != cast.record_hash:
            return False  # the chip is gone since
        return records.write_copy(1 - chip, slot, record) and records.holds(chip, slot, cast.record_hash)
    return records.write_copy(0, slot, record) and records.write_copy(1, slot, record)


def _holder(cartridge, cast: Cast) -> int | None:
    """A chip that holds the record whole."""
    for chip in (0, 1):
        if cartridge.records.holds(chip, cast.slot, cast.record_hash):
            return chip
    return None
