"""The roll part of a desk's package: sizes, and what it holds (formats, section 8)."""

from __future__ import annotations

from dataclasses import dataclass

MAGIC = b"TMROLL1\x00"
HEADER_SIZE, ENTRY_SIZE, TAG_SIZE, AEAD_TAG_SIZE = 16, 64, 16, 16
MOST_ROWS = 0xFFFF
NONCE = bytes(12)  # each row key is used once
_ROW_BYTES = 82  # content with the longest name: 78 to 82 in lists of 1,200 invented voters


def roll_bytes(voters: int, cards: int) -> int:
    """About how long a roll part is. cards: of each voter."""
    return HEADER_SIZE + voters * (cards * ENTRY_SIZE + _ROW_BYTES + AEAD_TAG_SIZE)


@dataclass(frozen=True)
class RollVoter:
    """One voter. digits: everything that a card of theirs may say: the number, the label, or both.

    style: number of the ballot style, where the election has styles.
    """

    digits: tuple[str, ...]
    name: str
    birth_year: int
    style: int | None = None
