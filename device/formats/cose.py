"""Signed and encrypted objects: COSE_Sign1 and COSE_Encrypt0 (RFC 9052), in the one shape that the terminal uses.

Sign1: tag 18, protected {1: -8} (EdDSA), unprotected {4: 8 bytes of key id}. Encrypt0: tag 16, protected {1: 24}
(ChaCha20/Poly1305) and more, unprotected {5: 12-byte nonce}. External data is always empty. Other shapes are refused.
"""

from hashlib import sha256

from crypto import aead, ed25519

from formats import cbor

KEY_ID_SIZE = 8

_SIGN1_TAG = 18
_ENCRYPT0_TAG = 16
_KEY_ID = 4  # header labels and algorithms: IANA registry "CBOR Object Signing and Encryption"
_NONCE = 5
_ALGORITHM = 1
_CHACHA20_POLY1305 = 24
_EDDSA = b"\xa1\x01\x27"  # the encoding of {1: -8}


def key_id(public: bytes) -> bytes:
    """The name of a 32-byte public key: the first 8 bytes of its SHA-256."""
    return sha256(public).digest()[:KEY_ID_SIZE]


def sign1(payload: bytes, signing_key: ed25519.SigningKey, kid: bytes) -> bytes:
    """A signed object. kid: `key_id(signing_key.public)`; it is not signed, but `verify1` refuses any other."""
    if len(kid) != KEY_ID_SIZE:
        raise ValueError("a key id has 8 bytes")
    signature = signing_key.sign(_signed_bytes(payload))
    return cbor.encode(cbor.Tag(_SIGN1_TAG, [_EDDSA, {_KEY_ID: kid}, payload, signature]))


def verify1(data: bytes, public_key: bytes) -> bytes | None:
    """The payload, or None when this is no signed object of ours, names another key, or is not signed by public_key."""
    parts = _sign1_parts(data)
    if parts is None:
        return None
    kid, payload, signature = parts
    if kid != key_id(public_key) or not ed25519.verify(public_key, _signed_bytes(payload), signature):
        return None
    return payload


def peek1(data: bytes) -> tuple[bytes, bytes] | None:
    """(key id, payload) of a signed object WITHOUT looking at its signature, to find the key to verify it with."""
    parts = _sign1_parts(data)
    return None if parts is None else parts[:2]


def encrypt0(key: bytes, nonce: bytes, plaintext: bytes, header: dict | None = None) -> bytes:
    """An encrypted object.

    key: 32 bytes; nonce: 12 bytes, never twice under one key. header: more of the protected header by label: in clear,
    but authenticated.
    """
    protected = dict(header or {})
    protected[_ALGORITHM] = _CHACHA20_POLY1305
    protected = cbor.encode(protected)
    sealed = aead.seal(key, nonce, plaintext, _encrypted_context(protected))
    return cbor.encode(cbor.Tag(_ENCRYPT0_TAG, [protected, {_NONCE: nonce}, sealed]))


def decrypt0(data: bytes, key: bytes) -> bytes | None:
    """The plaintext, or None when this is no encrypted object of ours or does not open with the 32-byte key."""
    parts = _encrypt0_parts(data)
    if parts is None:
        return None
    protected, _, nonce, sealed = parts
    return aead.unseal(key, nonce, sealed, _encrypted_context(protected))


def peek0(data: bytes) -> dict | None:
    """The protected header of an encrypted object, by label, to derive its key from. Not yet authenticated."""
    parts = _encrypt0_parts(data)
    return None if parts is None else parts[1]


def _signed_bytes(payload: bytes) -> bytes:
    return cbor.encode(["Signature1", _EDDSA, b"", payload])


def _encrypted_context(protected: bytes) -> bytes:
    return cbor.encode(["Encrypt0", protected, b""])


def _tagged_list(data: bytes, number: int, length: int) -> list | None:
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
    parts = _tagged_list(data, _SIGN1_TAG, 4)
    if parts is None:
        return None
    protected, headers, payload, signature = parts
    if protected != _EDDSA or not isinstance(headers, dict) or len(headers) != 1:
        return None
    kid = headers.get(_KEY_ID)
    if not _is_bytes(kid, KEY_ID_SIZE) or not isinstance(payload, bytes) or not _is_bytes(signature, 64):
        return None
    return kid, payload, signature


def _encrypt0_parts(data: bytes) -> tuple | None:
    """(protected header as bytes, the same by label, nonce, ciphertext with tag)."""
    parts = _tagged_list(data, _ENCRYPT0_TAG, 3)
    if parts is None:
        return None
    protected, headers, sealed = parts
    if not isinstance(headers, dict) or len(headers) != 1 or not _is_bytes(headers.get(_NONCE), aead.NONCE_SIZE):
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


def _is_bytes(value, length: int) -> bool:
    return isinstance(value, bytes) and len(value) == length
