"""HMAC-SHA256 (RFC 2104) for many short messages under one key: both key blocks are hashed once, beforehand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

_BLOCK_BYTES = 64
_INNER, _OUTER = 0x36, 0x5C


def keyed_hash(key: bytes) -> Callable[[bytes], bytes]:
    """message → its 32 bytes. key: at most 64 bytes. Half the cost of `hmac.digest` for messages of a block."""
    if len(key) > _BLOCK_BYTES:
        raise ValueError("a longer key would have to be hashed first")
    block = key.ljust(_BLOCK_BYTES, b"\0")
    inner_start = hashlib.sha256(bytes(byte ^ _INNER for byte in block))
    outer_start = hashlib.sha256(bytes(byte ^ _OUTER for byte in block))

    def digest(message: bytes) -> bytes:
        inner, outer = inner_start.copy(), outer_start.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.digest()

    return digest
