"""Rows of a roll, each sealed under a key of its own: ChaCha20-Poly1305 (RFC 8439) by libsodium, into one buffer.

libsodium is called below PyNaCl's public function, which checks and copies per call: two thirds of the time of a row.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from nacl._sodium import ffi, lib

from host_tools.rolls.layout import AEAD_TAG_SIZE, MOST_ROWS, NONCE

KEY_SIZE = 32
_ROW_NUMBERS = tuple(struct.pack("<H", number) for number in range(MOST_ROWS + 1))


def sealed_rows(contents: Sequence[bytes], keys: Sequence[bytes], longest: int) -> bytearray:
    """All rows behind each other, `longest` + 16 bytes each; associated data of a row is its number.

    contents: at most 65,536, of at most `longest` bytes; shorter ones are filled with zeros.
    keys: as many, 32 bytes each, used for nothing else.
    """
    size = longest + AEAD_TAG_SIZE
    sealed = bytearray(len(contents) * size)
    if {*map(len, keys)} - {KEY_SIZE} or max(map(len, contents), default=0) > longest or len(keys) != len(contents):
        raise ValueError("a key or a row of another length")
    row, none, number_size = ffi.from_buffer("unsigned char[]", sealed) + 0, ffi.NULL, len(_ROW_NUMBERS[0])
    encrypt = lib.crypto_aead_chacha20poly1305_ietf_encrypt
    for content, key, number in zip(contents, keys, _ROW_NUMBERS, strict=False):
        encrypt(row, none, content.ljust(longest, b"\0"), longest, number, number_size, none, NONCE, key)
        row += size
    return sealed
