"""The part of a desk's package that says which desk has the cards of the others (formats, section 8).

It holds the begin of a tag and a desk's number per card, and no row: whoever has no card learns nothing from it, and a
card says which desk, not whose it is. Tags are made with the desk's own look-up key, so those of two desks differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from host_tools.privacy.keyed_hash import keyed_hashes
from host_tools.rolls.errors import RollError

MAGIC = b"TMDESK1\x00"
TAG_SIZE = 8


def build(cards: Mapping[int, Sequence[bytes]], desk: int, lookup_key: bytes) -> bytes:
    """The bytes of the part.

    cards: digits in ASCII of all cards of each desk's part of the roll, by the desk's number. desk: whose part this is.
    lookup_key: of this desk.
    RollError: a card is on this desk's part and on another's; or two cards have the same begin of a tag, which happens
    by chance once in 10^12 precincts.
    """
    found: dict[bytes, int] = {}
    own = frozenset(cards[desk])
    for other in sorted(set(cards) - {desk}):
        if not own.isdisjoint(cards[other]):
            raise RollError(f"two voters have the same card digits, one at desk {desk} and one at desk {other}")
        for digest in keyed_hashes(lookup_key)(cards[other]):
            if found.setdefault(digest[:TAG_SIZE], other) != other:
                raise RollError("two cards of different desks have the same tag; provision again")
    return MAGIC + b"".join(tag + bytes((other,)) for tag, other in sorted(found.items()))


def read(part: bytes) -> dict[bytes, int]:
    """The desk's number by the begin of a tag. part: as `build` made it."""
    entries = part[len(MAGIC) :]
    size = TAG_SIZE + 1
    return {entries[at : at + TAG_SIZE]: entries[at + TAG_SIZE] for at in range(0, len(entries), size)}
