"""Seals a roll (formats, section 8): without a card's digits it gives neither name nor number.

Written for millions of voters: HMAC with both key blocks hashed once per precinct, one AEAD call per row into one
buffer, CBOR of the row's fixed shape written directly, shuffling, masking and sorting of a precinct's entries as
arrays. Tests hold it to a plain reference, byte for byte.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

from host_tools.keys.randomness import RandomBytes, draws, system
from host_tools.privacy.keyed_hash import keyed_hashes
from host_tools.rolls.errors import RollError
from host_tools.rolls.layout import AEAD_TAG_SIZE, ENTRY_SIZE, MAGIC, MOST_ROWS, TAG_SIZE, RollVoter
from host_tools.rolls.sealed_rows import KEY_SIZE, sealed_rows

_DRAW_SIZE = 16  # bytes that a place is drawn from, so that the bias is below 2^-112
_ROW_NUMBER_AT, _WRAPPED_AT = TAG_SIZE, TAG_SIZE + 2  # within an entry
_FIRST_YEAR, _LAST_YEAR = 1800, 2200  # as in RollRow; all of them take CBOR's two-byte form
_HEADS = [bytes((0xA2, 0x01, 0x60 + size)) if size < 24 else bytes((0xA2, 0x01, 0x78, size)) for size in range(256)]
_TAILS = [b"\x02\x19" + year.to_bytes(2, "big") for year in range(_FIRST_YEAR, _LAST_YEAR + 1)]


def build(
    contents: Sequence[bytes],
    cards: Sequence[Sequence[bytes | None]],
    lookup_key: bytes,
    wrap_key: bytes,
    random_bytes: RandomBytes = system,
) -> bytes:
    """The bytes of a roll part.

    contents: of each voter's row, as `row_content` writes it.
    cards: a few columns, each with the digits of one kind of card per voter (the label, the number) in ASCII, or None
    where that voter has no such card.
    lookup_key, wrap_key: of the desk, 32 bytes each.
    random_bytes: the system's, unless a test compares bytes.

    RollError: too many voters, or digits that stand for two of them.
    """
    count = len(contents)
    if count > MOST_ROWS:
        raise RollError(f"a roll holds at most {MOST_ROWS} voters, not {count}")
    longest = max(map(len, contents), default=0)
    order = _shuffled(count, random_bytes)
    row_keys = draws(count, KEY_SIZE, random_bytes)
    rows = sealed_rows([contents[index] for index in order], row_keys, longest)
    entries = _entries(order, row_keys, cards, lookup_key, wrap_key)
    if len(entries) > MOST_ROWS:
        raise RollError(f"a roll holds at most {MOST_ROWS} cards, not {len(entries)}")
    header = MAGIC + struct.pack("<HHHH", len(entries), count, longest + AEAD_TAG_SIZE, 0)
    return b"".join((header, entries.data, rows))


def build_of(
    voters: Sequence[RollVoter], lookup_key: bytes, wrap_key: bytes, random_bytes: RandomBytes = system
) -> bytes:
    """The bytes of a roll part of voters that may have any number of cards."""
    contents = [row_content(voter.name.encode(), voter.birth_year, voter.style) for voter in voters]
    cards = list(zip_longest(*([digits.encode("ascii") for digits in voter.digits] for voter in voters)))
    return build(contents, cards, lookup_key, wrap_key, random_bytes)


def row_content(name: bytes, birth_year: int, style: int | None = None) -> bytes:
    """Deterministic CBOR (RFC 8949 4.2.1) of {1: name, 2: year, ? 3: style}.

    name: in UTF-8. RollError: no such year.
    """
    size = len(name)
    if not _FIRST_YEAR <= birth_year <= _LAST_YEAR:
        raise RollError(f"year of birth {birth_year} cannot be right")
    head = _HEADS[size] if size < len(_HEADS) else b"\xa2\x01\x79" + size.to_bytes(2, "big")
    content = head + name + _TAILS[birth_year - _FIRST_YEAR]
    return content if style is None else b"\xa3" + content[1:] + bytes((3, style))  # a style is below 24


def _entries(
    order: list[int],
    row_keys: list[bytes],
    cards: Sequence[Sequence[bytes | None]],
    lookup_key: bytes,
    wrap_key: bytes,
) -> npt.NDArray[np.uint8]:
    """Entries as rows of 64 bytes, sorted by tag."""
    row_of = np.empty(len(order), np.int64)
    row_of[order] = np.arange(len(order))
    messages: list[bytes] = []
    rows = [np.zeros(0, np.int64)]
    for column in cards:
        if None in column:
            rows.append(row_of[[digits is not None for digits in column]])
            messages += [digits for digits in column if digits is not None]
        else:
            rows.append(row_of)
            messages += column  # type: ignore[arg-type]  # there is no None among them
    count, places = len(messages), np.concatenate(rows)
    keys = np.frombuffer(b"".join(row_keys), np.uint8).reshape(-1, KEY_SIZE)
    tags = np.ascontiguousarray(_digests(lookup_key, messages)[:, :TAG_SIZE])
    ordered = _sorted_places(tags)
    places = places[ordered]
    entries = np.zeros((count, ENTRY_SIZE), np.uint8)
    entries[:, :TAG_SIZE] = tags[ordered]
    entries[:, _ROW_NUMBER_AT:_WRAPPED_AT] = places.astype("<u2").view(np.uint8).reshape(count, 2)
    entries[:, _WRAPPED_AT : _WRAPPED_AT + KEY_SIZE] = _digests(wrap_key, messages)[ordered] ^ keys[places]
    return entries


def _sorted_places(tags: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Places of tags in the order of their bytes. RollError: two are the same."""
    halves = tags.view(">u8").astype(np.uint64)  # big endian, so that numbers order as the bytes do
    ordered = np.argsort(halves[:, 0])
    first = halves[ordered, 0]
    if (first[1:] == first[:-1]).any():
        ordered = np.lexsort((halves[:, 1], halves[:, 0]))
        if (halves[ordered[1:]] == halves[ordered[:-1]]).all(axis=1).any():
            raise RollError("two voters have the same card digits")
    return ordered


def _digests(key: bytes, messages: list[bytes]) -> npt.NDArray[np.uint8]:
    """HMAC of every message, 32 bytes a row."""
    return np.frombuffer(b"".join(keyed_hashes(key)(messages)), np.uint8).reshape(-1, KEY_SIZE)


def _shuffled(count: int, random_bytes: RandomBytes) -> list[int]:
    """Places of the voters on the roll, in random order (Fisher-Yates)."""
    order = list(range(count))
    if count < 2:
        return order
    limits = np.arange(count, 1, -1, dtype=np.uint64)
    drawn = np.frombuffer(b"".join(draws(count - 1, _DRAW_SIZE, random_bytes)), "<u8").reshape(-1, 2)
    # A draw modulo its limit, in halves: limits are below 2^16, so no product here is above 2^32.
    high = drawn[:, 1] % limits * (np.uint64(2**64 - 1) % limits + np.uint64(1))
    others = ((high + drawn[:, 0] % limits) % limits).tolist()
    for last, other in zip(range(count - 1, 0, -1), others, strict=True):
        order[last], order[other] = order[other], order[last]
    return order
