"""Key files: 32 random bytes in a file that only its owner can read, apart from what they protect."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from host_tools.errors import PrivacyError, os_words
from host_tools.keys.files import WORKING_KEY, another_kind, kind_of, write_secret

KEY_SIZE = 32
_MOST_BYTES = 1_000
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class WorkingKeyError(PrivacyError):
    """A key file that must not be used. The text names the file and the way out."""


def create_key_file(path: Path) -> bytes:
    """Make a new key with permissions 0600; never replaces a file that is there."""
    key = secrets.token_bytes(KEY_SIZE)
    try:
        write_secret(path, f"{WORKING_KEY}{key.hex()}\n".encode())
    except FileExistsError:
        raise WorkingKeyError(f"{path}: is there already; a key is never replaced") from None
    return key


def read_key_file(path: Path) -> bytes:
    """The 32 bytes of a key file. Refuses a file that group or others may read or write."""
    try:
        with path.open("rb") as file:
            mode, data = os.fstat(file.fileno()).st_mode, file.read(_MOST_BYTES)
    except OSError as error:
        raise WorkingKeyError(f"{path}: cannot be read: {os_words(error)}") from None
    text = data.decode("ascii", "replace")
    if kind_of(text) != WORKING_KEY:
        raise WorkingKeyError(f"{path}: {another_kind(text, 'working key')}; make one: tamga privacy key")
    if mode & _OTHERS:
        raise WorkingKeyError(f"{path}: others may read it (mode {stat.S_IMODE(mode):o}); run: chmod 600 {path}")
    try:
        key = bytes.fromhex(text.removeprefix(WORKING_KEY).strip())
    except ValueError:
        key = b""
    if len(key) != KEY_SIZE:
        raise WorkingKeyError(f"{path}: is a damaged working key: it does not hold {KEY_SIZE} bytes; bring its copy")
    return key
