"""What a text looks like to people: which texts they cannot tell apart, and which characters they would not see.

Shared by everything that brings names in: elections, rolls, supplements, registers. Registers repair letters of the
wrong script (registers/names/look_alikes.py); here nothing is changed but what is never visible.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

MOST_NAME_CHARACTERS = 120  # of a surname or another part of a name; a row of the roll is as long as the longest
MOST_SENTENCE_CHARACTERS = 500  # of a reason, a contact, a title

# Pairs of Latin and Cyrillic that look the same in upright type. Latin Y is У by name of the key, though Kazakh Ү looks
# like it too.
TWINS = "AА aа BВ CС cс EЕ eе HН hһ IІ iі KК kк MМ OО oо PР pр TТ XХ xх YУ yу əә ƏӘ ëё ËЁ"
# More that is drawn alike once letters are large: digits, Greek and marks.
_DRAWN_ALIKE = (
    "0O 1I lI |I ӀI 3З ЅS ЈJ ԚQ ԜW ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX –- —- ‐- ‑- −- ’' ‘' ʼ' `' ´' "
    '«" »" “" ”"'
)
_TO_LATIN = {ord(pair[1]): pair[0] for pair in TWINS.split()}
_SKELETON = _TO_LATIN | {ord("Һ"): "H", ord("һ"): "h"} | {ord(pair[0]): pair[1] for pair in _DRAWN_ALIKE.split()}
_INVISIBLE = ("Cc", "Cf", "Zl", "Zp", "Co", "Cn", "Cs")
_WHAT = {
    "Cc": "a control character",
    "Cf": "an invisible character",
    "Zl": "a line break",
    "Zp": "a line break",
    "Co": "a character of no alphabet",
    "Cn": "a character of no alphabet",
    "Cs": "half a character",
}


def tidy(text: str) -> str:
    """The same text in one spelling: letters composed (NFC), no space at its ends, one space between words."""
    return " ".join(part for part in unicodedata.normalize("NFC", text).split(" ") if part)


def drawn(text: str) -> str:
    """A form in which two texts are equal if people cannot tell them apart; for comparing only.

    Composed, capitals, any run of blanks one, invisible characters gone, look-alikes of other scripts as one letter.
    """
    composed = unicodedata.normalize("NFKC", text)
    visible = "".join(letter for letter in composed if letter.isspace() or unicodedata.category(letter) != "Cf")
    return " ".join(visible.translate(_SKELETON).upper().translate(_SKELETON).split())


def unseen(text: str, printable: Collection[str] | None = None) -> str | None:
    """What in a text people would not see as it is, in words, or None.

    text: one line, tidied.
    printable: characters that the terminals' fonts have; None skips that check.
    """
    for letter in text:
        category = unicodedata.category(letter)
        if category in _INVISIBLE or (category == "Zs" and letter != " "):
            what = _WHAT.get(category, "a blank that is no ordinary space")
            return f"has {what} (U+{ord(letter):04X})"
    if printable is not None and (strange := sorted(set(text) - set(printable))):
        shown = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in strange)
        return f"has what no terminal can draw: {shown}"
    return None


def fault_of_name(name: str, printable: Collection[str] | None = None) -> str | None:
    """What is wrong with the name of a place or a person, and the way out, or None. printable: as in `unseen`."""
    return _fault(name, MOST_NAME_CHARACTERS, printable)


def fault_of_sentence(text: str, printable: Collection[str] | None = None) -> str | None:
    """The same of a sentence that is shown, printed or signed. text: one line."""
    return _fault(text, MOST_SENTENCE_CHARACTERS, printable)


def _fault(text: str, most: int, printable: Collection[str] | None) -> str | None:
    text = tidy(text)
    if not text:
        return "is missing; write it"
    if len(text) > most:
        return f"has {len(text)} characters, more than {most}; shorten it"
    fault = unseen(text, printable)
    return f"{fault}; type it anew" if fault else None


def visible(text: str, lines: bool = False) -> str:
    """A stranger's text for a screen: what moves the cursor or turns the line around becomes U+FFFD.

    text: from a file, a name or an object.
    lines: whether line ends are ours and stay.
    """
    if lines:
        return "\n".join(visible(line) for line in text.split("\n"))
    return "".join("\ufffd" if unicodedata.category(letter)[0] == "C" else letter for letter in text)
