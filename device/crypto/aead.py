"""ChaCha20-Poly1305 authenticated encryption (RFC 8439)."""

from struct import pack

from crypto.blocks import chacha20_blocks, poly1305_tag
from crypto.mac import equal_bytes

KEY_SIZE = 32
NONCE_SIZE = 12
TAG_SIZE = 16

_CONSTANTS = b"expand 32-byte k"
_BLOCK_SIZE = 64


def seal(key: bytes, nonce: bytes, plaintext: bytes, associated: bytes = b"") -> bytes:
    """The ciphertext followed by its 16-byte tag. Raises ValueError if key or nonce have another length.

    key: 32 bytes.
    nonce: 12 bytes, never used twice with one key.
    plaintext: any length.
    associated: authenticated but not encrypted.
    """
    end = _BLOCK_SIZE + len(plaintext)
    room = _xored(key, nonce, plaintext, end)
    data = room[_BLOCK_SIZE:]
    poly1305_tag(room, associated, data, pack("<QQ", len(associated), end - _BLOCK_SIZE))
    room[end : end + TAG_SIZE] = room[:TAG_SIZE]
    return bytes(data[: end - _BLOCK_SIZE + TAG_SIZE])


def unseal(key: bytes, nonce: bytes, sealed: bytes, associated: bytes = b"") -> bytes | None:
    """The plaintext, or None if the tag is invalid. Raises ValueError if key or nonce have another length.

    key, nonce, associated: as for `seal`.
    sealed: what `seal` returned.
    """
    size = len(sealed) - TAG_SIZE
    if size < 0:
        return None
    parts = memoryview(sealed)
    room = _xored(key, nonce, parts[:size], _BLOCK_SIZE + size)
    poly1305_tag(room, associated, sealed, pack("<QQ", len(associated), size))
    if not equal_bytes(room[:TAG_SIZE], parts[size:]):
        return None
    return bytes(room[_BLOCK_SIZE : _BLOCK_SIZE + size])


def _xored(key: bytes, nonce: bytes, data: bytes, end: int) -> memoryview:
    """Block 0 of the key stream, whose first half is Poly1305's key (RFC 8439 2.6), and behind it data xor the blocks
    from 1 on, with room for a tag. One buffer, so that one call makes all blocks. end: of the data in it.
    """
    if len(key) != KEY_SIZE or len(nonce) != NONCE_SIZE:
        raise ValueError("a key has 32 bytes and a nonce 12")
    state = bytearray(_BLOCK_SIZE)
    state[:16] = _CONSTANTS
    state[16:48] = key
    state[52:] = nonce
    blocks = end + _BLOCK_SIZE - 1 >> 6
    room = memoryview(bytearray((blocks << 6) + TAG_SIZE))
    room[_BLOCK_SIZE:end] = data
    chacha20_blocks(room, state, blocks)
    return room
