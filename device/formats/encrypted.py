"""Encrypted objects: COSE_Encrypt0 (RFC 9052) in the one form that key cards have.

Tag 16, protected {1: 24} (ChaCha20/Poly1305) and more, unprotected {5: 12-byte nonce}. External data is always empty.
"""

from crypto import aead
from formats import cbor
from formats.cose import byte_string

_HEAD = b"\xd0\x83\x58"  # tag 16, a list of three, and the head of a protected header of 24 to 255 bytes
_LONGEST_HEADER = 120  # bytes; a limit, since the header is decoded before it is authenticated; key cards need 70
_BEFORE_NONCE = b"\xa1\x05\x4c"  # {5: 12 bytes}
# Header labels and algorithms: IANA registry "CBOR Object Signing and Encryption"
_ALGORITHM = 1
_CHACHA20_POLY1305 = 24


def peek0(data: bytes) -> dict | None:
    """The protected header of an encrypted object, by label, for deriving its key; not authenticated yet."""
    parts = _parts(data)
    return None if parts is None else parts[1]


def decrypt0(data: bytes, key: bytes) -> bytes | None:
    """The plaintext, or None if the form or the key is wrong. key: 32 bytes."""
    parts = _parts(data)
    if parts is None:
        return None
    protected, _, nonce, sealed = parts
    return aead.unseal(key, nonce, sealed, cbor.encode(["Encrypt0", protected, b""]))


def encrypt0(key: bytes, nonce: bytes, plaintext: bytes, label: int, header: dict) -> bytes:
    """A COSE_Encrypt0 with one header of ours in its protected part.

    key, nonce: as for `aead.seal`.
    plaintext: of any length.
    label, header: of the protected header; its CBOR has 24 to `_LONGEST_HEADER` bytes.
    """
    protected = cbor.encode({_ALGORITHM: _CHACHA20_POLY1305, label: header})
    sealed = aead.seal(key, nonce, plaintext, cbor.encode(["Encrypt0", protected, b""]))
    return _HEAD + bytes((len(protected),)) + protected + _BEFORE_NONCE + nonce + cbor.encode(sealed)


def _parts(data: bytes) -> tuple | None:
    """(protected header as bytes, the same by label, nonce, ciphertext with tag)."""
    if data[: len(_HEAD)] != _HEAD or len(data) <= len(_HEAD) or data[len(_HEAD)] > _LONGEST_HEADER:
        return None
    begin = len(_HEAD) + 1
    end = begin + data[len(_HEAD)]
    protected, at = data[begin:end], end + len(_BEFORE_NONCE)
    nonce, sealed = data[at : at + aead.NONCE_SIZE], byte_string(data, at + aead.NONCE_SIZE, len(data))
    if data[end:at] != _BEFORE_NONCE or len(nonce) != aead.NONCE_SIZE or not sealed or len(sealed) < aead.TAG_SIZE:
        return None
    try:
        header = cbor.decode(protected)
    except cbor.CborError:
        return None
    if len(protected) < 24 or not isinstance(header, dict) or header.get(_ALGORITHM) != _CHACHA20_POLY1305:
        return None
    return protected, header, nonce, sealed
