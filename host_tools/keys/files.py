"""Ed25519 keys as files. A private key says that it is one, so that it can never stand where a public one belongs.

Private, mode 0600: `tamga-private-key ed25519 ` and 64 hexadecimal digits. Public, beside it with the ending `.pub`: 64
hexadecimal digits and nothing else, which is what any other program expects. Readers of public keys take the second
form alone. A private key of the form before (digits alone) is known by the public half beside it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.errors import KeysError
from host_tools.formats.points import is_key
from host_tools.keys.randomness import RandomBytes, system
from host_tools.overwriting import discard
from host_tools.text_files import TextFileError, text_of
from host_tools.whole_files import write_text

PRIVATE = "tamga-private-key ed25519 "
CARD_SECRET = "tamga-card-secret "  # keeps the digits of a ceremony's secret from being taken for a public key
WORKING_KEY = "TMKEY1 "  # of privacy/key_files.py
_SECRETS = {PRIVATE: "a private key", CARD_SECRET: "the secret of a key ceremony", WORKING_KEY: "a working key"}
KINDS = tuple(_SECRETS)
_KEY_BYTES = 32
_MOST_BYTES = 1_000  # a key file is one short line
_IN_DIGITS = re.compile("[0-9a-fA-F]{64}")


class KeyFileError(KeysError):
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
    if not path.parent.is_dir():
        raise KeyFileError(f"{path.parent}: there is no such folder; make it, or correct the name")
    key = SigningKey(random_bytes(_KEY_BYTES))
    write_secret(path, f"{PRIVATE}{bytes(key).hex()}\n".encode())
    try:
        write_text(public_path, f"{bytes(key.verify_key).hex()}\n")
    except BaseException:
        discard(path)
        raise
    return key


def load(path: Path) -> SigningKey:
    """The private key of a file. KeyFileError: missing, not a private key, or readable by others."""
    text = _text(path)
    kind = kind_of(text)
    if kind not in (None, PRIVATE):
        raise KeyFileError(f"{path}: this is {_SECRETS[kind]}, not a private signing key; make one: tamga keys create")
    seed = _digits(path, text.removeprefix(PRIVATE))
    if kind is None and not _is_old_private(path, seed):
        raise KeyFileError(f"{path}: this is a public key; give the private one, made by tamga keys create")
    if path.stat().st_mode & 0o077:
        raise KeyFileError(f"{path}: others can read this private key; run: chmod 600 {path}")
    return SigningKey(seed)


def load_public(path: Path) -> bytes:
    """The 32 bytes of a public key file. KeyFileError: missing, not a key, or a secret in a public key's place."""
    text = _text(path)
    kind = kind_of(text)
    digits = b"" if kind else _digits(path, text)
    if kind or _is_old_private(path, digits):
        what = _SECRETS[kind or PRIVATE]
        raise KeyFileError(f"{path}: this is {what} and must stay secret; give the public key, a file ending in .pub")
    if not is_key(digits):
        raise KeyFileError(f"{path}: this is no public key: no point of the group has these bytes, or a trivial one")
    return digits


def load_card_secret(path: Path) -> bytes:
    """The 32 bytes that lock a ceremony's cards beside their PINs. KeyFileError: missing, or another kind of file."""
    text = _text(path)
    if kind_of(text) != CARD_SECRET:
        raise KeyFileError(f"{path}: {another_kind(text, 'card secret')}; give that of this precinct and mode")
    return _digits(path, text.removeprefix(CARD_SECRET))


def another_kind(text: str, wanted: str) -> str:
    """Why a key file's text is not what is wanted: `is a public key and no working key`, or `is no working key`."""
    kind = kind_of(text)
    what = _SECRETS[kind] if kind else "a public key" if _IN_DIGITS.fullmatch(text.strip()) else ""
    return f"is {what} and no {wanted}" if what else f"is no {wanted}"


def kind_of(text: str) -> str | None:
    """Which secret a text begins like: PRIVATE, CARD_SECRET or WORKING_KEY; None for anything else."""
    return next((kind for kind in _SECRETS if text.startswith(kind)), None)


def write_secret(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read, from its first byte on; on a full disk nothing is left.

    FileExistsError where there is one.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        discard(path)
        raise


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return text_of(file.read(_MOST_BYTES), path).strip()  # a public key may come from Notepad
    except FileNotFoundError:
        raise KeyFileError(f"{path}: there is no such file; make a key: tamga keys create") from None
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be read; name a key file that you may read") from error
    except TextFileError:
        raise KeyFileError(f"{path}: this is no key file; it holds 64 hexadecimal digits") from None


def _digits(path: Path, text: str) -> bytes:
    try:
        content = bytes.fromhex(text.strip())
    except ValueError:
        raise KeyFileError(f"{path}: this is no key file; it holds 64 hexadecimal digits") from None
    if len(content) != _KEY_BYTES:
        raise KeyFileError(f"{path}: this is no key file; it holds {len(content)} bytes instead of {_KEY_BYTES}")
    return content


def _is_old_private(path: Path, digits: bytes) -> bool:
    """Whether digits without a type are a private key: the public half that follows from them lies beside."""
    beside = path.with_suffix(".pub")
    if beside == path or not beside.is_file():
        return False
    try:
        return _text(beside) == bytes(SigningKey(digits).verify_key).hex()
    except KeyFileError:
        return False
