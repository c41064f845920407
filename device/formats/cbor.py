"""Deterministic CBOR (RFC 8949 4.2.1): each value has one encoding; any other is refused.

Values: int of -2^64..2^64-1, bytes, str, list, dict with int, bytes or str keys, bool, None, and `Tag`.
"""

from formats.utf8 import is_utf8

_DEEPEST = 8  # nested arrays, maps and tags
_LONG = 256  # bytes
_LONGER = 24  # an argument from here on stands in the bytes after the head
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = 0, 1, 2, 3, 4, 5, 6, 7


class CborError(ValueError):
    """Bytes that are not deterministic CBOR, or a value that has no encoding here."""


class Tag:
    """A tagged value (RFC 8949 3.4): number 0..2^64-1 and value."""

    def __init__(self, number: int, value):
        self.number = number
        self.value = value

    def __eq__(self, other) -> bool:
        return isinstance(other, Tag) and self.number == other.number and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.number)

    def __repr__(self) -> str:
        return f"Tag({self.number}, {self.value!r})"


def encode(value) -> bytes:
    """The encoding of a value; CborError if it has none. Tuples count as lists, bytearray and memoryview as bytes.

    Long byte strings are joined at the end and copied nowhere else: a heap has few long pieces.
    """
    pieces: list = [bytearray()]
    _write(pieces, value, _DEEPEST)
    return b"".join([bytes(piece) if isinstance(piece, bytearray) else piece for piece in pieces])


def bytes_head(length: int) -> bytes:
    """The head of a byte string of this length."""
    output = bytearray()
    _write_head(output, _BYTES, length)
    return bytes(output)


def decode(data: bytes):
    """The value encoded in bytes or a memoryview; CborError unless they hold exactly one."""
    value, end = _read(memoryview(data), 0, _DEEPEST)
    if end != len(data):
        raise CborError("bytes after the value")
    return value


def decode_but(data: bytes, key: int) -> dict:
    """The map encoded in bytes; CborError unless they hold exactly one. Items of the list under `key` stay encoded."""
    view, result = memoryview(data), {}
    major, count, at = _read_head(view, 0)
    if major != _MAP:
        raise CborError("no map")
    for _ in range(count):
        name, at = _read(view, at, _DEEPEST - 1)
        if name != key:
            result[name], at = _read(view, at, _DEEPEST - 1)
            continue
        major, length, at = _read_head(view, at)
        if major != _ARRAY:
            raise CborError("no list")
        result[name] = []
        for _ in range(length):
            end = _end(view, at, _DEEPEST - 2)
            result[name].append(bytes(view[at:end]))
            at = end
    if at != len(data):
        raise CborError("bytes after the value")
    return result


def decode_before(data: memoryview, key: int) -> tuple[dict, int, int]:
    """Of a map whose last value is a list under `key`: (what stands before it, how many items it has, where its first
    begins). CborError if the bytes begin otherwise. `item` reads on."""
    major, count, at = _read_head(data, 0)
    result: dict = {}
    if major == _MAP:
        for left in range(count, 0, -1):
            name, at = _read(data, at, _DEEPEST - 1)
            if name == key:
                major, length, at = _read_head(data, at)
                if major == _ARRAY and left == 1:
                    return result, length, at
                break
            result[name], at = _read(data, at, _DEEPEST - 1)
    raise CborError("no map that ends with this list")


def item(data: memoryview, at: int) -> tuple:
    """(an item of that list, position after it)."""
    return _read(data, at, _DEEPEST - 2)


def _end(data: memoryview, at: int, depth: int) -> int:
    """The position after an item."""
    major, argument, at = _read_head(data, at)
    if major in (_UNSIGNED, _NEGATIVE, _SIMPLE):
        return at
    if major in (_BYTES, _TEXT):
        if argument > len(data) - at:
            raise CborError("cut short")
        return at + argument
    if depth == 0:
        raise CborError("nested too deeply")
    for _ in range(1 if major == _TAG else 2 * argument if major == _MAP else argument):
        at = _end(data, at, depth - 1)
    return at


