"""Ed25519 keys as files: 64 hexadecimal digits and a line end; a private one is readable by its owner only."""

from __future__ import annotations

import os
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.formats.points import is_key
from host_tools.keys.randomness import RandomBytes, system
from host_tools.whole_files import write_text


class KeyFileError(ValueError):
    """A key file that cannot be used. The message names the file, the reason and the way out."""


def create(path: Path, random_bytes: RandomBytes = system) -> SigningKey:
    """A new key: the private half in `path`, mode 0600, the public half beside it with the ending `.pub`.

    KeyFileError when either file exists: a key is never overwritten. OSError: the disk is full, neither is left.
    """
    public_path = path.with_suffix(".pub")
    if public_path == path:
        raise KeyFileError(f"{path}: choose a name that does not end in .pub: the public half gets that one")
    for existing in (path, public_path):
        if existing.exists():
            raise KeyFileError(f"{existing}: there is a key already; move it away or choose another name")
    key = SigningKey(random_bytes(32))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_secret(path, f"{bytes(key).hex()}\n".encode())
    try:
        write_text(public_path, f"{bytes(key.verify_key).hex()}\n")
    except BaseException:
        path.unlink()
        raise
    return key


def load(path: Path) -> SigningKey:
    """The private key of a file. KeyFileError when it is missing, no key, or readable by others."""
    content = _read(path)
    if path.stat().st_mode & 0o077:
        raise KeyFileError(f"{path}: others can read this private key; run: chmod 600 {path}")
    return SigningKey(content)


def load_public(path: Path) -> bytes:
    """The 32 bytes of a public key file. KeyFileError when it is missing or no key."""
    public = _read(path)
    if not is_key(public):
        raise KeyFileError(f"{path}: this is no public key: no point of the group has these bytes, or a trivial one")
    return public


def write_secret(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read, from its first byte on; on a full disk none is left.

    FileExistsError where there is one.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _read(path: Path) -> bytes:
    try:
        content = bytes.fromhex(path.read_text().strip())
    except OSError as trouble:
        raise KeyFileError(f"{path}: cannot be read ({trouble.strerror}); make one: tamga keys create") from trouble
    except ValueError as trouble:
        raise KeyFileError(f"{path}: this is no key file; it holds 64 hexadecimal digits") from trouble
    if len(content) != 32:
        raise KeyFileError(f"{path}: this is no key file; it holds {len(content)} bytes instead of 32")
    return content
