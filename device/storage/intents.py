"""What was about to be done, in case the power goes in the middle of it; overwritten with zeros when it is done.

An entry is 48 bytes of content and a tag over them and their place. Programming the last ones to zeros needs no erase
and destroys the link between the things that the act touched.
"""

from crypto.mac import equal_bytes, hmac_sha256
from storage.layout import INTENT_BYTES
from storage.twin import Twin

CONTENT_BYTES = 48
_BLANK = b"\xff" * INTENT_BYTES
_DONE = bytes(INTENT_BYTES)
_PER_READ = 16
_TRIES = 3  # places, when a cell does not take its bits; a chip that fails more often is broken


class Intents:
    """`count` entries from `address` on, used one after the other, the same on both chips."""

    def __init__(self, twin: Twin, address: int, count: int, key: bytes):
        self.twin, self.address, self.count, self._key = twin, address, count, key
        self._next = 0

    def begin(self, content: bytes) -> int | None:
        """Write down what is about to happen, at most 48 bytes. Its place, None when it could not be written."""
        content = content + bytes(CONTENT_BYTES - len(content))
        tries = _TRIES
        while tries and self._next < self.count:
            place = self._next
            self._next += 1
            address = self.address + place * INTENT_BYTES
            if not self.twin.is_blank(address, INTENT_BYTES):
                continue  # a bit fell here by itself: leave the entry out
            if self.twin.program(address, content + self._tag(place, content)):
                return place
            self.finish(place)
            if self.twin.is_blank(address, INTENT_BYTES):
                self._next = place  # neither chip takes anything; `pending` relies on there being no holes
                return None
            tries -= 1
        return None

    def finish(self, place: int) -> bool:
        """It is done, or will never be: zeros, first chip first."""
        return self.twin.zero(self.address + place * INTENT_BYTES, INTENT_BYTES)

    def pending(self) -> list[tuple[int, bytes | None]]:
        """At boot: (place, content) of every entry that is neither blank nor done; content is None where it was torn.

        One act at a time is under way, so more than one entry means damage by something else than a power cut.
        """
        found = []
        self._next = self.count
        for begin in range(0, self.count, _PER_READ):
            length = min(_PER_READ, self.count - begin) * INTENT_BYTES
            copies = [self.twin.read(chip, self.address + begin * INTENT_BYTES, length) for chip in (0, 1)]
            for at in range(0, length, INTENT_BYTES):
                entry = [bytes(copy[at : at + INTENT_BYTES]) for copy in copies]
                place = begin + at // INTENT_BYTES
                if entry == [_BLANK, _BLANK]:
                    self._next = min(self._next, place)
                elif entry != [_DONE, _DONE]:
                    found.append((place, self._content(place, entry)))
            if self._next < self.count:
                break  # entries are used in order: behind a blank one there is nothing but bits that fell by themselves
        return found

    def _content(self, place: int, copies: list[bytes]) -> bytes | None:
        for entry in copies:
            content = entry[:CONTENT_BYTES]
            if equal_bytes(entry[CONTENT_BYTES:], self._tag(place, content)):
                return content
        return None

    def _tag(self, place: int, content: bytes) -> bytes:
        return hmac_sha256(self._key, place.to_bytes(2, "little") + content)[: INTENT_BYTES - CONTENT_BYTES]
