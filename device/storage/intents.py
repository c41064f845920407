"""Intents: what an act is about to write, so that it can be completed or undone after a power cut.

An entry is 48 bytes of content, and a tag over them and their place. A finished one is overwritten with zeros, which
needs no erase and removes the link between everything that the act wrote. The zeros are verified: while a chip does
not show that an entry is gone, the act is unsettled and no other may begin (docs/cast-protocol.md, section 1).
"""

from crypto.mac import equal_bytes, hmac_sha256
from storage.layout import INTENT_BYTES
from storage.twin import Twin

CONTENT_BYTES = 48
UNSETTLED = -1  # instead of a place: a chip does not show that an entry is gone
_BLANK = b"\xff" * INTENT_BYTES
_DONE = bytes(INTENT_BYTES)
_PER_READ = 16
_TRIES = 3  # places to try if a write fails; a chip that fails more often is broken


class Intents:
    """`count` entries from `address` on, used one after another, the same on both chips.

    twin: the two chips.
    address, count: of the region.
    key: 32 bytes that authenticate entries.
    """

    def __init__(self, twin: Twin, address: int, count: int, key: bytes):
        self.twin, self.address, self.count, self._key = twin, address, count, key
        self._next = 0

    def begin(self, content: bytes) -> int | None:
        """Write an intent of at most 48 bytes to both chips. Returns its place.

        None: it is on neither chip. UNSETTLED: it may be on one.
        """
        content = content + bytes(CONTENT_BYTES - len(content))
        tries = _TRIES
        while tries and self._next < self.count:
            place = self._next
            self._next += 1
            address = self.address + place * INTENT_BYTES
            if not self.twin.is_blank(address, INTENT_BYTES):
                continue  # a bit has flipped here: skip this entry
            if self.twin.program(address, content + self._tag(place, content)):
                return place
            if not self.finish(place):
                return UNSETTLED
            if self.twin.is_blank(address, INTENT_BYTES):
                self._next = place  # neither chip can be written; `pending` relies on there being no gaps
                return None
            tries -= 1
        return None

    def finish(self, place: int) -> bool:
        """Overwrite an entry with zeros. False while a chip does not show that it is gone."""
        address = self.address + place * INTENT_BYTES
        stands = lambda chip: self._content(place, self._read(chip, place)) is not None  # noqa: E731
        done = [self.twin.zero_one(chip, address, INTENT_BYTES, stands) for chip in (0, 1)]
        return done == [True, True]

    def pending(self) -> list[tuple[int, bytes | None]] | None:
        """(place, content) of every entry that is neither blank nor finished; content is None if incomplete.

        None if a chip is missing. That there are no further entries is trusted only after two reads that agree, with
        a check of both headers in between, so that a chip that is absent for a moment cannot hide one.
        """
        found, following = [], self.count
        for begin in range(0, self.count, _PER_READ):
            places = range(begin, min(begin + _PER_READ, self.count))
            copies = self._read_piece(places)
            if self._first_blank(copies) is not None:
                if not self.twin.is_ours() or copies != self._read_piece(places):
                    return None
            end = self._first_blank(copies)
            for at in range(len(places) if end is None else end):
                first, second = [bytes(copy[at * INTENT_BYTES : (at + 1) * INTENT_BYTES]) for copy in copies]
                if not first == second == _DONE:
                    content = self._content(places[at], first)
                    found.append((places[at], self._content(places[at], second) if content is None else content))
            if end is not None:
                following = begin + end
                break  # entries are used in order, so after a blank one there are only flipped bits
        self._next = following
        return found

    def _read_piece(self, places: range) -> list[bytes]:
        address = self.address + places.start * INTENT_BYTES
        return [self.twin.read(chip, address, len(places) * INTENT_BYTES) for chip in (0, 1)]

    @staticmethod
    def _first_blank(copies: list[bytes]) -> int | None:
        """The first entry of a chunk that is blank on both chips."""
        for at in range(0, len(copies[0]), INTENT_BYTES):
            if all(copy[at : at + INTENT_BYTES] == _BLANK for copy in copies):
                return at // INTENT_BYTES
        return None

    def _read(self, chip: int, place: int) -> bytes:
        return bytes(self.twin.read(chip, self.address + place * INTENT_BYTES, INTENT_BYTES))

    def _content(self, place: int, entry: bytes) -> bytes | None:
        """The content of an entry; None if incomplete, blank or finished."""
        content = entry[:CONTENT_BYTES]
        return content if equal_bytes(entry[CONTENT_BYTES:], self._tag(place, content)) else None

    def _tag(self, place: int, content: bytes) -> bytes:
        return hmac_sha256(self._key, place.to_bytes(2, "little") + content)[: INTENT_BYTES - CONTENT_BYTES]
