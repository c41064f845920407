"""The centre's signing key, from a file."""

from __future__ import annotations

from pathlib import Path

from nacl.signing import SigningKey


class KeyFileError(ValueError):
    """A file that is no signing key. The message names it and says what was expected."""


def load(path: Path) -> SigningKey:
    """The Ed25519 key of a file of 32 bytes, or of 64 hexadecimal digits."""
    data = path.read_bytes()
    if len(data) != 32:
        try:
            data = bytes.fromhex(data.decode("ascii"))
        except ValueError:
            data = b""
    if len(data) != 32:
        raise KeyFileError(f"{path}: no signing key; 32 bytes or 64 hexadecimal digits are expected")
    return SigningKey(data)
