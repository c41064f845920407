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
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from host_tools.keys.randomness import RandomBytes, system
from host_tools.privacy.keyed_hash import keyed_hash
from host_tools.rolls.errors import RollError
from host_tools.rolls.layout import AEAD_TAG_SIZE, ENTRY_SIZE, MAGIC, MOST_ROWS, NONCE, TAG_SIZE, RollVoter

_KEY_SIZE = 32
_ROW_NUMBERS = tuple(struct.pack("<H", number) for number in range(MOST_ROWS + 1))
_ROW_NUMBER_AT, _WRAPPED_AT = TAG_SIZE, TAG_SIZE + 2  # within an entry
_FIRST_YEAR, _LAST_YEAR = 1800, 2200  # as in RollRow; all of them take CBOR's two-byte form


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
    row_keys, rows = [], []
    for number, index in enumerate(order):
        row_key = random_bytes(_KEY_SIZE)
        row_keys.append(row_key)
        content = plain[index].ljust(longest, b"\0")
        rows.append(ChaCha20Poly1305(row_key).encrypt(NONCE, content, _ROW_NUMBERS[number]))
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
    if size < 24:
        head = bytes((0xA2, 0x01, 0x60 + size))
    elif size < 256:
        head = bytes((0xA2, 0x01, 0x78, size))
    else:
        head = b"\xa2\x01\x79" + size.to_bytes(2, "big")
    if not _FIRST_YEAR <= birth_year <= _LAST_YEAR:
        raise RollError(f"year of birth {birth_year} cannot be right")
    return head + text + b"\x02\x19" + birth_year.to_bytes(2, "big")


def _entries(
    order: list[int], row_keys: list[bytes], cards: Sequence[Sequence[str | None]], lookup_key: bytes, wrap_key: bytes
) -> np.ndarray:
    """Entries as rows of 64 bytes, sorted by tag."""
    tag_of, mask_of = keyed_hash(lookup_key), keyed_hash(wrap_key)
    messages: list[bytes] = []
    numbers: list[int] = []
    for column in cards:
        held = [(number, column[index]) for number, index in enumerate(order)]
        messages += [digits.encode("ascii") for _, digits in held if digits is not None]
        numbers += [number for number, digits in held if digits is not None]
    keys = [row_keys[number] for number in numbers]
    tags = [digest[:TAG_SIZE] for digest in map(tag_of, messages)]
    masks = list(map(mask_of, messages))
    if len(set(tags)) != len(tags):
        raise RollError("two voters have the same card digits")
    count = len(tags)
    tag_bytes = np.frombuffer(b"".join(tags), np.uint8).reshape(count, TAG_SIZE)
    wrapped = np.frombuffer(b"".join(masks), np.uint8) ^ np.frombuffer(b"".join(keys), np.uint8)
    entries = np.zeros((count, ENTRY_SIZE), np.uint8)
    entries[:, :TAG_SIZE] = tag_bytes
    entries[:, _ROW_NUMBER_AT:_WRAPPED_AT] = np.array(numbers, "<u2").view(np.uint8).reshape(count, 2)
    entries[:, _WRAPPED_AT : _WRAPPED_AT + _KEY_SIZE] = wrapped.reshape(count, _KEY_SIZE)
    halves = tag_bytes.view(">u8")  # big endian, so that numbers order as the bytes do
    return entries[np.lexsort((halves[:, 1], halves[:, 0]))]


def _shuffled(count: int, random_bytes: RandomBytes) -> list[int]:
    """Places of the voters on the roll, in random order (Fisher-Yates)."""
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        other = int.from_bytes(random_bytes(16), "little") % (last + 1)
        order[last], order[other] = order[other], order[last]
    return order
