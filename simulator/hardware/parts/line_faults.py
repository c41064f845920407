"""What a bad line does to bytes, with a name for each fault. Set the attributes at any time; all are off at first."""

from __future__ import annotations

import random

TO_CENTRE, TO_TERMINAL = "to centre", "to terminal"


class LineFaults:
    """One line, both directions.

    drop_every, double_every, flip_every: one byte in this many, on average, is lost, comes twice or has a bit flipped.
    0 is never.
    lost_direction: TO_CENTRE or TO_TERMINAL where one of the two wires is broken.
    cut_after_bytes: the line is dead from this many more bytes on, both directions counted; set it to None to mend it.
    delay_ms: how much later than sent the bytes come, each way.
    seed: the same seed and the same bytes give the same faults.
    """

    def __init__(self, seed: int = 1) -> None:
        self.drop_every = 0
        self.double_every = 0
        self.flip_every = 0
        self.lost_direction: str | None = None
        self.cut_after_bytes: int | None = None
        self.delay_ms = 0
        self.dropped = self.doubled = self.flipped = 0
        self._random = random.Random(seed)

    def through(self, direction: str, data: bytes) -> bytes:
        """What comes out at the other end of what goes in."""
        if self.cut_after_bytes is not None:
            data = data[: self.cut_after_bytes]
            self.cut_after_bytes -= len(data)
        if self.lost_direction == direction:
            return b""
        out = bytearray()
        for byte in data:
            if self._strikes(self.drop_every):
                self.dropped += 1
                continue
            if self._strikes(self.flip_every):
                self.flipped += 1
                byte ^= 1 << self._random.randrange(8)
            out.append(byte)
            if self._strikes(self.double_every):
                self.doubled += 1
                out.append(byte)
        return bytes(out)

    def _strikes(self, every: int) -> bool:
        return bool(every) and self._random.randrange(every) == 0
