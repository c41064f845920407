"""The layout of a cartridge (docs/formats.md, section 6)."""

import hashlib

from formats import payloads
from formats.refused import Refused
from storage.bits import ones
from storage.twin import SECTOR_BYTES

_MAGIC = b"TAMGACT1"
STATE_AT = 2048
MARK_BYTES = 16
INTENT_BYTES = 64
IDENTITY_BYTES = 16  # of an opening
LOG_ENTRY_BYTES = 64
# Limits of the numbers in a header. A terminal that has lost its file of openings lists those that a header counts.
_MOST, _MOST_BOOTHS, _MOST_OPENINGS, _MOST_STYLES = 1 << 16, 999, 500, 16
# Hours of local time, and one more for voters marked while the time was unknown.
HOURS, UNKNOWN_HOUR = 25, 24
NUMBER_HASH_BYTES = 16
EXCHANGE_SETS = 8  # openings of a booth whose slips can be exchanged


def header_page(header: payloads.CartridgeHeader) -> bytes:
    """The bytes at address 0."""
    body = payloads.encode(payloads.CARTRIDGE, header)
    return _MAGIC + len(body).to_bytes(2, "little") + body + hashlib.sha256(body).digest()[:8]


def read_header(page: bytes) -> payloads.CartridgeHeader | None:
    """The header of a cartridge, or None if missing or invalid."""
    length = int.from_bytes(page[8:10], "little")
    body = bytes(page[10 : 10 + length])
    if bytes(page[:8]) != _MAGIC or bytes(page[10 + length : 18 + length]) != hashlib.sha256(body).digest()[:8]:
        return None
    header = payloads.decode(payloads.CARTRIDGE, body)
    return None if isinstance(header, Refused) or not _is_sound(header) else header


def _is_sound(header: payloads.CartridgeHeader) -> bool:
    """True if the header's numbers have the right type and range: its hash is a checksum, not a signature."""
    of_desk = header.rows is not None
    needed: list = [header.terminal, header.indices, header.intents, header.log_entries, header.openings]
    needed += [header.rows, header.booths, header.added] if of_desk else []
    needed += [] if of_desk else [header.slots, header.slot_bytes, header.positions, header.slips]
    if not all([type(number) is int and 0 <= number <= _MOST for number in needed]):
        return False
    if of_desk and header.booths > _MOST_BOOTHS:
        return False
    if header.openings > _MOST_OPENINGS:
        return False
    if header.styles is not None and not (type(header.styles) is int and 0 < header.styles <= _MOST_STYLES):
        return False
    if not isinstance(header.opening, bytes) or len(header.opening) != IDENTITY_BYTES:
        return False
    return type(header.mode) is int and payloads.OFFICIAL <= header.mode <= payloads.TRAINING


class Layout:
    """Addresses of the regions, computed from the numbers in a header. Every region begins at a sector."""

    def __init__(self, header: payloads.CartridgeHeader):
        self.header = header
        self._next = SECTOR_BYTES
        if header.rows is not None:  # a desk
            self.marked = self._region((header.rows + 7) // 8)
            by_style = (header.rows + 7) // 8 * (header.styles or 1)
            self.paper = self._region(by_style)
            self.outside = self._region(by_style)
            self.spoiled = self._region((header.rows + 7) // 8)
            self.returned = self._region((header.rows + 7) // 8)
            self.hours = self._region(HOURS * ((header.rows + 7) // 8))
            self.added = self._region(header.added * NUMBER_HASH_BYTES)
            self.issued = [self._region((header.indices + 7) // 8) for _ in range(header.booths)]
            self.voided = [self._region((header.indices + 7) // 8) for _ in range(header.booths)]
            sets = EXCHANGE_SETS * ((header.indices + 7) // 8)
            self.exchanged = [self._region(sets) for _ in range(header.booths)]
            self.changed = [self._region((header.indices + 7) // 8) for _ in range(header.booths)]
            # Counters: the next free bit each time.
            self.swapped = self._region(by_style)
            self.withdrawn, self.slips_taken, self.papers_taken, self.typed_in = [
                self._region((header.rows + 7) // 8) for _ in range(4)
            ]
        else:
            self.slips = self._region((header.slips + 1) // 2)
            self.in_use = self._region((header.indices + 7) // 8)
            self.cast = self._region((header.indices + 7) // 8)
            self.cancelled = self._region((header.indices + 7) // 8)
        self.intents = self._region(header.intents * INTENT_BYTES)
        self.log = self._region(header.log_entries * LOG_ENTRY_BYTES)
        if header.rows is None:
            self.region_bytes = _whole_sectors(header.slots * header.slot_bytes)
            self.ballots = self._region(self.region_bytes)
            self.sorted = self._region(self.region_bytes)
        self.end = self._next

    def _region(self, length: int) -> int:
        begin = self._next
        self._next += _whole_sectors(length)
        return begin


def _whole_sectors(length: int) -> int:
    return (length + SECTOR_BYTES - 1) // SECTOR_BYTES * SECTOR_BYTES


class Marks:
    """The states that a cartridge has reached: marks of 16 bytes, each set once, readable despite some wrong bits.

    From FIRST_PAUSE to the end of the header's sector there are pairs: suspended, resumed, suspended, and so on.
    """

    OPENED, CLOSING, SORTED, CLEARED, CLOSED = range(5)
    FIRST_PAUSE, END = 16, (SECTOR_BYTES - STATE_AT) // MARK_BYTES
    _SET = bytes(MARK_BYTES)

    def __init__(self, twin):
        self.twin = twin

    def has(self, mark: int) -> bool:
        """True if most of a mark's bits are set on either chip: a power cut may leave the first one step ahead.

        Also true if `set` or `complete` has seen it there since this cartridge was claimed: a mark never goes, so a
        chip that holds it alone and loses contact does not take a state back.
        """
        return mark in self.twin.marks_seen or self.stands(mark)

    def stands(self, mark: int) -> bool:
        """The same by this look alone."""
        return any([self._is_set(chip, mark) for chip in (0, 1)])

    def _is_set(self, chip: int, mark: int) -> bool:
        return _mostly_zero(self.twin.read(chip, STATE_AT + mark * MARK_BYTES, MARK_BYTES))

    def pauses(self) -> int:
        """How many changes between open and suspended there have been: odd while suspended."""
        mark = self.FIRST_PAUSE
        while mark < self.END and self.has(mark):
            mark += 1
        return mark - self.FIRST_PAUSE

    def pauses_left(self) -> int:
        """How many further changes there is room for."""
        return self.END - self.FIRST_PAUSE - self.pauses()

    def set(self, mark: int) -> bool:
        """Set a mark on both chips. False if a chip does not show it afterwards."""
        for chip in (0, 1):
            self.twin.program_one(chip, STATE_AT + mark * MARK_BYTES, self._SET)
            if not self._is_set(chip, mark):
                return False
            self.twin.marks_seen.add(mark)
        return True

    def complete(self) -> None:
        """Set on both chips what stands on one: at boot, since power may have gone between the two, or a chip failed.

        Two looks must see it, with both chips there in between: one wrong read must not close the polls for good.
        """
        for mark in list(range(self.CLOSED + 1)) + list(range(self.FIRST_PAUSE, self.END)):
            if not self.stands(mark):
                if mark >= self.FIRST_PAUSE:
                    return
            elif self.twin.is_ours() and self.stands(mark):
                self.twin.marks_seen.add(mark)
                self.twin.store(STATE_AT + mark * MARK_BYTES, self._SET)  # writes nothing where it is whole


def _mostly_zero(data: bytes) -> bool:
    return ones(data) < len(data) * 4
