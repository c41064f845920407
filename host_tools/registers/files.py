"""Trouble with files that a person handed in, and their SHA-256."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import ValidationError

HASH_BLOCK_BYTES = 1 << 22  # large enough that the read call's cost disappears beside SHA-256


class RegisterTrouble(Exception):
    """Trouble with what a person handed in: the message names the file, the place and the way out.

    The command line turns it into one line on stderr and exit status 1; it never stands for a bug.
    """


def in_words(trouble: ValidationError) -> str:
    """The first thing that is wrong, with its field, and without the value, which may be somebody's."""
    first = trouble.errors()[0]
    return ": ".join(filter(None, (".".join(map(str, first["loc"])), first["msg"].removeprefix("Value error, "))))


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in hex, read in blocks."""
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        while block := stream.read(HASH_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
