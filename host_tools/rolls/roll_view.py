"""A roll as a desk sees it: entries by tag and sealed rows by number, with supplements applied."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from host_tools.formats import cbor
from host_tools.formats.definitions import RollRow, Secrets
from host_tools.privacy.keyed_hash import keyed_hash
from host_tools.rolls.errors import SupplementError
from host_tools.rolls.layout import ENTRY_SIZE, HEADER_SIZE, MAGIC, NONCE, TAG_SIZE

ENTRY = struct.Struct("<16sH32s14x")
_HEADER = struct.Struct("<8sHHHH")


class OpenRow(NamedTuple):
    """What a card opens."""

    number: int
    row_key: bytes
    row: RollRow


@dataclass
class RollView:
    """entries: tag → (row number, wrapped key). rows: sealed rows by number. state: hash that a supplement follows."""

    entries: dict[bytes, tuple[int, bytes]]
    rows: dict[int, bytes]
    row_size: int
    state: bytes

    @classmethod
    def of(cls, part: bytes) -> RollView:
        """A roll part. SupplementError if it is no roll or is cut short."""
        if len(part) < HEADER_SIZE or not part.startswith(MAGIC):
            raise SupplementError("this is no roll")
        _, entry_count, row_count, row_size, _ = _HEADER.unpack_from(part)
        rows_at = HEADER_SIZE + entry_count * ENTRY_SIZE
        if len(part) != rows_at + row_count * row_size:
            raise SupplementError("the roll is cut short or has bytes after its end")
        entries = {}
        for tag, number, wrapped in ENTRY.iter_unpack(part[HEADER_SIZE:rows_at]):
            entries[tag] = (number, wrapped)
        starts = range(rows_at, len(part), row_size) if row_count else ()
        rows = {number: part[at : at + row_size] for number, at in enumerate(starts)}
        return cls(entries, rows, row_size, sha256(part).digest())

    @property
    def next_row(self) -> int:
        """The number that an added voter gets."""
        return max(self.rows, default=-1) + 1

    def apply(self, added: list[Any], removed: list[bytes], state: bytes) -> None:
        """Take a supplement's changes; removals first, so that a card may come back."""
        for tag in removed:
            if self.entries.pop(tag, None) is None:
                raise SupplementError("the supplement removes a card that is not on the roll")
        for number, row, entries in added:
            if (row is None) != (number in self.rows):
                raise SupplementError("the supplement's rows do not fit this roll")
            if row is not None:
                self.rows[number] = row
            for entry in entries:
                tag, entry_number, wrapped = ENTRY.unpack(entry)
                if tag in self.entries or entry_number != number:
                    raise SupplementError("the supplement's cards do not fit this roll")
                self.entries[tag] = (entry_number, wrapped)
        self.state = state


def open_row(view: RollView, digits: str, secrets: Secrets) -> OpenRow | None:
    """What a card opens, or None: not on the roll, or a damaged row."""
    assert secrets.lookup_key is not None and secrets.wrap_key is not None
    message = digits.encode("ascii")
    found = view.entries.get(keyed_hash(secrets.lookup_key)(message)[:TAG_SIZE])
    if found is None or found[0] not in view.rows:
        return None
    number, wrapped = found
    mask = keyed_hash(secrets.wrap_key)(message)
    row_key = bytes(one ^ other for one, other in zip(wrapped, mask, strict=True))
    try:
        content = ChaCha20Poly1305(row_key).decrypt(NONCE, view.rows[number], struct.pack("<H", number))
    except InvalidTag:
        return None
    return OpenRow(number, row_key, RollRow.from_map(_unpadded(content)))


def _unpadded(content: bytes) -> Any:
    """The CBOR value before the zero bytes; a year that ends in a zero byte keeps it."""
    for end in range(len(content.rstrip(b"\0")), len(content) + 1):
        try:
            return cbor.decode(content[:end])
        except cbor.CborError:
            continue
    raise SupplementError("a row holds no voter")
