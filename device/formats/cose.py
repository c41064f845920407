"""Signed objects: COSE_Sign1 (RFC 9052) in the one shape that the terminal uses.

Tag 18, protected {1: -8} (EdDSA), unprotected {4: 8 bytes of key id}. External data is always empty. Other shapes are
refused.
"""

from hashlib import sha256

from crypto import ed25519
from formats import cbor

KEY_ID_SIZE = 8

_SIGN1_TAG = 18
_KEY_ID = 4  # header labels and algorithms: IANA registry "CBOR Object Signing and Encryption"
_EDDSA = b"\xa1\x01\x27"  # the encoding of {1: -8}
_SIGNED_HEAD = b"\x84\x6aSignature1\x43" + _EDDSA + b"\x40"  # a list of 4; its last, the payload, comes behind


def key_id(public: bytes) -> bytes:
    """The name of a 32-byte public key: the first 8 bytes of its SHA-256."""
    return sha256(public).digest()[:KEY_ID_SIZE]


def sign1(payload: bytes, signing_key: ed25519.SigningKey, kid: bytes) -> bytes:
    """A signed object. kid: `key_id(signing_key.public)`; it is not signed, but `verify1` refuses any other."""
    if len(kid) != KEY_ID_SIZE:
        raise ValueError("a key id has 8 bytes")
    signature = signing_key.sign(*_signed(payload))
    return cbor.encode(cbor.Tag(_SIGN1_TAG, [_EDDSA, {_KEY_ID: kid}, payload, signature]))


def verify1(data: bytes, public_key: bytes) -> bytes | None:
    """The payload, or None when this is no signed object of ours, names another key, or is not signed by public_key."""
    parts = _sign1_parts(data)
    if parts is None:
        return None
    kid, payload, signature = parts
    if kid != key_id(public_key) or not ed25519.verify(public_key, _signed(payload), signature):
        return None
    return payload


def peek1(data: bytes) -> tuple[bytes, bytes] | None:
    """(key id, payload) of a signed object WITHOUT looking at its signature, to find the key to verify it with."""
    parts = _sign1_parts(data)
    return None if parts is None else parts[:2]


def payload_of(data: bytes) -> bytes:
    """The payload of an object that this terminal has signed itself."""
    return cbor.decode(data).value[2]


def _signed(payload: bytes) -> tuple[bytes, bytes]:
    """The CBOR of ["Signature1", protected, h'', payload] (RFC 9052 4.4) in two pieces: the payload is not copied."""
    return _SIGNED_HEAD + cbor.bytes_head(len(payload)), payload


def tagged_list(data: bytes, number: int, length: int) -> list | None:
    """The list of so many items in a CBOR tag, or None when the bytes are something else."""
    try:
        value = cbor.decode(data)
    except cbor.CborError:
        return None
    if not isinstance(value, cbor.Tag) or value.number != number:
        return None
    parts = value.value
    return parts if isinstance(parts, list) and len(parts) == length else None


def _sign1_parts(data: bytes) -> tuple | None:
    """(key id, payload, signature)."""
    parts = tagged_list(data, _SIGN1_TAG, 4)
    if parts is None:
        return None
    protected, headers, payload, signature = parts
    if protected != _EDDSA or not isinstance(headers, dict) or len(headers) != 1:
        return None
    kid = headers.get(_KEY_ID)
    if not is_bytes(kid, KEY_ID_SIZE) or not isinstance(payload, bytes) or not is_bytes(signature, 64):
        return None
    return kid, payload, signature


def is_bytes(value, length: int) -> bool:
    """Is it a byte string of that length?"""
    return isinstance(value, bytes) and len(value) == length
