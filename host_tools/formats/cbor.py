"""Deterministic CBOR (RFC 8949 4.2.1) over cbor2: one value, one encoding; every other encoding is refused.

cbor2's `canonical` mode sorts map keys by length first (RFC 7049 3.9), so maps are put into bytewise order here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection
from typing import Any

import cbor2

from host_tools.errors import FormatsError
from host_tools.formats import plain_cbor

Tag = cbor2.CBORTag
_AS_THEY_ARE = frozenset((bytes, str, bool, type(None)))
_LEAVES = _AS_THEY_ARE | {int}
_HOLDERS = frozenset((dict, list))
_BIG_NUMBER = re.compile(rb"[\xc2\xc3][\x49-\x5b]")  # how one of more than 64 bits begins, and a few other things do
_ONLY_NUMBERS, _ONLY_TEXTS = {int}, {str}
_IS_PLAIN = plain_cbor.compiled()  # says yes at a third of the cost, or nothing


class CborError(FormatsError):
    """Bytes that are not deterministic CBOR, or a value that has no encoding in our formats."""


def encode(value: Any) -> bytes:
    """The bytes of int, bytes, str, bool, None, list, dict (int, bytes or str keys) or Tag. CborError for others."""
    try:
        return cbor2.dumps(_ordered(value))
    except (cbor2.CBOREncodeError, OverflowError) as error:
        raise CborError("a value of a kind that has no place in our formats") from error


def decode(data: bytes) -> Any:
    """The one value in data. CborError: cut short, bytes after it, or not the deterministic encoding."""
    try:
        value = cbor2.loads(data)
        if _IS_PLAIN and type(data) is bytes and _IS_PLAIN(data, len(data)):
            return value
        if _BIG_NUMBER.search(data) or not _is_plain(value):
            value = _plain(value)
        again = cbor2.dumps(value)
    except CborError:
        raise
    except (
        cbor2.CBORDecodeError,
        cbor2.CBOREncodeError,
        ValueError,
        TypeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise CborError(f"no CBOR: {_reason(error)}") from error
    if again != data:  # lengths and numbers not the shortest, a key twice; the order of keys was looked at
        raise CborError("not the deterministic encoding of one value")
    return value


def _is_plain(value: Any) -> bool:
    """Whether value is leaves, lists, and maps in order: nearly all that is signed, and thousands come a second."""
    kind = type(value)
    if kind not in _HOLDERS:
        return kind in _LEAVES
    if kind is dict and not _are_in_order(list(value)):
        return False
    items = value.values() if kind is dict else value
    return _LEAVES.issuperset(map(type, items)) or all(type(item) in _LEAVES or _is_plain(item) for item in items)


def _reason(error: Exception) -> str:
    if isinstance(error, cbor2.CBORDecodeEOF):
        return "it is cut short"
    if isinstance(error, RecursionError):
        return "too many values lie within each other"
    return "bytes that are no value of our formats"


def _ordered(value: Any) -> Any:
    """value with the keys of each map in the order of their encodings; big integers refused (they need tags)."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is int:
        return _number(value)
    if kind is dict:
        return _map_in_order(value)
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return _number(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if isinstance(value, list | tuple):
        return list(value) if _are_leaves(value) else [_ordered(item) for item in value]
    if isinstance(value, dict):
        return _map_in_order(value)
    if isinstance(value, Tag):
        return Tag(value.tag, _ordered(value.value))
    raise CborError(f"{type(value).__name__} has no encoding here")


def _map_in_order(value: dict[Any, Any]) -> dict[Any, Any]:
    keys = list(value)
    if not _are_in_order(keys):
        keys.sort(key=_rank)
    elif type(value) is dict and _are_leaves(value.values()):
        return value
    return {key: _ordered(value[key]) for key in keys}


def _plain(value: Any) -> Any:
    """What cbor2 read, as plain lists and dicts (inside a tag it gives tuples and frozen maps), keys in order."""
    kind = type(value)
    if kind is int:
        return _number(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is list or kind is tuple:
        if _are_leaves(value):
            return value if kind is list else list(value)
        return [_plain(item) for item in value]
    if kind is Tag:
        return Tag(value.tag, _plain(value.value))
    if hasattr(value, "items"):
        if not _are_in_order(list(value)):
            raise CborError("not the deterministic encoding of one value")
        if _are_leaves(value.values()):
            return value if kind is dict else dict(value)
        return {key: item if type(item) in _AS_THEY_ARE else _plain(item) for key, item in value.items()}
    raise CborError(f"{kind.__name__} has no encoding here")


def _are_leaves(values: Collection[Any]) -> bool:
    """Whether no value holds others; then their numbers are looked at together. Most of what is signed is so."""
    kinds = set(map(type, values))
    if not kinds <= _LEAVES:
        return False
    if int in kinds:
        numbers = values if kinds == _ONLY_NUMBERS else [value for value in values if type(value) is int]
        _number(min(numbers)), _number(max(numbers))
    return True


def _are_in_order(keys: list[Any]) -> bool:
    """Whether keys of a map, which are all different, ascend as their encodings do."""
    kinds = set(map(type, keys))
    if kinds == _ONLY_NUMBERS and min(keys) >= 0:
        return keys == sorted(keys)
    if kinds == _ONLY_TEXTS:
        encoded = [(len(text), text) for text in map(str.encode, keys)]
        return encoded == sorted(encoded)
    return all(before < after for before, after in itertools.pairwise(map(_rank, keys)))


def _number(value: int) -> int:
    if not -(1 << 64) <= value < 1 << 64:
        raise CborError("integer out of range")
    return value


def _rank(key: Any) -> tuple[int, int, bytes]:
    """Keys compare by this as their encodings do: by major type, then by number or length, then by content."""
    if isinstance(key, int) and not isinstance(key, bool):
        return (0, key, b"") if key >= 0 else (1, -1 - key, b"")
    if isinstance(key, bytes):
        return 2, len(key), key
    if isinstance(key, str):
        encoded = key.encode()
        return 3, len(encoded), encoded
    raise CborError("a map key is an integer, bytes or text")
