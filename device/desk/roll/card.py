"""Read a voter's card: the 24-digit label, or the bare personal number if the election allows it."""

LABEL_DIGITS, NUMBER_DIGITS = 24, 12
_VERSION = "01"
_CODE_128 = "]C0"


def digits_of(aim: str, text: str, number_cards: bool) -> str | None:
    """The digits to look up, or None if this is no card: wrong bar code, length or check digits.

    aim: AIM identifier of the symbology, such as "]C0".
    text: as scanned.
    number_cards: bare personal numbers are allowed.
    """
    if not text or any(character not in "0123456789" for character in text):
        return None
    if len(text) == LABEL_DIGITS and aim == _CODE_128:
        return text if is_label(text) else None
    if len(text) == NUMBER_DIGITS and number_cards and is_number(text):
        return text
    return None


def is_label(digits: str) -> bool:
    """Whether these are the 24 digits of a label, with valid check digits."""
    return len(digits) == LABEL_DIGITS and digits[:2] == _VERSION and int(digits) % 97 == 1


def number_of(digits: str) -> str:
    """The personal number in the digits of a label, or the number itself."""
    return digits[2 : 2 + NUMBER_DIGITS] if len(digits) == LABEL_DIGITS else digits


def is_number(text: str) -> bool:
    """Whether a personal number's check digit is valid. Two passes of weights, modulo 11 (docs/barcode-profile.md)."""
    for first in (0, 2):
        check = sum(int(digit) * ((first + place) % 11 + 1) for place, digit in enumerate(text[:11])) % 11
        if check < 10:
            return check == int(text[11])
    return False
