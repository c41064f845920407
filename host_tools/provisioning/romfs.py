"""MicroPython's read-only file system (ROMFS): an image that a terminal maps into memory, to run modules in place.

One record holds all: kind, length and payload, numbers in base 128 with the highest digit first. A directory's payload
is its name and its records, a file's is its name and a record with its data (docs.micropython.org, Working with ROMFS).
"""

from __future__ import annotations

from collections.abc import Iterator

from host_tools.errors import ProvisioningError

_FILE_SYSTEM, _DATA, _DIRECTORY, _FILE = 0x14A6B1, 2, 4, 5
_ERASED = b"\xff"
_MOST_NESTED = 8  # firmware has two


class RomfsError(ProvisioningError):
    """Bytes that are not an image as `build` makes it."""


def build(files: dict[str, bytes]) -> bytes:
    """The image of files by path, with / between folders. Deterministic: the order of the paths."""
    return _record(_FILE_SYSTEM, _records(files))


def read(image: bytes) -> dict[str, bytes]:
    """The files in an image, which may be followed by erased flash. RomfsError for all that `build` does not make."""
    files: dict[str, bytes] = {}
    try:
        _, begin, end = next(_read_records(image, 0, len(image)))
        _read_folder(image, begin, end, "", files)
    except (IndexError, StopIteration, UnicodeDecodeError):
        raise RomfsError("not a ROMFS image") from None
    if image.rstrip(_ERASED) != build(files).rstrip(_ERASED):
        raise RomfsError("more in the image than its files")
    return files


def _number(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))


def _record(kind: int, payload: bytes) -> bytes:
    return _number(kind) + _number(len(payload)) + payload


def _named(name: str) -> bytes:
    encoded = name.encode()
    return _number(len(encoded)) + encoded


def _records(files: dict[str, bytes]) -> bytes:
    folders: dict[str, dict[str, bytes]] = {}
    made = b""
    for path, content in sorted(files.items()):
        folder, slash, rest = path.partition("/")
        if slash:
            folders.setdefault(folder, {})[rest] = content
        else:
            made += _record(_FILE, _named(path) + _record(_DATA, content))
    return made + b"".join(_record(_DIRECTORY, _named(name) + _records(inner)) for name, inner in folders.items())


def _read_number(image: bytes, at: int) -> tuple[int, int]:
    """(number, where it ends)."""
    value = image[at] & 0x7F
    while image[at] & 0x80:
        at += 1
        value = value << 7 | image[at] & 0x7F
    return value, at + 1


def _read_records(image: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(kind, begin, end) of each payload."""
    while at < end:
        kind, at = _read_number(image, at)
        size, at = _read_number(image, at)
        if at + size > end:
            raise IndexError
        yield kind, at, at + size
        at += size


def _read_folder(image: bytes, at: int, end: int, prefix: str, files: dict[str, bytes]) -> None:
    if prefix.count("/") > _MOST_NESTED:
        raise RomfsError(f"has more than {_MOST_NESTED} folders in each other")
    for kind, begin, stop in _read_records(image, at, end):
        size, begin = _read_number(image, begin)
        path = prefix + image[begin : begin + size].decode()
        if kind == _DIRECTORY:
            _read_folder(image, begin + size, stop, path + "/", files)
        elif kind == _FILE:
            _, data, data_end = next(_read_records(image, begin + size, stop))
            files[path] = image[data:data_end]
