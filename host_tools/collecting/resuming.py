"""A resume (formats, section 10): what the centre has of an object, in its answer to an offer."""

from __future__ import annotations

import struct
from hashlib import sha256
from typing import NamedTuple

from host_tools.collecting.frames import RECORD_SIZE, WINDOW

_HEAD = struct.Struct("<HI32s")
SIZE = _HEAD.size  # without what proves the centre


class Resume(NamedTuple):
    """wanted: number of the next record. beyond: bits of those behind it that are there, as in an acknowledge.

    there: SHA-256 of all that are there, in order. proof: what signs the offer back; empty after a short one.
    """

    wanted: int
    beyond: int
    there: bytes
    proof: bytes = b""

    @classmethod
    def read(cls, payload: bytes) -> Resume:
        """From a frame's payload."""
        wanted, beyond, there = _HEAD.unpack_from(payload)
        return cls(wanted, beyond, there, payload[SIZE:])

    def payload(self) -> bytes:
        """For a frame."""
        return _HEAD.pack(self.wanted, self.beyond, self.there) + self.proof

    def is_of(self, data: bytes) -> bool:
        """Whether the records that are there are those of an object."""
        found = sha256(data[: self.wanted * RECORD_SIZE])
        for number in range(self.wanted + 1, self.wanted + WINDOW):
            if self.beyond >> number - self.wanted - 1 & 1:
                found.update(data[number * RECORD_SIZE : (number + 1) * RECORD_SIZE])
        return found.digest() == self.there