def _write(pieces: list, value, depth: int) -> None:
    """Append to the last of `pieces`, a bytearray; a long byte string is a piece of its own, before another one."""
    output = pieces[-1]
    if value is None or value is True or value is False:
        output.append(0xF6 if value is None else 0xF5 if value else 0xF4)
    elif isinstance(value, int):
        if value < 0:
            _write_head(output, _NEGATIVE, -1 - value)
        else:
            _write_head(output, _UNSIGNED, value)
    elif isinstance(value, (bytes, bytearray, memoryview)):
        _write_head(output, _BYTES, len(value))
        if len(value) < _LONG:
            output.extend(value)
        else:
            pieces += [value if isinstance(value, bytes) else bytes(value), bytearray()]
    elif isinstance(value, str):
        text = _utf8(value)
        _write_head(output, _TEXT, len(text))
        output.extend(text)
    elif depth == 0:
        raise CborError("nested too deeply, or no CBOR value")
    elif isinstance(value, (list, tuple)):
        _write_head(output, _ARRAY, len(value))
        for item in value:
            _write(pieces, item, depth - 1)
    elif isinstance(value, dict):
        _write_head(output, _MAP, len(value))
        for key, item in sorted([(_encode_key(key), item) for key, item in value.items()], key=_first):
            pieces[-1].extend(key)
            _write(pieces, item, depth - 1)
    elif isinstance(value, Tag):
        _write_head(output, _TAG, value.number)
        _write(pieces, value.value, depth - 1)
    else:
        raise CborError("no CBOR value")


def _write_head(output: bytearray, major: int, argument: int) -> None:
    major <<= 5
    if argument < 24:
        output.append(major | argument)
    elif argument < 1 << 8:
        output.append(major | 24)
        output.append(argument)
    elif argument < 1 << 16:
        output.append(major | 25)
        output.extend(argument.to_bytes(2, "big"))
    elif argument < 1 << 32:
        output.append(major | 26)
        output.extend(argument.to_bytes(4, "big"))
    elif argument < 1 << 64:
        output.append(major | 27)
        output.extend(argument.to_bytes(8, "big"))
    else:
        raise CborError("integer out of range")


def _first(pair: tuple):
    return pair[0]


def _is_key(value) -> bool:
    return isinstance(value, (int, bytes, str)) and value is not True and value is not False


def _encode_key(key) -> bytes:
    if not _is_key(key):
        raise CborError("a map key is an integer, bytes or text")
    return encode(key)


def _utf8(text: str) -> bytes:
    try:
        data = text.encode()
    except ValueError:
        data = None
    if data is None or not is_utf8(data):
        raise CborError("text that is not Unicode")
    return data


def _read(data: memoryview, at: int, depth: int) -> tuple:
    """(value, position after it)."""
    head = data[at] if at < len(data) else _LONGER
    argument = head & 31
    if argument < _LONGER:  # most of them: without a call
        major, at = head >> 5, at + 1
    else:
        major, argument, at = _read_head(data, at)
    if major == _UNSIGNED:
        return argument, at
    if major == _NEGATIVE:
        return -1 - argument, at
    if major == _SIMPLE:
        if argument in (20, 21, 22):
            return (False, True, None)[argument - 20], at
        raise CborError("float, undefined or unknown simple value")
    if major != _TAG and argument > len(data) - at:  # each item of an array or a map has at least one byte
        raise CborError("cut short")
    if major == _BYTES:
        return bytes(data[at : at + argument]), at + argument
    if major == _TEXT:
        text = bytes(data[at : at + argument])
        if not is_utf8(text):
            raise CborError("text that is not UTF-8")
        return str(text, "utf-8"), at + argument
    if depth == 0:
        raise CborError("nested too deeply")
    if major == _ARRAY:
        items = []
        for _ in range(argument):
            item, at = _read(data, at, depth - 1)
            items.append(item)
        return items, at
    if major == _MAP:
        return _read_map(data, at, argument, depth - 1)
    value, at = _read(data, at, depth - 1)
    return Tag(argument, value), at


def _read_head(data: memoryview, at: int) -> tuple:
    """(major type, argument, position after both)."""
    if at >= len(data):
        raise CborError("cut short")
    major = data[at] >> 5
    argument = data[at] & 31
    at += 1
    if argument < _LONGER:
        return major, argument, at
    if argument > 27 or major == _SIMPLE:
        raise CborError("float, indefinite length or reserved")
    size = 1 << argument - 24
    if at + size > len(data):
        raise CborError("cut short")
    argument = int.from_bytes(bytes(data[at : at + size]), "big")
    if argument < (24 if size == 1 else 1 << 4 * size):
        raise CborError("longer than needed")
    return major, argument, at + size


def _read_map(data: memoryview, at: int, count: int, depth: int) -> tuple:
    result = {}
    previous = b""
    for _ in range(count):
        start = at
        key, at = _read(data, at, depth)
        encoding = bytes(data[start:at])
        if not _is_key(key):
            raise CborError("a map key is an integer, bytes or text")
        if encoding <= previous:
            raise CborError("map keys out of order")
        previous = encoding
        result[key], at = _read(data, at, depth)
    return result, at
