"""Signed and encrypted objects (RFC 9052), in the two shapes of the formats document.

Sign1: tag 18, protected {1: -8}, unprotected {4: key id}. Encrypt0: tag 16, protected {1: 24, ...}, unprotected
{5: nonce}. Other shapes are refused before any key is used. Of a Sign1 each byte up to the payload follows from the
shape, so it is compared and not parsed: a centre checks thousands a second. Encrypt0 is pycose's, which is given our
own strictly decoded lists, not bytes: cbor2 6 puts tuples inside tags, which pycose 1.1 does not take.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from Crypto.Cipher import ChaCha20_Poly1305
from nacl.signing import SigningKey
from pycose.algorithms import CoseAlgorithm, _EncAlg
from pycose.exceptions import CoseException
from pycose.headers import IV
from pycose.keys.symmetric import SymmetricKey
from pycose.messages.enc0message import Enc0Message

from host_tools.formats import cbor, ed25519

ENCRYPT0_TAG = 16
KEY_ID_SIZE = 8
NONCE_SIZE = 12
_PROTECTED = b"\xa1\x01\x27"  # {1: -8}
_SIGN1_HEAD = b"\xd2\x84\x43" + _PROTECTED + b"\xa1\x04\x48"  # tag 18, four items, protected, {4: 8 bytes
_SIGNED_HEAD = b"\x84\x6aSignature1\x43" + _PROTECTED + b"\x40"  # Sig_structure (RFC 9052 4.4), up to the payload
_PAYLOAD_AT = len(_SIGN1_HEAD) + KEY_ID_SIZE
_SIGNATURE_SIZE = 64
_SIGNATURE_HEAD = b"\x58\x40"
_SHORTEST_SIGN1 = _PAYLOAD_AT + 1 + len(_SIGNATURE_HEAD) + _SIGNATURE_SIZE
CARD_HEADER = -70001  # private-use label: what a key card says in clear, authenticated


@CoseAlgorithm.register_attribute()
class ChaCha20Poly1305(_EncAlg):
    """ChaCha20/Poly1305 with 256-bit key and 128-bit tag (RFC 9053 4.3), which pycose lacks."""

    identifier = 24
    fullname = "ChaCha20/Poly1305"

    @classmethod
    def get_key_length(cls) -> int:
        """32 bytes."""
        return 32

    @classmethod
    def encrypt(cls, key: SymmetricKey, nonce: bytes, data: bytes, aad: bytes) -> bytes:
        """The ciphertext and its 16-byte tag.

        key: 32 bytes.
        nonce: 12 bytes, never used twice with a key.
        data: the plaintext.
        aad: authenticated, not encrypted.
        """
        cipher = ChaCha20_Poly1305.new(key=key.k, nonce=nonce)
        cipher.update(aad)
        ciphertext, tag = cipher.encrypt_and_digest(data)
        return ciphertext + tag

    @classmethod
    def decrypt(cls, key: SymmetricKey, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
        """The plaintext.

        key, nonce, aad: as for `encrypt`.
        ciphertext: with its tag.
        ValueError: the tag is wrong.
        """
        cipher = ChaCha20_Poly1305.new(key=key.k, nonce=nonce)
        cipher.update(aad)
        return cipher.decrypt_and_verify(ciphertext[:-16], ciphertext[-16:])


@functools.lru_cache(maxsize=1 << 15)
def key_id(public: bytes) -> bytes:
    """The name of a public key: the first 8 bytes of its SHA-256."""
    return sha256(public).digest()[:KEY_ID_SIZE]


def sign1(payload: bytes, key: SigningKey) -> bytes:
    """A signed object."""
    return sign1_by(payload, lambda message: key.sign(message).signature, bytes(key.verify_key))


def sign1_by(payload: bytes, sign: Callable[[bytes], bytes], public: bytes) -> bytes:
    """A signed object. sign: makes the signature of a message with the key whose public half this is."""
    said = _byte_string(payload)
    return b"".join((_SIGN1_HEAD, key_id(public), said, _SIGNATURE_HEAD, sign(_SIGNED_HEAD + said)))


def peek1(data: bytes) -> tuple[bytes, bytes] | None:
    """(key id, payload) of an object of our shape WITHOUT checking its signature; None for another shape."""
    if data[: _PAYLOAD_AT - KEY_ID_SIZE] != _SIGN1_HEAD or len(data) < _SHORTEST_SIGN1:
        return None
    payload = bytes(data[_payload_begins(data[_PAYLOAD_AT]) : -_SIGNATURE_SIZE - len(_SIGNATURE_HEAD)])
    rest = b"".join((_byte_string(payload), _SIGNATURE_HEAD))
    if data[_PAYLOAD_AT:-_SIGNATURE_SIZE] != rest:
        return None
    return bytes(data[_PAYLOAD_AT - KEY_ID_SIZE : _PAYLOAD_AT]), payload


def verify1(data: bytes, public: bytes) -> bytes | None:
    """The payload, or None: another shape, another key, or a wrong signature.

    With libsodium's answers, as it refuses keys of small order, points that are not canonical, and s not below L.
    """
    parts = peek1(data)
    return parts[1] if parts and is_signed(data, parts, public) else None


def is_signed(data: bytes, parts: tuple[bytes, bytes], public: bytes) -> bool:
    """Whether an object is signed by a key. parts: what `peek1` says of it."""
    if parts[0] != key_id(public):
        return False
    payload = data[_PAYLOAD_AT : -len(_SIGNATURE_HEAD) - _SIGNATURE_SIZE]  # with its head
    return ed25519.is_signed(_SIGNED_HEAD + payload, bytes(data[-_SIGNATURE_SIZE:]), public)


def encrypt0(key: bytes, nonce: bytes, plaintext: bytes, header: dict[int, Any]) -> bytes:
    """An encrypted object.

    key: 32 bytes.
    nonce: 12 bytes, never used twice with a key.
    plaintext: what is encrypted.
    header: further entries of the protected header (in clear, authenticated).
    """
    protected = cbor.encode({1: ChaCha20Poly1305.identifier, **header})
    message = Enc0Message(phdr_encoded=protected, uhdr={IV: nonce}, payload=plaintext)
    message.key = SymmetricKey(k=key)
    return bytes(message.encode())


def peek0(data: bytes) -> dict[Any, Any] | None:
    """The protected header of an encrypted object of our shape, not yet authenticated; None for another shape."""
    parts = _tagged(data, ENCRYPT0_TAG, 3)
    if parts is None:
        return None
    protected, headers, sealed = parts
    if not isinstance(headers, dict) or list(headers) != [5] or not _sized(headers[5], NONCE_SIZE):
        return None
    if not isinstance(protected, bytes) or not isinstance(sealed, bytes) or len(sealed) < 16:
        return None
    try:
        header = cbor.decode(protected)
    except cbor.CborError:
        return None
    return header if isinstance(header, dict) and header.get(1) == ChaCha20Poly1305.identifier else None


def decrypt0(data: bytes, key: bytes) -> bytes | None:
    """The plaintext, or None: another shape, another key, or something altered."""
    if peek0(data) is None:
        return None
    message = Enc0Message.from_cose_obj(_tagged(data, ENCRYPT0_TAG, 3) or [], True)
    message.key = SymmetricKey(k=key)
    try:
        return bytes(message.decrypt())
    except (ValueError, CoseException):
        return None


def _byte_string(content: bytes) -> bytes:
    """A CBOR byte string (RFC 8949 3.1), its length as short as it can be."""
    size = len(content)
    if size < 24:
        return bytes([0x40 + size]) + content
    for initial, width in ((0x58, 1), (0x59, 2), (0x5A, 4)):
        if size < 1 << 8 * width:
            return bytes([initial]) + size.to_bytes(width, "big") + content
    raise ValueError("a payload of 4 GiB")


def _payload_begins(initial: int) -> int:
    """Where the content of the payload's byte string begins, by its initial byte; other types are found out later."""
    return _PAYLOAD_AT + 1 + {0x58: 1, 0x59: 2, 0x5A: 4}.get(initial, 0)


def _tagged(data: bytes, number: int, length: int) -> list[Any] | None:
    try:
        value = cbor.decode(data)
    except cbor.CborError:
        return None
    if not isinstance(value, cbor.Tag) or value.tag != number:
        return None
    return value.value if isinstance(value.value, list) and len(value.value) == length else None


def _sized(value: Any, size: int) -> bool:
    return isinstance(value, bytes) and len(value) == size
