"""Changes to the list after packing, as look-ups see them: in the files of the authority, nothing of them in memory.

Only where things stand in the files is kept: five bytes an added voter. The files are checked by `supplement_check`.
"""

ENTRY_BYTES = 64
_PIECE_BYTES = 512
_PLACE_BYTES = 5  # file u8, offset u16, size u16


class Supplements:
    """The supplements of a poll, in order.

    first_row: number of the first added row. state: hash that the next supplement would follow. listed: voters on the
    list with all of them applied.
    """

    def __init__(self, first_row: int, state: bytes, listed: int):
        self._first_row, self.state, self.listed = first_row, state, listed
        self._files: list[tuple] = []
        self._places = bytearray()

    def __len__(self) -> int:
        return len(self._files)

    @property
    def next_row(self) -> int:
        """The number that the next added voter gets."""
        return self._first_row + len(self._places) // _PLACE_BYTES

    def add_file(self, path: str, removed_at: int, state: bytes, listed: int) -> None:
        """The next supplement. removed_at: before this offset stand entries, behind it tags that were removed."""
        self._files.append((path, removed_at))
        self.state, self.listed = state, listed

    def add_row(self, offset: int, size: int) -> None:
        """The next added row, in the supplement that comes next."""
        self._places.append(len(self._files))
        self._places.extend(offset.to_bytes(2, "little") + size.to_bytes(2, "little"))

    def find(self, tag: bytes) -> bytes | bool | None:
        """The entry of a card; False when it was removed; None when no supplement speaks of it. The newest counts."""
        for number in range(len(self._files) - 1, -1, -1):
            path, removed_at = self._files[number]
            with open(path, "rb") as file:
                at = _position(file, tag)
                if at is not None:
                    if at >= removed_at:
                        return False
                    file.seek(at)
                    return file.read(ENTRY_BYTES)
        return None

    def row(self, number: int) -> bytes:
        """The sealed row of an added voter; empty where there is none."""
        at = (number - self._first_row) * _PLACE_BYTES
        place = self._places[at : at + _PLACE_BYTES]
        if at < 0 or not place:
            return b""
        with open(self._files[place[0]][0], "rb") as file:
            file.seek(int.from_bytes(place[1:3], "little"))
            return file.read(int.from_bytes(place[3:5], "little"))


def _position(file, tag: bytes) -> int | None:
    """Where these bytes first stand in a file; tags are random, so they stand nowhere by chance."""
    held, end = b"", 0
    while True:
        piece = file.read(_PIECE_BYTES)
        if not piece:
            return None
        end += len(piece)
        held += piece
        found = held.find(tag)
        if found >= 0:
            return end - len(held) + found
        held = held[1 - len(tag) :]
