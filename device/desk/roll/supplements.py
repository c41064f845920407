"""Look up changes made to the list after packing. Entries and rows stay in the authority's files.

Memory holds only their offsets: 11 bytes per changed card, 5 per added voter. `supplement_check` checks the files.
"""

ENTRY_BYTES, TAG_BYTES = 64, 16
_BEGIN_BYTES = 8  # of a tag, to find it again: tags are random
_CARD_BYTES = 3  # file u8, offset u16
_ROW_BYTES = 5  # file u8, offset u16, size u16
ELSEWHERE_BYTES = _BEGIN_BYTES + 1  # begin of a tag, number of a desk


class Supplements:
    """The supplements of an election, in order.

    first_row: number of the first added row.
    state: hash that the next supplement must follow.
    listed: voters on the list after all of them.
    """

    def __init__(self, first_row: int, state: bytes, listed: int):
        self._first_row, self.state, self.listed = first_row, state, listed
        self._files: list[tuple] = []
        self._tags, self._cards, self._rows = bytearray(), bytearray(), bytearray()
        self._elsewhere = bytearray()

    def __len__(self) -> int:
        return len(self._files)

    @property
    def next_row(self) -> int:
        """The row number of the next added voter."""
        return self._first_row + len(self._rows) // _ROW_BYTES

    def add_card(self, tag: bytes, offset: int) -> None:
        """Add a removed tag, or the entry of an added card, for the supplement that `add_file` adds next."""
        self._tags.extend(tag[:_BEGIN_BYTES])
        self._cards.append(len(self._files))
        self._cards.extend(offset.to_bytes(2, "little"))

    def add_row(self, offset: int, size: int) -> None:
        """Add a row for the supplement that `add_file` adds next."""
        self._rows.append(len(self._files))
        self._rows.extend(offset.to_bytes(2, "little") + size.to_bytes(2, "little"))

    def add_elsewhere(self, card: bytes) -> None:
        """Add a new card of another desk's voter: begin of its tag, number of the desk."""
        self._elsewhere.extend(card)

    def elsewhere(self, tag: bytes) -> int:
        """The number of the desk that has a card's voter since a supplement; 0 if none says so."""
        for at in range(0, len(self._elsewhere), ELSEWHERE_BYTES):
            if self._elsewhere[at : at + _BEGIN_BYTES] == tag[:_BEGIN_BYTES]:
                return self._elsewhere[at + _BEGIN_BYTES]
        return 0

    def add_file(self, path: str, removed_at: int, state: bytes, listed: int) -> None:
        """Add the supplement whose cards and rows were just added.

        path: its file.
        removed_at: offset of the removed tags.
        state: its hash.
        listed: voters on the list after it.
        """
        self._files.append((path, removed_at))
        self.state, self.listed = state, listed

    def find(self, tag: bytes) -> bytes | bool | None:
        """The entry of a card; False if it was removed; None if no supplement mentions it. The newest counts."""
        end = len(self._tags)
        while True:
            end = self._tags.rfind(tag[:_BEGIN_BYTES], 0, end)
            if end < 0:
                return None
            if end % _BEGIN_BYTES == 0:
                break
            end += _BEGIN_BYTES - 1  # a chance match across two tags
        place = self._cards[end // _BEGIN_BYTES * _CARD_BYTES :][:_CARD_BYTES]
        path, removed_at = self._files[place[0]]
        offset = int.from_bytes(place[1:], "little")
        entry = _read(path, offset, ENTRY_BYTES)
        if entry[:TAG_BYTES] != tag:
            return None
        return False if offset >= removed_at else entry

    def row(self, number: int) -> bytes:
        """The sealed row of an added voter; empty if there is none."""
        at = (number - self._first_row) * _ROW_BYTES
        place = self._rows[at : at + _ROW_BYTES]
        if at < 0 or not place:
            return b""
        return _read(
            self._files[place[0]][0], int.from_bytes(place[1:3], "little"), int.from_bytes(place[3:], "little")
        )


def _read(path: str, offset: int, size: int) -> bytes:
    with open(path, "rb") as file:
        file.seek(offset)
        return file.read(size)
