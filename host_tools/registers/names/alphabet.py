"""Kazakh alphabetical order, as a sort key of ASCII text.

Cyrillic code points do not follow the alphabet (Ә, Ғ, Қ, Ң, Ө, Ұ, Ү, Һ, І and Ё lie outside the block), so lists are
sorted by this key: case and look of the string decide only between names with equal letters.
"""

from __future__ import annotations

import unicodedata

LETTERS = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST_CODE = 0x30  # behind space and hyphen, so "Али" comes before "Али-бек" and that before "Алиев"
# 42 Cyrillic letters fill 0x30..0x59; Latin names follow them, then everything else by its own code point.
KEYS = {ord(letter): chr(_FIRST_CODE + place) for place, letter in enumerate(LETTERS)}
KEYS |= {ord(letter.lower()): key for letter, key in ((chr(code), key) for code, key in list(KEYS.items()))}
KEYS |= {ord(letter): chr(_FIRST_CODE + len(LETTERS) + place) for place, letter in enumerate(_LATIN)}
KEYS |= {ord(letter.lower()): chr(_FIRST_CODE + len(LETTERS) + place) for place, letter in enumerate(_LATIN)}
KEYS |= {ord(" "): " ", ord("-"): "-", ord("'"): "'"}


def sort_key(text: str) -> tuple[str, str]:
    """Key that sorts names by the Kazakh alphabet; the text itself settles ties, so the order is total."""
    composed = unicodedata.normalize("NFC", text)
    return composed.translate(KEYS), composed
