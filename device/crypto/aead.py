"""ChaCha20-Poly1305 authenticated encryption (RFC 8439)."""

import struct

from crypto.blocks import chacha20_blocks, poly1305_blocks
from crypto.mac import equal_bytes

KEY_SIZE = 32
NONCE_SIZE = 12
TAG_SIZE = 16

_CONSTANTS = b"expand 32-byte k"
_PRIME = (1 << 130) - 5
_PADDING = bytes(16)


def seal(key: bytes, nonce: bytes, plaintext: bytes, associated: bytes = b"") -> bytes:
    """The ciphertext followed by its 16-byte tag. Raises ValueError if key or nonce have another length.

    key: 32 bytes.
    nonce: 12 bytes, never used twice with one key.
    plaintext: any length.
    associated: authenticated but not encrypted.
    """
    state = _state(key, nonce)
    one_time = _one_time(state)
    data = bytearray(plaintext)
    _stream(state, data)
    data.extend(_tag(one_time, data, associated))
    return bytes(data)


def unseal(key: bytes, nonce: bytes, sealed: bytes, associated: bytes = b"") -> bytes | None:
    """The plaintext, or None if the tag is invalid. Raises ValueError if key or nonce have another length.

    key, nonce, associated: as for `seal`.
    sealed: what `seal` returned.
    """
    if len(sealed) < TAG_SIZE:
        return None
    state = _state(key, nonce)
    one_time = _one_time(state)
    parts = memoryview(sealed)
    data = bytearray(parts[:-TAG_SIZE])
    if not equal_bytes(_tag(one_time, data, associated), parts[-TAG_SIZE:]):
        return None
    _stream(state, data)
    return bytes(data)


def _state(key: bytes, nonce: bytes) -> bytearray:
    """ChaCha20's state at block 0 (RFC 8439 2.3)."""
    if len(key) != KEY_SIZE or len(nonce) != NONCE_SIZE:
        raise ValueError("a key has 32 bytes and a nonce 12")
    state = bytearray(64)
    state[:16] = _CONSTANTS
    state[16:48] = key
    state[52:] = nonce
    return state


def _one_time(state: bytearray) -> bytearray:
    """Block 0 of the key stream; its first half is Poly1305's key (RFC 8439 2.6)."""
    block = bytearray(64)
    chacha20_blocks(block, state, 1)
    return block


def _stream(state: bytearray, data: bytearray) -> None:
    """data xor key stream, in place. The rest after the last whole block uses a separate block."""
    whole = len(data) >> 6
    if whole:
        chacha20_blocks(data, state, whole)
    rest = len(data) & 63
    if rest:
        block = bytearray(64)
        block[:rest] = data[whole << 6 :]
        chacha20_blocks(block, state, 1)
        data[whole << 6 :] = block[:rest]


def _tag(one_time: bytearray, ciphertext: bytes, associated: bytes) -> bytes:
    """Poly1305 (RFC 8439 2.5 and 2.8)."""
    key = memoryview(one_time)
    poly = bytearray(48)
    poly[20:36] = key[:16]  # r, clamped
    poly[23] &= 15
    poly[24] &= 252
    poly[27] &= 15
    poly[28] &= 252
    poly[31] &= 15
    poly[32] &= 252
    poly[35] &= 15
    a, b, c = struct.unpack_from("<3I", poly, 24)
    struct.pack_into("<3I", poly, 36, a + (a >> 2), b + (b >> 2), c + (c >> 2))
    block = bytearray(16)
    _absorb(poly, associated, block)
    _absorb(poly, ciphertext, block)
    struct.pack_into("<QQ", block, 0, len(associated), len(ciphertext))
    poly1305_blocks(poly, block, 1)
    total = int.from_bytes(poly[:20], "little") % _PRIME + int.from_bytes(key[16:32], "little")
    return total.to_bytes(17, "little")[:16]


def _absorb(poly: bytearray, part: bytes, block: bytearray) -> None:
    """Absorb a part, padded with zeros to whole blocks, so that every block has the bit above its 16th byte.

    poly: Poly1305's state.
    part: bytes.
    block: 16 bytes of scratch.
    """
    whole = len(part) >> 4
    if whole:
        poly1305_blocks(poly, part, whole)
    rest = len(part) & 15
    if rest:
        block[:rest] = memoryview(part)[whole << 4 :]
        block[rest:] = _PADDING[rest:]
        poly1305_blocks(poly, block, 1)
