"""ChaCha20-Poly1305 authenticated encryption (RFC 8439)."""

import struct

from crypto.blocks import chacha20_blocks, poly1305_blocks
from crypto.mac import equal_bytes

KEY_SIZE = 32
NONCE_SIZE = 12
TAG_SIZE = 16

_CONSTANTS = b"expand 32-byte k"
_PRIME = (1 << 130) - 5
_CLAMP = 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF


def seal(key: bytes, nonce: bytes, plaintext: bytes, associated: bytes = b"") -> bytes:
    """The ciphertext followed by its 16-byte tag.

    key: 32 bytes; nonce: 12 bytes, never twice under one key; associated: authenticated but not encrypted.
    ValueError when key or nonce have another length.
    """
    state = _state(key, nonce)
    one_time = _one_time(state)
    data = bytearray(plaintext)
    _stream(state, data)
    return bytes(data) + _tag(one_time, data, associated)


def unseal(key: bytes, nonce: bytes, sealed: bytes, associated: bytes = b"") -> bytes | None:
    """The plaintext, or None when the tag is wrong: something was altered, or the key, nonce or associated differ.

    ValueError when key or nonce have the wrong length: that is not the message's fault.
    """
    if len(sealed) < TAG_SIZE:
        return None
    state = _state(key, nonce)
    one_time = _one_time(state)
    data = bytearray(sealed[:-TAG_SIZE])
    if not equal_bytes(_tag(one_time, data, associated), sealed[-TAG_SIZE:]):
        return None
    _stream(state, data)
    return bytes(data)


def _state(key: bytes, nonce: bytes) -> bytearray:
    """ChaCha20's, at block 0 (RFC 8439 2.3)."""
    if len(key) != KEY_SIZE or len(nonce) != NONCE_SIZE:
        raise ValueError("a key has 32 bytes and a nonce 12")
    return bytearray(_CONSTANTS + key + bytes(4) + nonce)


def _one_time(state: bytearray) -> bytearray:
    """Poly1305's key is the first half of block 0 (RFC 8439 2.6)."""
    block = bytearray(64)
    chacha20_blocks(block, state, 1)
    return block


def _stream(state: bytearray, data: bytearray) -> None:
    """data xor key stream, in place; what is beyond the last whole block goes through a block of its own."""
    whole = len(data) >> 6
    if whole:
        chacha20_blocks(data, state, whole)
    rest = len(data) & 63
    if rest:
        block = bytearray(64)
        block[:rest] = data[whole << 6 :]
        chacha20_blocks(block, state, 1)
        data[whole << 6 :] = block[:rest]


def _tag(one_time: bytes, ciphertext: bytes, associated: bytes) -> bytes:
    """Poly1305 (RFC 8439 2.5 and 2.8)."""
    r = int.from_bytes(one_time[:16], "little") & _CLAMP
    poly = bytearray(48)
    poly[20:36] = r.to_bytes(16, "little")
    for word in (1, 2, 3):
        part = r >> 32 * word & 0xFFFFFFFF
        struct.pack_into("<I", poly, 32 + 4 * word, part + (part >> 2))
    _absorb(poly, associated)
    _absorb(poly, ciphertext)
    poly1305_blocks(poly, struct.pack("<QQ", len(associated), len(ciphertext)), 1)
    total = int.from_bytes(poly[:20], "little") % _PRIME + int.from_bytes(one_time[16:32], "little")
    return (total & (1 << 128) - 1).to_bytes(16, "little")


def _absorb(poly: bytearray, part: bytes) -> None:
    """A part, padded with zeros to 16 bytes: so every block has the bit above its 16th byte."""
    whole = len(part) >> 4
    if whole:
        poly1305_blocks(poly, part, whole)
    rest = part[whole << 4 :]
    if rest:
        poly1305_blocks(poly, rest + bytes(16 - len(rest)), 1)
