"""Looks for names and numbers in images, packages and folders, in every writing that a careless program might leave.

Text: UTF-8, UTF-16 both ways, CP1251, KZ-1048, as given and in upper and lower case. Digits also: packed two a byte
(BCD, both nibble orders), as big and little endian integers of 5 to 8 bytes. Each also with its bytes reversed and with
all bits flipped (flash that was programmed inverted). One pass over the data, whatever the number of needles: windows
of a few bytes are looked up in one hash set, and only hits are compared in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from host_tools.errors import PrivacyError

WINDOW_BYTES = 5  # no needle is shorter: four bytes turn up by chance in any gigabyte
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1251", "kz1048")
_FLIP = bytes(255 - value for value in range(256))


class SearchError(PrivacyError):
    """Something that cannot be searched for, or in."""


@dataclass(frozen=True)
class Found:
    """One hit. where: file or name of the image; offset: of the first byte; writing: which of the forms it has."""

    where: str
    offset: int
    needle: str
    writing: str


def writings(needle: str) -> dict[bytes, str]:
    """Every form of a needle, with the name of the writing; forms shorter than 5 bytes are left out."""
    forms: dict[bytes, str] = {}
    for cased in dict.fromkeys((needle, needle.upper(), needle.lower())):
        for encoding in _ENCODINGS:
            try:
                forms.setdefault(cased.encode(encoding), encoding)
            except UnicodeEncodeError:
                continue  # CP1251 has no Kazakh letters: such a name cannot stand there in it
    if needle.isascii() and needle.isdigit():
        forms.update(_digit_forms(needle))
    for form, writing in list(forms.items()):
        forms.setdefault(form[::-1], f"{writing}, reversed")
        forms.setdefault(form.translate(_FLIP), f"{writing}, bits flipped")
    return {form: writing for form, writing in forms.items() if len(form) >= WINDOW_BYTES}


class ImageSearch:
    """A search for many names and numbers at once. SearchError for one shorter than 5 bytes in every writing."""

    def __init__(self, needles: Iterable[str]) -> None:
        self._by_window: dict[bytes, list[tuple[bytes, str, str]]] = {}
        for number, needle in enumerate(dict.fromkeys(needles), 1):
            forms = writings(needle)
            if not forms:
                raise SearchError(f"name or number {number} of the list: is too short to look for; write it in full")
            for form, writing in forms.items():
                self._by_window.setdefault(form[:WINDOW_BYTES], []).append((form, needle, writing))

    def in_bytes(self, data: bytes, where: str = "image") -> Iterator[Found]:
        """Every hit in some bytes."""
        known = self._by_window
        for offset in range(len(data) - WINDOW_BYTES + 1):
            candidates = known.get(data[offset : offset + WINDOW_BYTES])
            if candidates is None:
                continue
            for form, needle, writing in candidates:
                if data.startswith(form, offset):
                    yield Found(where, offset, needle, writing)

    def in_path(self, path: Path) -> Iterator[Found]:
        """Every hit in a file, or in all files under a folder, their names included."""
        files = sorted(inner for inner in path.rglob("*") if inner.is_file()) if path.is_dir() else [path]
        for file in files:
            yield from self.in_bytes(str(file.name).encode(), f"name of {file}")
            yield from self.in_bytes(file.read_bytes(), str(file))


def _digit_forms(digits: str) -> dict[bytes, str]:
    even = digits if len(digits) % 2 == 0 else "0" + digits
    packed = bytes.fromhex(even)
    value = int(digits)
    forms = {packed: "BCD", bytes(byte >> 4 | (byte & 15) << 4 for byte in packed): "BCD, nibbles swapped"}
    size = max(5, (value.bit_length() + 7) // 8)
    for width in {size, 8}:
        if size <= width:
            forms.setdefault(value.to_bytes(width, "big"), f"{width}-byte integer, big endian")
            forms.setdefault(value.to_bytes(width, "little"), f"{width}-byte integer, little endian")
    return forms
