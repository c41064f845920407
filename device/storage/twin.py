"""Two flash chips with the same content: written one after the other, read back; what forbids is believed of either."""

SECTOR_BYTES = 4096
_PIECE_BYTES = 256
_LOOK_BYTES = 1024  # at a time when looking for what is not blank
_MOST_FALLEN = 8  # bits of a header that may have fallen by themselves; another cartridge's differs in dozens


class Twin:
    """A pair of NorFlash chips.

    Every write is finished and read back on the first chip before the second is touched, so a power cut leaves at most
    one of them in between. Something is marked when either chip says so: a chip that refused a write, or was away for
    a moment, cannot make anything good again (docs/cast-protocol.md, section 1).
    """

    def __init__(self, first, second):
        self.chips = (first, second)
        self._piece = bytearray(_PIECE_BYTES)
        self._look = bytearray(_LOOK_BYTES)
        self.claim(b"")

    def claim(self, page: bytes) -> None:
        """From here on no chip is written that does not begin with this header page; nothing claims nothing.

        Chips can be exchanged while a terminal runs, and what is official must not take a test's marks, nor a training
        anybody's.
        """
        self._claimed, self._found = page, bytearray(len(page))

    def is_ours(self) -> bool:
        """Do both chips begin with what was claimed?"""
        return self._is_ours(0) and self._is_ours(1)

    def _is_ours(self, chip: int) -> bool:
        if not self._claimed:
            return True
        self.chips[chip].read_into(0, self._found)
        return begins_with(self._found, self._claimed)

    def present(self) -> bool:
        """Do both chips answer, with the same size?"""
        return bool(self.chips[0].identify()) and self.chips[0].identify() == self.chips[1].identify()

    def size(self) -> int:
        """Bytes of the smaller chip; 0 where one is missing."""
        return min(self.chips[0].identify() or 0, self.chips[1].identify() or 0)

    def program(self, address: int, data: bytes) -> bool:
        """Program both chips; False when either does not hold every zero of `data` afterwards."""
        return self.program_one(0, address, data) and self.program_one(1, address, data)

    def store(self, address: int, data: bytes) -> bool:
        """Program both chips, whatever becomes of either. True when at least one holds every zero of `data` then."""
        stored = False
        for chip in (0, 1):
            if self._holds_zeros(chip, address, data):
                stored = True  # nothing to write
            elif self.program_one(chip, address, data) or self._holds_zeros(chip, address, data):
                stored = True
        return stored

    def zero_one(self, chip: int, address: int, length: int, stands) -> bool:
        """Overwrite with zeros on one chip. True when the chip shows that what stood there is gone.

        stands: says, given a chip, whether it is still there whole. A chip that is away shows nothing: it is looked for
        before and after, since what it does not answer reads as blank.
        """
        if self.program_one(chip, address, bytes(length)):
            return True
        return self._is_ours(chip) and not stands(chip) and self._is_ours(chip)

    def program_one(self, chip: int, address: int, data: bytes) -> bool:
        """Program one chip, if it is ours, and read it back."""
        if not self._is_ours(chip) or not self.chips[chip].program(address, data):
            return False
        return self._holds_zeros(chip, address, data)

    def _holds_zeros(self, chip: int, address: int, data: bytes) -> bool:
        for at in range(0, len(data), _PIECE_BYTES):
            count = min(_PIECE_BYTES, len(data) - at)
            piece = memoryview(self._piece)[:count]
            self.chips[chip].read_into(address + at, piece)
            if piece == data[at : at + count]:
                continue
            for i in range(count):
                if piece[i] & ~data[at + i]:
                    return False
        return True

    def read(self, chip: int, address: int, length: int) -> bytes:
        return self.chips[chip].read(address, length)

    def read_marked(self, address: int, length: int) -> bytearray:
        """What either chip says: a bit is 0 where it is 0 on one of them."""
        first = bytearray(self.read(0, address, length))
        second = self.read(1, address, length)
        for i in range(length):
            first[i] &= second[i]
        return first

    def is_blank(self, address: int, length: int) -> bool:
        return self.is_blank_one(0, address, length) and self.is_blank_one(1, address, length)

    def is_blank_one(self, chip: int, address: int, length: int) -> bool:
        """Is every byte FF?"""
        look = memoryview(self._look)
        end = address + length
        while address < end:
            count = min(_LOOK_BYTES, end - address)
            self.chips[chip].read_into(address, look[:count])
            if bytes(look[:count]).count(b"\xff") < count if count < _LOOK_BYTES else self._look.count(b"\xff") < count:
                return False
            address += count
        return True

    def erase(self, address: int, length: int) -> bool:
        """Erase the sectors of a region that are not blank, first chip first. Only before opening and after closing."""
        return self.erase_one(0, address, length) and self.erase_one(1, address, length)

    def erase_one(self, chip: int, address: int, length: int) -> bool:
        for sector in range(address, address + length, SECTOR_BYTES):
            if self.is_blank_one(chip, sector, SECTOR_BYTES):
                continue
            if not self._is_ours(chip) or not self.chips[chip].erase_sector(sector):
                return False
        return True


def begins_with(page: bytes, whole: bytes) -> bool:
    """Does a page begin with this header, but for a few bits that fell from one to zero?"""
    if page[: len(whole)] == whole:
        return True
    fallen = 0
    for at, byte in enumerate(whole):
        if page[at] & ~byte:
            return False
        fallen += bin(page[at] ^ byte).count("1")
    return fallen <= _MOST_FALLEN
