"""Deterministic CBOR (RFC 8949 4.2.1) over cbor2: one value, one encoding; every other encoding is refused.

cbor2's `canonical` mode sorts map keys by length first (RFC 7049 3.9), so maps are put into bytewise order here.
"""

from __future__ import annotations

from typing import Any

import cbor2

from host_tools.errors import FormatsError

Tag = cbor2.CBORTag


class CborError(FormatsError):
    """Bytes that are not deterministic CBOR, or a value that has no encoding in our formats."""


def encode(value: Any) -> bytes:
    """The bytes of int, bytes, str, bool, None, list, dict (int, bytes or str keys) or Tag. CborError for others."""
    try:
        return cbor2.dumps(_ordered(value))
    except (cbor2.CBOREncodeError, OverflowError) as error:
        raise CborError(str(error)) from error


def decode(data: bytes) -> Any:
    """The one value in data. CborError: cut short, bytes after it, or not the deterministic encoding."""
    try:
        value = _plain(cbor2.loads(data))
    except CborError:
        raise
    except (cbor2.CBORDecodeError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise CborError(f"no CBOR: {error}") from error
    if encode(value) != bytes(data):
        raise CborError("not the deterministic encoding of one value")
    return value


def _ordered(value: Any) -> Any:
    """value with the keys of each map in the order of their encodings; big integers refused (they need tags)."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        if not -(1 << 64) <= value < 1 << 64:
            raise CborError("integer out of range")
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    if isinstance(value, (list, tuple)):
        return [_ordered(item) for item in value]
    if isinstance(value, dict):
        for key in value:
            if isinstance(key, bool) or not isinstance(key, (int, bytes, str)):
                raise CborError("a map key is an integer, bytes or text")
        return {key: _ordered(value[key]) for key in sorted(value, key=lambda key: cbor2.dumps(_ordered(key)))}
    if isinstance(value, Tag):
        return Tag(value.tag, _ordered(value.value))
    raise CborError(f"{type(value).__name__} has no encoding here")


def _plain(value: Any) -> Any:
    """What cbor2 read, as plain lists and dicts (inside a tag it gives tuples and frozen maps)."""
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Tag):
        return Tag(value.tag, _plain(value.value))
    if hasattr(value, "items"):
        return {_plain_key(key): _plain(item) for key, item in value.items()}
    return value


def _plain_key(key: Any) -> Any:
    if isinstance(key, bool) or not isinstance(key, (int, bytes, str)):
        raise CborError("a map key is an integer, bytes or text")
    return key
