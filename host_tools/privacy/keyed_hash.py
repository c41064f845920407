"""HMAC-SHA256 (RFC 2104) for many short messages under one key: both key blocks are hashed once, beforehand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

_BLOCK_BYTES = 64
_INNER, _OUTER = 0x36, 0x5C


def keyed_hash(key: bytes) -> Callable[[bytes], bytes]:
    """message → its 32 bytes. key: at most 64 bytes. Half the cost of `hmac.digest` for messages of a block."""
    inner_start, outer_start = _started(key)

    def digest(message: bytes) -> bytes:
        inner, outer = inner_start.copy(), outer_start.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.digest()

    return digest


def keyed_hashes(key: bytes) -> Callable[[Iterable[bytes]], list[bytes]]:
    """messages → their 32 bytes each, as `keyed_hash` gives them: one loop without a call per message."""
    inner_start, outer_start = _started(key)
    inner_copy, outer_copy = inner_start.copy, outer_start.copy

    def digests(messages: Iterable[bytes]) -> list[bytes]:
        found: list[bytes] = []
        append = found.append
        for message in messages:
            inner, outer = inner_copy(), outer_copy()
            inner.update(message)
            outer.update(inner.digest())
            append(outer.digest())
        return found

    return digests


def _started(key: bytes) -> tuple[hashlib._Hash, hashlib._Hash]:
    """Both hashes with their key block in them."""
    if len(key) > _BLOCK_BYTES:
        raise ValueError("a longer key would have to be hashed first")
    block = key.ljust(_BLOCK_BYTES, b"\0")
    inner = hashlib.sha256(bytes(byte ^ _INNER for byte in block))
    outer = hashlib.sha256(bytes(byte ^ _OUTER for byte in block))
    return inner, outer
