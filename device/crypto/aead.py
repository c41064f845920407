"""ChaCha20-Poly1305 authenticated encryption (RFC 8439)."""

import struct

from crypto.mac import equal_bytes

KEY_SIZE = 32
NONCE_SIZE = 12
TAG_SIZE = 16

_CONSTANTS = (0x61707865, 0x3320646E, 0x79622D32, 0x6B206574)
_WORD = 0xFFFFFFFF
_PRIME = (1 << 130) - 5
_CLAMP = 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
_QUARTERS = (
    (0, 4, 8, 12),
    (1, 5, 9, 13),
    (2, 6, 10, 14),
    (3, 7, 11, 15),
    (0, 5, 10, 15),
    (1, 6, 11, 12),
    (2, 7, 8, 13),
    (3, 4, 9, 14),
)


def seal(key: bytes, nonce: bytes, plaintext: bytes, associated: bytes = b"") -> bytes:
    """The ciphertext followed by its 16-byte tag.

    key: 32 bytes; nonce: 12 bytes, never twice under one key; associated: authenticated but not encrypted.
    ValueError when key or nonce have another length.
    """
    ciphertext = _chacha20(key, nonce, plaintext)
    return ciphertext + _tag(key, nonce, ciphertext, associated)


def unseal(key: bytes, nonce: bytes, sealed: bytes, associated: bytes = b"") -> bytes | None:
    """The plaintext, or None when the tag is wrong: something was altered, or the key, nonce or associated differ.

    ValueError when key or nonce have the wrong length: that is not the message's fault.
    """
    if len(sealed) < TAG_SIZE:
        return None
    ciphertext = bytes(sealed[:-TAG_SIZE])
    if not equal_bytes(_tag(key, nonce, ciphertext, associated), sealed[-TAG_SIZE:]):
        return None
    return _chacha20(key, nonce, ciphertext)


def _chacha20(key: bytes, nonce: bytes, data: bytes) -> bytes:
    output = bytearray(data)
    for start in range(0, len(output), 64):
        stream = _block(key, nonce, 1 + start // 64)
        for i in range(min(64, len(output) - start)):
            output[start + i] ^= stream[i]
    return bytes(output)


def _block(key: bytes, nonce: bytes, counter: int) -> bytes:
    """The 64 bytes of key stream of one counter value (RFC 8439 2.3)."""
    if len(key) != KEY_SIZE or len(nonce) != NONCE_SIZE:
        raise ValueError("a key has 32 bytes and a nonce 12")
    start = _CONSTANTS + struct.unpack("<8I", key) + (counter,) + struct.unpack("<3I", nonce)
    state = list(start)
    for _ in range(10):
        for a, b, c, d in _QUARTERS:
            wa = state[a]
            wb = state[b]
            wc = state[c]
            wd = state[d]
            wa = wa + wb & _WORD
            wd ^= wa
            wd = wd << 16 & _WORD | wd >> 16
            wc = wc + wd & _WORD
            wb ^= wc
            wb = wb << 12 & _WORD | wb >> 20
            wa = wa + wb & _WORD
            wd ^= wa
            state[a] = wa
            wd = wd << 8 & _WORD | wd >> 24
            state[d] = wd
            wc = wc + wd & _WORD
            state[c] = wc
            wb ^= wc
            state[b] = wb << 7 & _WORD | wb >> 25
    return struct.pack("<16I", *[x + y & _WORD for x, y in zip(state, start)])


def _tag(key: bytes, nonce: bytes, ciphertext: bytes, associated: bytes) -> bytes:
    """Poly1305 under the one-time key of block 0 (RFC 8439 2.5, 2.6 and 2.8)."""
    one_time = _block(key, nonce, 0)
    r = int.from_bytes(one_time[:16], "little") & _CLAMP
    total = 0
    for part in (associated, ciphertext):
        for start in range(0, len(part), 16):
            # Parts are padded with zeros to 16 bytes, so every block has the bit above its 16th byte.
            total = (total + int.from_bytes(part[start : start + 16], "little") + (1 << 128)) * r % _PRIME
    total = (total + len(associated) + (len(ciphertext) << 64) + (1 << 128)) * r % _PRIME
    total += int.from_bytes(one_time[16:32], "little")
    return (total & (1 << 128) - 1).to_bytes(16, "little")
