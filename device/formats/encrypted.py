"""Encrypted objects: COSE_Encrypt0 (RFC 9052) in the one shape that key cards have. A terminal only opens them.

Tag 16, protected {1: 24} (ChaCha20/Poly1305) and more, unprotected {5: 12-byte nonce}. External data is always empty.
"""

from crypto import aead
from formats import cbor
from formats.cose import is_bytes, tagged_list

_TAG = 16
_NONCE = 5  # header labels and algorithms: IANA registry "CBOR Object Signing and Encryption"
_ALGORITHM = 1
_CHACHA20_POLY1305 = 24


def peek0(data: bytes) -> dict | None:
    """The protected header of an encrypted object, by label, to derive its key from. Not yet authenticated."""
    parts = _parts(data)
    return None if parts is None else parts[1]


def decrypt0(data: bytes, key: bytes) -> bytes | None:
    """The plaintext, or None when this is no encrypted object of ours or does not open with the 32-byte key."""
    parts = _parts(data)
    if parts is None:
        return None
    protected, _, nonce, sealed = parts
    return aead.unseal(key, nonce, sealed, cbor.encode(["Encrypt0", protected, b""]))


def _parts(data: bytes) -> tuple | None:
    """(protected header as bytes, the same by label, nonce, ciphertext with tag)."""
    parts = tagged_list(data, _TAG, 3)
    if parts is None:
        return None
    protected, headers, sealed = parts
    if not isinstance(headers, dict) or len(headers) != 1 or not is_bytes(headers.get(_NONCE), aead.NONCE_SIZE):
        return None
    if not isinstance(protected, bytes) or not isinstance(sealed, bytes) or len(sealed) < aead.TAG_SIZE:
        return None
    try:
        header = cbor.decode(protected)
    except cbor.CborError:
        return None
    if not isinstance(header, dict) or header.get(_ALGORITHM) != _CHACHA20_POLY1305:
        return None
    return protected, header, headers[_NONCE], sealed
