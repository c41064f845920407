"""The hash chain of every journal that only grows: an entry changed, dropped or put in between breaks all after it.

    link = SHA-256(link before ‖ content of the entry)

Where the links are kept is each journal's own: beside the row, or in the line as hexadecimal digits. A chain shows no
entries that were cut off its end: for that its head (number of entries, last link) is signed or noted elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, NamedTuple, TypeVar

from host_tools.errors import TamgaError

START = bytes(32)  # the link before the first entry


_Value = TypeVar("_Value")


class ChainError(TamgaError):
    """A journal that does not follow from its beginning. The message names the file and the entry."""


class Entry(NamedTuple, Generic[_Value]):
    """One entry as it is kept. place: for messages; content: what is linked; claimed: the link kept with it."""

    place: str
    value: _Value
    content: bytes
    claimed: bytes


def link(before: bytes, content: bytes) -> bytes:
    """The link after an entry, 32 bytes."""
    return hashlib.sha256(before + content).digest()


def text_link(before: bytes, content: bytes) -> bytes:
    """The same over the hexadecimal digits of the link before, for journals of text."""
    return link(before.hex().encode(), content)


def follow(
    entries: Iterable[Entry[_Value]], following: Callable[[bytes, bytes], bytes] = link
) -> Iterator[tuple[_Value, bytes]]:
    """(value, link after it) of each entry, each checked. ChainError at the first that does not follow.

    following: `link` or `text_link`.
    """
    chain = START
    for entry in entries:
        chain = following(chain, entry.content)
        if entry.claimed != chain:
            raise ChainError(f"{entry.place}: does not follow from the one before; a copy from before may help")
        yield entry.value, chain


def canonical(content: Any) -> bytes:
    """JSON in one spelling: keys in order, no blanks. What no encoding knows becomes JSON's own escapes."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")
