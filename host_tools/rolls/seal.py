"""Seals a roll (formats, section 8): without a card's digits it gives neither name nor number.

Written for millions of voters: HMAC with both key blocks hashed once per precinct, one AEAD call per row, CBOR of the
row's fixed shape written directly, masking and sorting of a precinct's entries as arrays. Tests hold it to a plain
reference, byte for byte.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import zip_longest

import numpy as np
import numpy.typing as npt
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from host_tools.keys.randomness import RandomBytes, draws, system
from host_tools.privacy.keyed_hash import keyed_hashes
from host_tools.rolls.errors import RollError
from host_tools.rolls.layout import AEAD_TAG_SIZE, ENTRY_SIZE, MAGIC, MOST_ROWS, NONCE, TAG_SIZE, RollVoter

_KEY_SIZE = 32
_ROW_NUMBERS = tuple(struct.pack("<H", number) for number in range(MOST_ROWS + 1))
_ROW_NUMBER_AT, _WRAPPED_AT = TAG_SIZE, TAG_SIZE + 2  # within an entry
_FIRST_YEAR, _LAST_YEAR = 1800, 2200  # as in RollRow; all of them take CBOR's two-byte form
_HEADS = [bytes((0xA2, 0x01, 0x60 + size)) if size < 24 else bytes((0xA2, 0x01, 0x78, size)) for size in range(256)]
_TAILS = [b"\x02\x19" + year.to_bytes(2, "big") for year in range(_FIRST_YEAR, _LAST_YEAR + 1)]


def build(
    names: Sequence[str],
    birth_years: Sequence[int],
    cards: Sequence[Sequence[str | None]],
    lookup_key: bytes,
    wrap_key: bytes,
    random_bytes: RandomBytes = system,
) -> bytes:
    """The bytes of a roll part.

    names, birth_years: one per voter.
    cards: a few columns, each with the digits of one kind of card per voter (the label, the number), or None where
    that voter has no such card.
    lookup_key, wrap_key: of the desk, 32 bytes each.
    random_bytes: the system's, unless a test compares bytes.

    RollError: too many voters, or digits that stand for two of them.
    """
    count = len(names)
    if count > MOST_ROWS:
        raise RollError(f"a roll holds at most {MOST_ROWS} voters, not {count}")
    plain = [row_content(name, year) for name, year in zip(names, birth_years, strict=True)]
    longest = max(map(len, plain), default=0)
    order = _shuffled(count, random_bytes)
    row_keys = draws(count, _KEY_SIZE, random_bytes)
    rows = [
        ChaCha20Poly1305(key).encrypt(NONCE, plain[index].ljust(longest, b"\0"), number)
        for key, index, number in zip(row_keys, order, _ROW_NUMBERS, strict=False)
    ]
    entries = _entries(order, row_keys, cards, lookup_key, wrap_key)
    if len(entries) > MOST_ROWS:
        raise RollError(f"a roll holds at most {MOST_ROWS} cards, not {len(entries)}")
    header = MAGIC + struct.pack("<HHHH", len(entries), count, longest + AEAD_TAG_SIZE, 0)
    return header + entries.tobytes() + b"".join(rows)


def build_of(
    voters: Sequence[RollVoter], lookup_key: bytes, wrap_key: bytes, random_bytes: RandomBytes = system
) -> bytes:
    """The bytes of a roll part of voters that may have any number of cards."""
    cards = list(zip_longest(*(voter.digits for voter in voters)))
    names, birth_years = [voter.name for voter in voters], [voter.birth_year for voter in voters]
    return build(names, birth_years, cards, lookup_key, wrap_key, random_bytes)


def row_content(name: str, birth_year: int) -> bytes:
    """Deterministic CBOR (RFC 8949 4.2.1) of {1: name, 2: year}."""
    text = name.encode()
    size = len(text)
    if not _FIRST_YEAR <= birth_year <= _LAST_YEAR:
        raise RollError(f"year of birth {birth_year} cannot be right")
    head = _HEADS[size] if size < len(_HEADS) else b"\xa2\x01\x79" + size.to_bytes(2, "big")
    return head + text + _TAILS[birth_year - _FIRST_YEAR]


def _entries(
    order: list[int], row_keys: list[bytes], cards: Sequence[Sequence[str | None]], lookup_key: bytes, wrap_key: bytes
) -> npt.NDArray[np.uint8]:
    """Entries as rows of 64 bytes, sorted by tag."""
    messages: list[bytes] = []
    numbers: list[int] = []
    for column in cards:
        held = [column[index] for index in order]
        if None in held:
            numbers += [number for number, digits in enumerate(held) if digits is not None]
        else:
            numbers += range(len(held))
        messages += [digits.encode("ascii") for digits in held if digits is not None]
    count, places = len(messages), np.array(numbers, np.int64)
    keys = np.frombuffer(b"".join(row_keys), np.uint8).reshape(-1, _KEY_SIZE)
    tags = _digests(lookup_key, messages)[:, :TAG_SIZE]
    entries = np.zeros((count, ENTRY_SIZE), np.uint8)
    entries[:, :TAG_SIZE] = tags
    entries[:, _ROW_NUMBER_AT:_WRAPPED_AT] = places.astype("<u2").view(np.uint8).reshape(count, 2)
    entries[:, _WRAPPED_AT : _WRAPPED_AT + _KEY_SIZE] = _digests(wrap_key, messages) ^ keys[places]
    halves = np.ascontiguousarray(tags).view(">u8")  # big endian, so that numbers order as the bytes do
    ordered = np.lexsort((halves[:, 1], halves[:, 0]))
    if (halves[ordered[1:]] == halves[ordered[:-1]]).all(axis=1).any():
        raise RollError("two voters have the same card digits")
    return entries[ordered]


def _digests(key: bytes, messages: list[bytes]) -> npt.NDArray[np.uint8]:
    """HMAC of every message, 32 bytes a row."""
    return np.frombuffer(b"".join(keyed_hashes(key)(messages)), np.uint8).reshape(-1, _KEY_SIZE)


def _shuffled(count: int, random_bytes: RandomBytes) -> list[int]:
    """Places of the voters on the roll, in random order (Fisher-Yates)."""
    order = list(range(count))
    numbers = draws(max(count - 1, 0), 16, random_bytes)
    for last, number in zip(range(count - 1, 0, -1), numbers, strict=True):
        other = int.from_bytes(number, "little") % (last + 1)
        order[last], order[other] = order[other], order[last]
    return order
