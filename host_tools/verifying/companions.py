"""Files of commitments beside published records: h(records), then the companion of each record (formats, section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from host_tools.whole_files import atomic_file

ENDING = ".companion"
_HASH_BYTES = 32


@dataclass(frozen=True)
class Companion:
    """One booth's. Nobody has to trust what is in it: a wrong one costs time, and changes no verdict on a vote."""

    path: Path

    def read(self, records: Sequence[bytes], size: int) -> list[bytes] | None:
        """The commitments of each record, `size` bytes; None where the file is missing, or is of other records."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        if data[:_HASH_BYTES] != _name(records) or len(data) != _HASH_BYTES + size * len(records):
            return None
        return [data[at : at + size] for at in range(_HASH_BYTES, len(data), size)]

    def write(self, records: Sequence[bytes], commitments: Sequence[bytes]) -> None:
        """Keep them, whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_file(self.path) as stream:
            stream.write(_name(records) + b"".join(commitments))


def _name(records: Sequence[bytes]) -> bytes:
    return sha256(b"".join(records)).digest()
