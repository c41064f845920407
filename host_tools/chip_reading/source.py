"""What a chip is read through: a programmer on USB, or a terminal's serial line."""

from __future__ import annotations

from typing import Protocol

SECTOR_BYTES = 4096
SMALLEST, LARGEST = 16, 24  # powers of two that three address bytes reach: 64 KiB to 16 MiB


class Source(Protocol):
    """One chip. Silence is None, never an exception; what reads it tries again and reports what is left."""

    def size(self) -> int | None:
        """The chip's bytes; 0 if no chip answers; None if whatever it is read through does not answer itself."""

    def read(self, address: int, count: int) -> bytes | None:
        """`count` bytes, at most SECTOR_BYTES; None if they did not come. A chip without contact reads as ones."""
