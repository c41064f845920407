"""Small files of a terminal: read whole or not at all, replaced whole or not at all."""

import os

_LARGEST = 24 << 10  # bytes; a heap has no longer piece to spare, and nothing that is kept here needs one
_SIZE = 6  # of `os.stat`


def read(path: str) -> bytes | None:
    """The content; None if there is no such file. Empty if it cannot be read, or is longer than any written here."""
    try:
        size = os.stat(path)[_SIZE]
    except OSError:
        return None
    try:
        with open(path, "rb") as file:
            return file.read(size) if size <= _LARGEST else b""  # without a size, the last piece grows beside
    except OSError:
        return b""


def replace(path: str, content: bytes) -> None:
    """Written beside, then renamed: a power cut leaves the old content or the new. Raises OSError on a full disk."""
    with open(path + ".new", "wb") as file:
        file.write(content)
    os.rename(path + ".new", path)
