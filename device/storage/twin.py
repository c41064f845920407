"""Two flash chips with the same content, written one after the other and read back. Either can forbid an act."""

import micropython

SECTOR_BYTES = 4096
_PIECE_BYTES = 256
_LOOK_BYTES = 1024  # read at once to find out if a region is blank
_MOST_FALLEN = 8  # bits of a header that may have flipped; another cartridge's header differs in dozens


@micropython.viper
def _is_ones(data: ptr32, count: int) -> bool:  # noqa: F821
    """True if every bit of `count` bytes is one. They begin where a buffer does."""
    words, at, ones = count >> 2, 0, -1
    while at < words:
        ones &= int(data[at])
        at += 1
    if ones & 0xFFFF != 0xFFFF or ones >> 16 & 0xFFFF != 0xFFFF:  # an int has 32 bits here, 64 there
        return False
    rest = ptr8(data)  # noqa: F821
    at = words << 2
    while at < count:
        if rest[at] != 0xFF:
            return False
        at += 1
    return True


class Twin:
    """A pair of NorFlash chips.

    Every write is finished and read back on the first chip before the second is written, so a power cut leaves at most
    one chip half written. A mark counts if either chip has it: a chip that failed or was absent for a moment cannot
    make a used slip valid again (docs/cast-protocol.md, section 1).
    """

    def __init__(self, first, second):
        self.chips = (first, second)
        self._piece = bytearray(_PIECE_BYTES)
        self._look = bytearray(_LOOK_BYTES)
        self.doubtful = self.held = False
        self.may_erase = lambda: True
        self.claim(b"")

    def claim(self, page: bytes) -> None:
        """From now on write only chips that begin with this header page. An empty page allows any chip.

        Chips can be exchanged while a terminal runs, and an official cartridge must not take marks of a test.
        """
        self._claimed, self._found = page, bytearray(len(page))
        self.marks_seen: set[int] = set()  # of `Marks`

    def check_between(self) -> None:
        """Call this between two looks that show that something is missing: a chip that is away makes them `doubtful`.

        Whoever reports numbers clears the flag before, and reports nothing if it is set afterwards.
        """
        if not self.is_ours():
            self.doubtful = True

    def is_ours(self) -> bool:
        """True if both chips begin with the claimed header page."""
        return self.is_one_ours(0) and self.is_one_ours(1)

    def is_one_ours(self, chip: int) -> bool:
        """The same of one chip: 0 or 1."""
        if not self._claimed:
            return True
        self.chips[chip].read_into(0, self._found)
        return begins_with(self._found, self._claimed)

    def present(self) -> bool:
        """True if both chips answer and have the same size."""
        return bool(self.chips[0].identify()) and self.chips[0].identify() == self.chips[1].identify()

    def size(self) -> int:
        """Size of the smaller chip in bytes; 0 if one is missing."""
        return min(self.chips[0].identify() or 0, self.chips[1].identify() or 0)

    def program(self, address: int, data: bytes) -> bool:
        """Program both chips. False if either does not hold every zero of `data` afterwards."""
        return self.program_one(0, address, data) and self.program_one(1, address, data)

    def store(self, address: int, data: bytes) -> bool:
        """Program both chips, even if one fails. True if at least one holds every zero of `data` afterwards."""
        stored = False
        for chip in (0, 1):
            if self._holds_zeros(chip, address, data):
                stored = True  # nothing to write
            elif self.program_one(chip, address, data) or self._holds_zeros(chip, address, data):
                stored = True
        return stored

    def zero_one(self, chip: int, address: int, length: int, stands) -> bool:
        """Overwrite a region of one chip with zeros. True if the chip shows that its former content is gone.

        A missing chip reads as blank and proves nothing, so its presence is checked before and after.

        chip: 0 or 1.
        address, length: of the region, in bytes.
        stands: function of a chip; returns True if the former content is still complete there.
        """
        if self.program_one(chip, address, bytes(length)):
            return True
        return self.is_one_ours(chip) and not stands(chip) and self.is_one_ours(chip)

    def program_one(self, chip: int, address: int, data: bytes) -> bool:
        """Program one chip, if it begins with the claimed header, and read it back. False on error.

        chip: 0 or 1.
        address: in bytes.
        data: bits that are 1 stay as they are.
        """
        if not self.is_one_ours(chip) or not self.chips[chip].program(address, data):
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
        """Bytes of one chip; all FF if it is missing.

        chip: 0 or 1.
        address, length: in bytes.
        """
        return self.chips[chip].read(address, length)

    def read_marked(self, address: int, length: int) -> bytearray:
        """Both chips combined: a bit is 0 if it is 0 on either."""
        first = bytearray(self.read(0, address, length))
        second = self.read(1, address, length)
        for i in range(length):
            first[i] &= second[i]
        return first

    def is_blank(self, address: int, length: int) -> bool:
        return self.is_blank_one(0, address, length) and self.is_blank_one(1, address, length)

    def is_blank_one(self, chip: int, address: int, length: int) -> bool:
        """True if every byte of a region is FF.

        chip: 0 or 1.
        address, length: of the region, in bytes.
        """
        look = memoryview(self._look)
        end = address + length
        while address < end:
            count = min(_LOOK_BYTES, end - address)
            piece = look[:count]
            self.chips[chip].read_into(address, piece)
            if not _is_ones(piece, count):  # type: ignore[arg-type]  # viper: an address
                return False
            address += count
        return True

    def shows_blank(self, address: int, length: int) -> bool:
        """True if both chips show that a region is blank."""
        return self._shows_blank(0, address, length) and self._shows_blank(1, address, length)

    def _shows_blank(self, chip: int, address: int, length: int) -> bool:
        """True if two looks find it blank, and the chip answers in between: a missing chip reads as blank, too."""
        is_blank = lambda: self.is_blank_one(chip, address, length)  # noqa: E731
        return is_blank() and bool(self.chips[chip].identify()) and is_blank()

    def erase(self, address: int, length: int) -> bool:
        """Erase those sectors of a region that are not blank. Used only before opening and after closing."""
        return self.erase_one(0, address, length) and self.erase_one(1, address, length)

    def erase_one(self, chip: int, address: int, length: int) -> bool:
        """The same as `erase` for one chip. False while the chip does not show that all of it is blank.

        No sector is begun while `may_erase` says no; `held` is then True, and nothing is wrong with the chip.

        chip: 0 or 1.
        address, length: of whole sectors, in bytes.
        """
        self.held = False
        for sector in range(address, address + length, SECTOR_BYTES):
            if self._shows_blank(chip, sector, SECTOR_BYTES):
                continue
            self.held = not self.may_erase()
            if self.held:
                return False
            if not self.is_one_ours(chip) or not self.chips[chip].erase_sector(sector):
                return False
            if not self._shows_blank(chip, sector, SECTOR_BYTES):
                return False
        return True


def begins_with(page: bytes, whole: bytes) -> bool:
    """True if a page begins with this header, apart from a few bits that flipped from one to zero."""
    if page[: len(whole)] == whole:
        return True
    fallen = 0
    for at, byte in enumerate(whole):
        if page[at] & ~byte:
            return False
        fallen += bin(page[at] ^ byte).count("1")
    return fallen <= _MOST_FALLEN
