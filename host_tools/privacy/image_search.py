"""Looks for names and numbers in images, packages and folders, in every writing that a careless program might leave.

Text: UTF-8, UTF-16 and UTF-32 both ways, CP1251, KZ-1048, CP866, KOI8-R, as given, in upper and lower case and with
capitals; as hexadecimal, Base64, JSON's and URLs' escapes. Digits also: in groups, packed two per byte (BCD, both
nibble orders), as big and little endian integers of 5 to 8 bytes. Each also with its bytes reversed and with all bits
flipped (flash that was programmed inverted). What is inside archives, PDF and tables is looked into (unpacked.py).
One pass over the data, whatever the number of needles: windows of a few bytes are looked up in one hash set, and only
hits are compared in full. Not found are other mixtures of capitals. What a picture shows beside its codes is named as
not looked into.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from host_tools.errors import PrivacyError
from host_tools.privacy.unpacked import Inside, unpacked

WINDOW_BYTES = 5  # no needle is shorter: four bytes turn up by chance in any gigabyte
_ENCODINGS = (
    "utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp1251", "kz1048", "cp866", "koi8-r"
)  # fmt: skip
_GROUPS = ((6, 6), (4, 4, 4), (3, 3, 3, 3), (2, 4, 6))  # as people write twelve digits
_BETWEEN = (" ", "-", "\u00a0")
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
    for cased in dict.fromkeys((needle, needle.upper(), needle.lower(), needle.title())):
        forms.setdefault(json.dumps(cased)[1:-1].encode(), "JSON escapes")
        forms.setdefault(quote(cased).encode(), "URL escapes")
        forms.setdefault(quote(cased).lower().encode(), "URL escapes")
        for form in encoded(cased.encode()):
            forms.setdefault(form, "hexadecimal or Base64")
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
    """A search for many names and numbers at once. SearchError for one shorter than 5 bytes."""

    def __init__(self, needles: Iterable[str]) -> None:
        self._by_window: dict[bytes, list[tuple[bytes, str, str]]] = {}
        for number, needle in enumerate(dict.fromkeys(needles), 1):
            forms = writings(needle)
            if len(needle.encode()) < WINDOW_BYTES:
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

    def in_path(self, path: Path) -> Iterator[Found | Inside]:
        """Every hit in a file, or in all files under a folder, their names and what is packed in them included.

        An Inside is something that could not be looked into, and why.
        """
        files = sorted(inner for inner in path.rglob("*") if inner.is_file()) if path.is_dir() else [path]
        for file in files:
            yield from self.in_bytes(os.fsencode(file.name), f"name of {file}")
            data = file.read_bytes()
            yield from self.in_bytes(data, str(file))
            for inside in unpacked(str(file), data):
                if inside.content is None:
                    yield inside
                else:
                    yield from self.in_bytes(inside.content, inside.where)


def encoded(content: bytes) -> Iterator[bytes]:
    """Hexadecimal, and Base64 at each of the three places where it may begin in a longer text."""
    yield content.hex().encode()
    yield content.hex().upper().encode()
    for before in range(3):
        whole = base64.b64encode(bytes(before) + content)
        first = -(-before * 8 // 6)  # characters that hold a bit of what stands before
        last = (before + len(content)) * 8 // 6
        yield whole[first:last]


def _digit_forms(digits: str) -> dict[bytes, str]:
    even = digits if len(digits) % 2 == 0 else "0" + digits
    packed = bytes.fromhex(even)
    value = int(digits)
    forms = {packed: "BCD", bytes(byte >> 4 | (byte & 15) << 4 for byte in packed): "BCD, nibbles swapped"}
    for groups in _GROUPS:
        if sum(groups) == len(digits):
            ends = list(itertools.accumulate(groups, initial=0))
            parts = [digits[start:end] for start, end in itertools.pairwise(ends)]
            forms |= {between.join(parts).encode(): "digits in groups" for between in _BETWEEN}
    size = max(5, (value.bit_length() + 7) // 8)
    for width in {size, 8}:
        if size <= width:
            forms.setdefault(value.to_bytes(width, "big"), f"{width}-byte integer, big endian")
            forms.setdefault(value.to_bytes(width, "little"), f"{width}-byte integer, little endian")
    return forms
