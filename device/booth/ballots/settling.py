"""Bring a cast to an end, during the session or at boot (docs/cast-protocol.md, section 3, *Settle*)."""

import hashlib

from booth.ballots.slip_marks import ENDED_CAST

# How a slip ended. UNDECIDED: the chips do not show it yet.
CAST, NOT_CAST, UNDECIDED, CHALLENGED = 0, 1, 3, 4


class Cast:
    """The intent of a cast.

    index: of the activation.
    slot: where the record will be stored.
    record_hash: SHA-256 of the record.
    slip: number of the slip's marks.
    """

    def __init__(self, index: int, slot: int, record_hash: bytes, slip: int):
        self.index, self.slot, self.record_hash, self.slip = index, slot, record_hash, slip

    def encoded(self) -> bytes:
        """The bytes that follow the first byte of the intent (docs/formats.md, section 6)."""
        number = lambda value: value.to_bytes(2, "little")  # noqa: E731
        return number(self.index) + number(self.slot) + self.record_hash + number(self.slip)

    @classmethod
    def decoded(cls, content: bytes):
        """The inverse of `encoded`."""
        number = lambda at: int.from_bytes(content[at : at + 2], "little")  # noqa: E731
        return cls(number(0), number(2), content[4:36], number(36))


def settle(cartridge, cast: Cast, record: bytes | None = None) -> int:
    """Complete a cast or undo it on both chips: CAST, NOT_CAST (in this slot) or UNDECIDED.

    cartridge: the booth's `Cartridge`.
    cast: what its intent says.
    record: the sealed ballot, while a session has it in memory. At boot it is read from a chip that holds it.
    """
    end = cartridge.slips.end(cast.slip)
    if end:  # decided already
        stored = cartridge.slips.store(cast.slip, end)
        return (CAST if end & ENDED_CAST else NOT_CAST) if stored else UNDECIDED
    if not _copies_stand(cartridge, cast, record):
        if not cartridge.twin.is_ours():
            return UNDECIDED  # a chip is missing, so what is read next cannot be trusted
        if not (cartridge.is_cast(cast.index) and _holder(cartridge, cast) is not None):
            return NOT_CAST if cartridge.records.void(cast.slot, cast.record_hash) else UNDECIDED
    # Both copies exist, or the activation is spent: from here the cast can only be completed.
    if cartridge.spent.add(cast.index) and cartridge.slips.store(cast.slip, ENDED_CAST):
        return CAST
    return UNDECIDED


def _copies_stand(cartridge, cast: Cast, record: bytes | None) -> bool:
    """True once both copies are complete. A missing one is written from memory, or copied from the other chip."""
    records, slot = cartridge.records, cast.slot
    if record is None:
        chip = _holder(cartridge, cast)
        if chip is None:
            return False
        record = bytes(records.read(chip, slot) or b"")
        if hashlib.sha256(record).digest() != cast.record_hash:
            return False  # the chip has been removed since
        return records.write_copy(1 - chip, slot, record) and records.holds(chip, slot, cast.record_hash)
    return records.write_copy(0, slot, record) and records.write_copy(1, slot, record)


def _holder(cartridge, cast: Cast) -> int | None:
    """A chip that holds an undamaged copy of the record."""
    for chip in (0, 1):
        if cartridge.records.holds(chip, cast.slot, cast.record_hash):
            return chip
    return None
