"""Objects that have not come whole yet, one file each, named by the object's hash.

The files need no sync: what a power cut spoils is noticed by the hash that the terminal compares, and is sent again.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from host_tools.collecting.frames import RECORD_SIZE


class Partial:
    """The first records of one object.

    digest: h(object). size: its bytes when it is whole. OSError from every method if the disk fails.
    """

    def __init__(self, path: Path, digest: bytes, size: int) -> None:
        self.path, self.digest, self.size = path, digest, size
        found = path.read_bytes() if path.exists() else b""
        if len(found) != size:
            found = found[: len(found) // RECORD_SIZE * RECORD_SIZE] if len(found) < size else b""
        self.content = bytearray(found)

    @property
    def records(self) -> int:
        """Records of the whole object."""
        return -(-self.size // RECORD_SIZE)

    @property
    def wanted(self) -> int:
        """Number of the next record; `records` when all are there."""
        return -(-len(self.content) // RECORD_SIZE)

    @property
    def is_whole(self) -> bool:
        """All records are there and make the object that was offered."""
        return sha256(self.content).digest() == self.digest

    def add(self, number: int, record: bytes) -> bool:
        """Keep a record. False if it is not the wanted one or has the wrong length."""
        at = len(self.content)
        if number != self.wanted or len(record) != min(RECORD_SIZE, self.size - at) or not record:
            return False
        with self.path.open("r+b" if self.path.exists() else "w+b") as file:
            file.seek(at)  # two lines that bring the same object write the same bytes to the same place
            file.write(record)
            file.truncate()
        self.content += record
        return True

    def forget(self) -> None:
        """Begin at record 0."""
        self.content.clear()
        self.drop_file()

    def drop_file(self) -> None:
        """Keep nothing on disk: the object has been judged."""
        self.path.unlink(missing_ok=True)


class Partials:
    """The folder of partial objects."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def open(self, digest: bytes, size: int) -> Partial:
        """What there is of an object, perhaps nothing."""
        return Partial(self.folder / f"{digest.hex()}.part", digest, size)
