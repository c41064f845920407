"""Letters of the wrong script that look right: Latin inside Cyrillic words and the other way round.

The majority of a word's letters decides which script it is in; only letters that have a twin in that script change, so
nothing is transliterated. The text of the 2004 plan itself mixes Latin i and Cyrillic і within one word.
"""

from __future__ import annotations

import re
import unicodedata

from host_tools.text_rules import TWINS

# Pairs that look the same in upright type. Latin H and Y are twins of Н and У, but of Һ and Ү too: such a name is
# listed so and put before a person.
STANDS_FOR_TWO = "HhYy"  # Н or Һ, У or Ү: a person must say which
TO_CYRILLIC = {ord(pair[0]): pair[1] for pair in TWINS.split()}
TO_LATIN = {ord(pair[1]): pair[0] for pair in TWINS.split()} | {ord("Һ"): "H"}
_ALL_LETTERS = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")  # a mark that did not compose does not end a word
_PLAIN = re.compile(r"[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі \-]*")
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—−"), "-") | dict.fromkeys(map(ord, "ʼ’‘`´ʹ′"), "'")
_MATCH = {ord("Ё"): "Е"}


def is_cyrillic(letter: str) -> bool:
    """True if a letter is in the Cyrillic blocks."""
    return "\u0400" <= letter <= "\u052f"


def is_latin(letter: str) -> bool:
    """Whether a letter is Latin, the schwa ə of U+0259 included."""
    return letter < "\u0250" or letter in "əƏ"


def repair_word(word: str) -> str:
    """Bring one word's look-alikes into the script of its majority.

    Letters without a twin count first, because they can be nothing else; then all letters; a tie is Cyrillic, the
    script of the registers.
    """
    cyrillic = sum(map(is_cyrillic, word))
    latin = sum(map(is_latin, word))
    if not cyrillic or not latin:
        return word
    surely_cyrillic = sum(is_cyrillic(letter) and ord(letter) not in TO_LATIN for letter in word)
    surely_latin = sum(is_latin(letter) and ord(letter) not in TO_CYRILLIC for letter in word)
    return word.translate(TO_CYRILLIC if (surely_cyrillic, cyrillic) >= (surely_latin, latin) else TO_LATIN)


def repair(text: str) -> str:
    """Text for display and lists: NFC, single spaces, look-alikes repaired word by word; letters keep their case."""
    if _PLAIN.fullmatch(text) and "  " not in text and text == text.strip():
        return text
    composed = " ".join(unicodedata.normalize("NFC", text).translate(_HYPHENS).split())
    return unicodedata.normalize("NFC", _ALL_LETTERS.sub(lambda found: repair_word(found.group()), composed))


def match_form(text: str) -> str:
    """Text for comparing only: repaired, upper case, Ё as Е; never shown and never stored in a list.

    A word written wholly in Latin letters that all have a Cyrillic twin ("AHAP") compares as that twin.
    """
    return _ALL_LETTERS.sub(lambda found: _skeleton(found.group()), repair(text).upper()).translate(_MATCH)


def _skeleton(word: str) -> str:
    return word.translate(TO_CYRILLIC) if all(ord(letter) in TO_CYRILLIC for letter in word) else word
