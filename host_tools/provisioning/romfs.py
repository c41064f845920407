"""MicroPython's read-only file system (ROMFS): an image that a terminal maps into memory, to run modules in place.

One record holds all: kind, length and payload, numbers in base 128 with the highest digit first. A directory's payload
is its name and its records, a file's is its name and a record with its data (docs.micropython.org, Working with ROMFS).
Data begins at a multiple of four bytes, as processors want machine code to lie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from host_tools.errors import ProvisioningError

_FILE_SYSTEM, _DATA, _DIRECTORY, _FILE = 0x14A6B1, 2, 4, 5
_ERASED = b"\xff"
_MOST_NESTED = 8  # firmware has two
_ALIGNED = 4
_DIGITS = 3  # of every length but data's, so that it is known where a payload begins before it is made; up to 2 MiB


class RomfsError(ProvisioningError):
    """Bytes that are not an image as `build` makes it."""


def build(files: dict[str, bytes]) -> bytes:
    """The image of files by path, with / between folders. Deterministic: the order of the paths."""
    return _record(_FILE_SYSTEM, 0, lambda at: _records(files, at))


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


def number(value: int, length: int = 1) -> bytes:
    """A number in base 128, with zeros before it up to a length."""
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    digits += [0x80] * (length - len(digits))
    return bytes(reversed(digits))


def ending_aligned(value: int, at: int) -> bytes:
    """A number at some place, with as many zeros before it that what follows begins at a multiple of four."""
    length = len(number(value))
    return number(value, length + -(at + length) % _ALIGNED)


def _record(kind: int, at: int, payload: Callable[[int], bytes]) -> bytes:
    """A record that begins at this place of the image. payload: makes it, for the place where it begins."""
    begin = number(kind)
    made = payload(at + len(begin) + _DIGITS)
    length = number(len(made), _DIGITS)
    if len(length) > _DIGITS:
        raise RomfsError("larger than 2 MiB")
    return begin + length + made


def _named(name: str) -> bytes:
    encoded = name.encode()
    return number(len(encoded)) + encoded


def _file(name: str, content: bytes, at: int) -> bytes:
    begin = _named(name) + number(_DATA)
    return begin + ending_aligned(len(content), at + len(begin)) + content


def _folder(name: str, files: dict[str, bytes], at: int) -> bytes:
    begin = _named(name)
    return begin + _records(files, at + len(begin))


def _records(files: dict[str, bytes], at: int) -> bytes:
    """What a folder consists of, from a place of the image on."""
    folders: dict[str, dict[str, bytes]] = {}
    made = b""
    for path, content in sorted(files.items()):
        folder, slash, rest = path.partition("/")
        if slash:
            folders.setdefault(folder, {})[rest] = content
        else:
            made += _record(_FILE, at + len(made), partial(_file, path, content))
    for name, inner in folders.items():
        made += _record(_DIRECTORY, at + len(made), partial(_folder, name, inner))
    return made


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
