"""The digits on each voter's cards: the label's 24, the plain personal number's 12, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from host_tools.formats.label import NUMBER_DIGITS, VERSION
from host_tools.labels.index import NONE, LabelIndex
from host_tools.labels.masked import person_of


class Cards(NamedTuple):
    """One entry per voter. without: voters whom no card opens; they stay on the paper list."""

    labels: list[str | None]
    numbers: list[str | None]
    without: int


class CardMaker:
    """Knows the labels that count. index: None where no labels were issued; number_cards: the election's setting."""

    def __init__(self, index: LabelIndex | None, register_key: bytes, number_cards: bool) -> None:
        self._index = index
        self._person = person_of(register_key)
        self._number_cards = number_cards

    def cards(self, id_types: Sequence[str], id_values: Sequence[str]) -> Cards:
        """The digits of some voters, by their ids."""
        count = len(id_values)
        can_carry = [is_number(value) for value in id_values]
        labels: list[str | None] = [None] * count
        if self._index is not None and count:
            serials = self._index.find(b"".join(map(self._person, id_types, id_values)))
            places = [place for place in np.flatnonzero(serials != NONE).tolist() if can_carry[place]]
            texts = label_texts([id_values[place] for place in places], serials[places])
            for place, text in zip(places, texts, strict=True):
                labels[place] = text
        numbers: list[str | None] = [None] * count
        if self._number_cards:
            numbers = [value if fits else None for value, fits in zip(id_values, can_carry, strict=True)]
        without = sum(label is None and number is None for label, number in zip(labels, numbers, strict=True))
        return Cards(labels, numbers, without)


def is_number(value: str) -> bool:
    """Whether an id is 12 digits, which is what a label or a number card can carry."""
    return len(value) == NUMBER_DIGITS and value.isascii() and value.isdigit()


def label_texts(numbers: Sequence[str], serials: np.ndarray) -> list[str]:
    """`formats.label.make_label` of many numbers of 12 digits: ISO 7064 MOD 97-10 over whole columns."""
    number = np.array(numbers, dtype=f"U{NUMBER_DIGITS}").astype(np.int64)
    head = int(VERSION) * pow(10, 22, 97)
    rest = head + number % 97 * pow(10, 10, 97) + serials.astype(np.int64) % 97 * pow(10, 2, 97)
    rows = zip(numbers, serials.tolist(), (98 - rest % 97).tolist(), strict=True)
    return [f"{VERSION}{text}{serial:08d}{check:02d}" for text, serial, check in rows]
