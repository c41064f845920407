"""Objects that have not come whole yet, in memory, by the object's hash.

Nothing of them is written: a stranger who offers objects and never ends them fills no disk, and a terminal whose
records are gone after a restart begins that object again, by the hash that `resume` gives.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256

from host_tools.collecting.frames import RECORD_SIZE, WINDOW

_MOST_BYTES = 64 << 20  # of objects that are not whole; beyond that the one touched longest ago is forgotten


class Partial:
    """The first records of one object. digest: h(object). size: its bytes when it is whole. records: then, too.

    wanted: number of the next record; `records` when all are there.
    """

    __slots__ = ("_ahead", "content", "digest", "records", "size", "wanted")

    def __init__(self, digest: bytes, size: int) -> None:
        self.digest, self.size = digest, size
        self.records = -(-size // RECORD_SIZE)
        self.content = bytearray()
        self.wanted = 0
        self._ahead: dict[int, bytes] = {}  # records that came while one before them was lost, of one window at most

    @property
    def is_whole(self) -> bool:
        """All records are there and make the object that was offered."""
        return sha256(self.content).digest() == self.digest

    @property
    def there(self) -> bytes:
        """SHA-256 of the records that are there, in order."""
        found = sha256(self.content)
        for number in sorted(self._ahead):
            found.update(self._ahead[number])
        return found.digest()

    @property
    def weight(self) -> int:
        """Bytes of the records that are there."""
        return len(self.content) + sum(map(len, self._ahead.values()))

    @property
    def beyond(self) -> int:
        """Bits of the records that are there behind the wanted one: the lowest stands for the one after it."""
        if not self._ahead:
            return 0
        return sum(1 << number - self.wanted - 1 for number in self._ahead)

    def add(self, number: int, record: bytes) -> bool:
        """Keep a record. False if it is there already, not in the window, or has the wrong length."""
        wanted = self.wanted
        if len(record) != min(RECORD_SIZE, self.size - number * RECORD_SIZE) or not record:
            return False
        if number != wanted:
            if not wanted < number < wanted + WINDOW or number in self._ahead:
                return False
            self._ahead[number] = record
            return True
        self.content += record
        self.wanted = wanted + 1
        while self._ahead and (record := self._ahead.pop(self.wanted, b"")):
            self.content += record
            self.wanted += 1
        return True

    def forget(self) -> None:
        """Begin at record 0."""
        self.content.clear()
        self.wanted = 0
        self._ahead.clear()


class Partials:
    """What lines have left unfinished, for whichever line brings the rest. Lines of one process share it."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._left: OrderedDict[tuple[bytes, int], Partial] = OrderedDict()

    def open(self, digest: bytes, size: int) -> Partial:
        """What there is of an object, perhaps nothing. It is the line's own until it is left."""
        partial = self._left.pop((digest, size), None)
        if partial is None:
            return Partial(digest, size)
        self._bytes -= partial.weight
        return partial

    def leave(self, partial: Partial) -> None:
        """A line goes away, or turns to another object: keep what has come of this one."""
        before = self._left.pop((partial.digest, partial.size), None)
        if before is not None:
            self._bytes -= before.weight
            partial = max(before, partial, key=lambda one: one.weight)
        if not partial.weight:
            return
        self._left[partial.digest, partial.size] = partial
        self._bytes += partial.weight
        while self._bytes > self._most_bytes:
            _, oldest = self._left.popitem(last=False)
            self._bytes -= oldest.weight
