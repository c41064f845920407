"""What surrounds the blocks of SHA-512, without taking memory: `crypto.integer_hashes` says what each does."""

# ruff: noqa: F821  (viper's types)

import micropython


@micropython.viper
def sha512_digest(state: ptr8, digest: ptr8):
    """The 8 words of a state, little-endian in memory, as the digest has them."""
    i = 0
    while i < 64:
        digest[i] = state[i ^ 7]
        i += 1


@micropython.viper
def sha512_padding(block: ptr8, size: int, before: int):
    """The end of a message behind its last `size` bytes: at most 111, with `before` bytes in blocks before it."""
    block[size] = 0x80
    i = size + 1
    while i < 124:
        block[i] = 0
        i += 1
    bits = before + size << 3
    block[124] = bits >> 24
    block[125] = bits >> 16
    block[126] = bits >> 8
    block[127] = bits


@micropython.viper
def sha512_key(key: ptr8, size: int, pad: int, block: ptr8):
    """A key of `size` bytes as a block of an HMAC: each byte, and zeros behind them, turned by `pad`."""
    i = 0
    while i < 128:
        block[i] = key[i] ^ pad if i < size else pad
        i += 1
