"""The voter's label (24 digits, ISO 7064 MOD 97-10) and the 12-digit personal number with its check digit."""

from __future__ import annotations

VERSION = "01"
NUMBER_DIGITS, SERIAL_DIGITS, LABEL_DIGITS = 12, 8, 24
_FIRST_PASS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_PASS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def number_check_digit(base: str) -> int | None:
    """The twelfth digit for 11 digits; None where both passes give 10, so that no such number exists."""
    if len(base) != 11 or not _digits(base):
        raise ValueError("11 digits are needed")
    for weights in (_FIRST_PASS, _SECOND_PASS):
        remainder = sum(int(digit) * weight for digit, weight in zip(base, weights, strict=True)) % 11
        if remainder < 10:
            return remainder
    return None


def number_is_placeholder(number: str) -> bool:
    """Whether twelve digits are one digit eleven times and its check digit: typed to fill a field, never issued."""
    return len(set(number[:11])) == 1


def number_is_valid(number: str) -> bool:
    """Whether a personal number has 12 digits and the right last one. The birth date in it is never judged."""
    return len(number) == NUMBER_DIGITS and _digits(number) and number_check_digit(number[:11]) == int(number[11])


def make_label(number: str, serial: int) -> str:
    """The 24 digits of a label. serial: 0..99,999,999, drawn at random at each issue."""
    if len(number) != NUMBER_DIGITS or not _digits(number) or not 0 <= serial < 10**SERIAL_DIGITS:
        raise ValueError("a label needs 12 digits and a serial of at most 8 digits")
    body = f"{VERSION}{number}{serial:08d}"
    return f"{body}{98 - int(body) * 100 % 97:02d}"


def number_of(digits: str) -> str:
    """The personal number inside a card: of a label, or the number itself. Whoever compares people compares this."""
    at = len(VERSION)
    return digits[at : at + NUMBER_DIGITS] if len(digits) == LABEL_DIGITS else digits


def label_is_valid(label: str) -> bool:
    """Whether a text is a label of this version, with check digits 02..98 that make it 1 modulo 97."""
    if len(label) != LABEL_DIGITS or not _digits(label) or not label.startswith(VERSION):
        return False
    return int(label) % 97 == 1 and 2 <= int(label[-2:]) <= 98


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
