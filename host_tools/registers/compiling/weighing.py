"""How much speaks for two entries being one person, in bits, after Fellegi and Sunter (doubles.py).

Frequencies are those of the registers at hand. What is left open, how often one person's records differ, are the
constants below.
"""

from __future__ import annotations

import datetime as dt
from math import log2

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.registers.classes import NAME_FIELDS
from host_tools.registers.entry_keys import FIRST_OLD_CODE_KEY
from host_tools.registers.names.normalise import NameBook
from host_tools.registers.names.slips import near_dates, one_slip

FIELDS = (*NAME_FIELDS, "birth_date", "address_code")
_SAME = {"surname": 0.90, "given_name": 0.95, "patronymic": 0.90, "birth_date": 0.95, "address_code": 0.50}
_NEAR = {"surname": 6.0, "given_name": 6.0, "patronymic": 6.0, "birth_date": 7.0}  # bits for one slip apart
_DIFFERENT = {"surname": -3.0, "patronymic": -5.0, "address_code": -1.0}  # surnames change with marriage, people move
_NUMBERS_NEAR = 10.0  # bits for personal numbers one slip apart
_IN_OTHER_FIELDS = -6.0  # bits: about one record in 64 has its names in each other's fields
_OTHER_TYPE = 2.0  # bits: a person may well stand under a new and an old number
_DOUBLES_PER_PERSON = 1 / 2_000  # how many are expected
_MARGIN_BITS = 1.0
_SECOND_DIFFERENCE = 8.0  # bits more where two fields differ plainly: namesakes born on one day do exist
_WORDS = {"birth_date": "birth date", "given_name": "given name", "address_code": "address"}


class Weigher:
    """Weighs the evidence that two of `people` are one."""

    def __init__(self, people: pl.DataFrame, books: dict[str, NameBook]) -> None:
        self.people, count = people, max(len(people), 1)
        self.books, self.places = books, {name: places_of(books[name]) for name in NAME_FIELDS}
        self.share = {name: np.bincount(people[name].to_numpy()) / count for name in NAME_FIELDS}
        births, addresses = _how_many(people["birth_date"]), _how_many(people["address_code"])
        self.same_birth, self.same_address = log2(max(births, 2)), log2(max(addresses, 2))
        self.needed = log2(count) - log2(_DOUBLES_PER_PERSON * 2) + _MARGIN_BITS

    def weigh(self, one: int, other: int) -> tuple[float, str] | None:
        """(bits, evidence in words); None if it is too little, or the given names differ."""
        score, agrees, near, differs = 0.0, [], [], []
        left, right = self.people.row(one, named=True), self.people.row(other, named=True)
        moved = self._moved(left, right)
        score += _IN_OTHER_FIELDS * bool(moved)
        for name in FIELDS:
            mine, theirs, word = left[name], right[name], _WORDS.get(name, name)
            if not mine or not theirs:
                continue
            if mine == theirs:
                score += self._agreeing(name, mine)
                agrees.append(word)
            elif word in moved:
                score += self._agreeing(name, mine)
            elif name in _NEAR and self._near(name, mine, theirs):
                score += _NEAR[name]
                near.append(word)
            elif name not in _DIFFERENT:
                return None  # twins share all but the given name; another birth date is another person
            else:
                score += _DIFFERENT[name]
                differs.append(word)
        if left["key"] >= FIRST_OLD_CODE_KEY or right["key"] >= FIRST_OLD_CODE_KEY:
            score += _OTHER_TYPE
        elif one_slip(f"{left['key']:012d}"[:11], f"{right['key']:012d}"[:11]):
            score += _NUMBERS_NEAR
            near.append("number")
        alike = len(agrees) == len(FIELDS)  # no frequency makes two people of that
        if score < self.needed + _SECOND_DIFFERENCE * (len(differs) > 1) and not alike:
            return None
        words = [
            ("same", agrees),
            ("same in each other's fields", moved),
            ("one slip apart", near),
            ("differs", differs),
        ]
        return score, "; ".join(f"{what}: {', '.join(fields)}" for what, fields in words if fields)

    def _agreeing(self, name: str, value: int) -> float:
        if name in NAME_FIELDS:
            return log2(_SAME[name] / float(self.share[name][value]))
        return log2(_SAME[name]) + (self.same_birth if name == "birth_date" else self.same_address)

    def _near(self, name: str, mine: int | dt.date, theirs: int | dt.date) -> bool:
        if isinstance(mine, dt.date) and isinstance(theirs, dt.date):
            return near_dates(mine, theirs)
        return one_slip(self._text(name, int(mine)), self._text(name, int(theirs)))  # type: ignore[arg-type]

    def _moved(self, left: dict[str, int], right: dict[str, int]) -> list[str]:
        """The fields, in words, that differ because the same names stand in each other's fields."""
        fields = [name for name in NAME_FIELDS if left[name] != right[name]]
        said = [sorted(self._text(name, row[name]) for name in fields if row[name]) for row in (left, right)]
        return [_WORDS.get(name, name) for name in fields] if len(fields) > 1 and said[0] == said[1] else []

    def _text(self, name: str, match: int) -> str:
        """A text of a match number and one, in capitals."""
        return str(self.books[name].display[int(self.places[name][match])]).upper()


def _how_many(column: pl.Series) -> int:
    """Distinct values, none being one of them. Sorting numbers takes a tenth of hashing them."""
    values = np.sort(column.drop_nulls().to_physical().to_numpy())
    return int(np.count_nonzero(values[1:] != values[:-1])) + bool(len(values)) + bool(column.null_count())


def texts_of(book: NameBook) -> pl.Series:
    """A text of every match number, in capitals."""
    return book.display.gather(places_of(book)[1:]).str.to_uppercase()


def places_of(book: NameBook) -> npt.NDArray[np.int64]:
    """A place in the book for every match number, at the number and one."""
    places = np.zeros(int(book.match.max(initial=0)) + 2, np.int64)
    places[book.match.astype(np.int64) + 1] = np.arange(len(book.match))
    return places
