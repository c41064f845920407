"""SHA-256 of files and streams, in blocks."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

_BLOCK_BYTES = 1 << 22  # large enough that the read call's cost disappears beside SHA-256


def measured(stream: BinaryIO) -> tuple[int, str]:
    """Size in bytes and SHA-256 (hex) of what a stream gives."""
    digest, size = hashlib.sha256(), 0
    while block := stream.read(_BLOCK_BYTES):
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with open(path, "rb") as stream:
        return measured(stream)[1]
