"""The part of a desk's package that says which desk has the cards of the others (formats, section 8).

It holds the begin of a tag and a desk's number per card, and no row: whoever has no card learns nothing from it, and a
card says which desk, not whose it is. Tags are made with the desk's own look-up key, so those of two desks differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from host_tools.privacy.keyed_hash import keyed_hashes
from host_tools.rolls.errors import RollError
from host_tools.rolls.layout import RollVoter

MAGIC = b"TMDESK1\x00"
TAG_SIZE = 8


def build(parts: Mapping[int, Sequence[RollVoter]], lookup_key: bytes) -> bytes:
    """The bytes of the part. parts: voters of the other desks, by the desk's number. lookup_key: of this desk.

    RollError: two cards have the same begin of a tag, which happens by chance once in 10^12 precincts.
    """
    found: dict[bytes, int] = {}
    for desk, voters in parts.items():
        cards = [digits.encode("ascii") for voter in voters for digits in voter.digits]
        for digest in keyed_hashes(lookup_key)(cards):
            if found.setdefault(digest[:TAG_SIZE], desk) != desk:
                raise RollError("two cards of different desks have the same tag; provision again")
    return MAGIC + b"".join(tag + bytes((desk,)) for tag, desk in sorted(found.items()))


def read(part: bytes) -> dict[bytes, int]:
    """The desk's number by the begin of a tag. part: as `build` made it."""
    entries = part[len(MAGIC) :]
    size = TAG_SIZE + 1
    return {entries[at : at + TAG_SIZE]: entries[at + TAG_SIZE] for at in range(0, len(entries), size)}
