"""The digits on each voter's cards: the label's 24, the plain personal number's 12, or neither."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from host_tools.formats.label import LABEL_DIGITS, NUMBER_DIGITS, SERIAL_DIGITS, VERSION
from host_tools.labels.index import NONE, LabelIndex
from host_tools.labels.masked import people_of

_NUMBER = rf"^[0-9]{{{NUMBER_DIGITS}}}$"


class Cards(NamedTuple):
    """Digits in ASCII, one entry per voter. without: voters whom no card opens; they stay on the paper list."""

    labels: list[bytes | None]
    numbers: list[bytes | None]
    without: int


class CardMaker:
    """Knows the labels that count. index: None where no labels were issued; number_cards: the election's setting."""

    def __init__(self, index: LabelIndex | None, register_key: bytes, number_cards: bool) -> None:
        self._index = index
        self._people = people_of(register_key)
        self._number_cards = number_cards

    def cards(self, id_types: pl.Series, id_values: pl.Series) -> Cards:
        """The digits of some voters, by their ids."""
        count = len(id_values)
        can_carry = id_values.str.contains(_NUMBER).to_numpy()
        labels: list[bytes | None] = [None] * count
        if self._index is not None and count:
            serials = self._index.find(self._people(id_types, id_values))
            places = np.flatnonzero((serials != NONE) & can_carry)
            texts = label_texts(id_values if len(places) == count else id_values.gather(places), serials[places])
            if len(places) == count:
                labels = list(texts)
            else:
                for place, text in zip(places.tolist(), texts, strict=True):
                    labels[place] = text
        numbers: list[bytes | None] = [None] * count
        if self._number_cards:
            numbers = id_values.cast(pl.Binary).to_list()
            for place in np.flatnonzero(~can_carry).tolist():
                numbers[place] = None
        without = 0
        if None in labels and None in numbers:
            without = sum(label is None and number is None for label, number in zip(labels, numbers, strict=True))
        return Cards(labels, numbers, without)


def is_number(value: str) -> bool:
    """Whether an id is 12 digits, which is what a label or a number card can carry."""
    return len(value) == NUMBER_DIGITS and value.isascii() and value.isdigit()


def label_texts(numbers: pl.Series, serials: np.ndarray) -> list[bytes]:
    """`formats.label.make_label` of many numbers of 12 digits: ISO 7064 MOD 97-10 over whole columns."""
    digits = np.frombuffer(b"".join(numbers.cast(pl.Binary).to_list()), np.uint8).reshape(-1, NUMBER_DIGITS)
    number = (digits - ord("0")).astype(np.int64) @ (10 ** np.arange(NUMBER_DIGITS - 1, -1, -1))
    serial = serials.astype(np.int64)
    head = int(VERSION) * pow(10, 22, 97)
    rest = head + number % 97 * pow(10, 10, 97) + serial % 97 * pow(10, 2, 97)
    text = np.empty((len(number), LABEL_DIGITS), np.uint8)
    text[:, :2] = np.frombuffer(VERSION.encode("ascii"), np.uint8)
    text[:, 2:14] = digits
    for place in range(SERIAL_DIGITS):
        text[:, 14 + place] = serial // 10 ** (SERIAL_DIGITS - 1 - place) % 10 + ord("0")
    check = 98 - rest % 97
    text[:, 22], text[:, 23] = check // 10 + ord("0"), check % 10 + ord("0")
    found: list[bytes] = text.view(f"S{LABEL_DIGITS}").ravel().tolist()
    return found
