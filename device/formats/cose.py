"""Signed objects: COSE_Sign1 (RFC 9052) in the one form that terminals use.

Tag 18, protected {1: -8} (EdDSA), unprotected {4: 8 bytes of key id}. External data is always empty. Other forms are
refused. Nothing is decoded before its signature is verified, so that a forged code cannot make the decoder use memory;
the parts of this form are found at fixed offsets.
"""

from hashlib import sha256

from crypto import ed25519
from formats import cbor

KEY_ID_SIZE = 8

_SIGN1_TAG = 18
_KEY_ID = 4  # header labels and algorithms: IANA registry "CBOR Object Signing and Encryption"
_EDDSA = b"\xa1\x01\x27"  # the encoding of {1: -8}
_HEAD = b"\xd2\x84\x43" + _EDDSA + b"\xa1\x04\x48"  # up to the key id
_BEFORE_SIGNATURE = b"\x58\x40"
_SIGNATURE_SIZE = 64
_SIGNED_HEAD = b"\x84\x6aSignature1\x43" + _EDDSA + b"\x40"  # a list of 4; the payload, its last item, follows


def key_id(public: bytes) -> bytes:
    """The id of a 32-byte public key: the first 8 bytes of its SHA-256."""
    return sha256(public).digest()[:KEY_ID_SIZE]


def sign1(payload: bytes, signing_key: ed25519.SigningKey, kid: bytes) -> bytes:
    """A signed object.

    payload: the bytes to sign.
    signing_key: of the signer.
    kid: `key_id(signing_key.public)`; not signed, but `verify1` refuses any other.
    """
    if len(kid) != KEY_ID_SIZE:
        raise ValueError("a key id has 8 bytes")
    signature = signing_key.sign(*_signed(payload))
    return cbor.encode(cbor.Tag(_SIGN1_TAG, [_EDDSA, {_KEY_ID: kid}, payload, signature]))


def verify1(data: bytes, public_key: bytes) -> bytes | None:
    """The payload, or None if the form, the key id or the signature is wrong. public_key: of the expected signer."""
    parts = peek1(data)
    if parts is None:
        return None
    kid, payload = parts
    signature = data[-_SIGNATURE_SIZE:]
    if kid != key_id(public_key) or not ed25519.verify(public_key, _signed(payload), signature):
        return None
    return payload


def peek1(data: bytes) -> tuple[bytes, bytes] | None:
    """(key id, payload) of a signed object WITHOUT verifying its signature, to find the key to verify it with."""
    at, end = len(_HEAD) + KEY_ID_SIZE, len(data) - len(_BEFORE_SIGNATURE) - _SIGNATURE_SIZE
    if data[: len(_HEAD)] != _HEAD or data[max(end, 0) : end + len(_BEFORE_SIGNATURE)] != _BEFORE_SIGNATURE:
        return None
    payload = byte_string(data, at, end)
    return None if payload is None else (data[len(_HEAD) : at], payload)


def payload_of(data: bytes) -> bytes:
    """The payload of an object that this terminal has signed itself."""
    return peek1(data)[1]  # type: ignore[index]  # never None for these


def _signed(payload: bytes) -> tuple[bytes, bytes]:
    """The CBOR of ["Signature1", protected, h'', payload] (RFC 9052 4.4) in two pieces, without copying the payload."""
    return _SIGNED_HEAD + cbor.bytes_head(len(payload)), payload


def byte_string(data: bytes, at: int, end: int) -> bytes | None:
    """The content of a CBOR byte string; None if there is anything else.

    data: bytes that contain it.
    at, end: offsets of its first byte and after its last.
    """
    for head_size in (1, 2, 3, 5):
        length = end - at - head_size
        if length >= 0 and data[at : at + head_size] == cbor.bytes_head(length):
            return data[at + head_size : end]
    return None


def is_bytes(value, length: int) -> bool:
    """True if a value is a byte string of this length."""
    return isinstance(value, bytes) and len(value) == length
