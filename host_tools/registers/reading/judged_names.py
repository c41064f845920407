"""What is to be said of a file's names: which break a rule, and whether all together can be names at all.

Registers repeat names, and three registers have mostly the same ones. So each text is judged once, whatever register
has it, and its verdict kept by the number of its category.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.registers.names.distinct import Distinct
from host_tools.registers.names.spelling import spelling
from host_tools.registers.profiles import NAME_CHARACTERS
from host_tools.registers.reading.encodings import PLAUSIBLE, Plausibility

MOST_MARKS = 2  # combining marks on one letter; more is no writing
# Kazakh, Russian and Latin letters. Other Cyrillic ones (Ї, Ґ, Ѕ) come of a wrong code page; no terminal prints them.
_LETTER = r"[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі\p{Latin}]"
NAME = rf"^{_LETTER}\p{{M}}{{0,{MOST_MARKS}}}(?:{_LETTER}\p{{M}}{{0,{MOST_MARKS}}}|[ .\-'’ʼ`‘´ʹ′‐‑‒–—−])*$"
_RULES: tuple[tuple[str, Callable[[pl.Series], pl.Series]], ...] = (
    ("has characters that no name has, or does not begin with a letter", lambda texts: ~texts.str.contains(NAME)),
    (f"longer than {NAME_CHARACTERS} characters", lambda texts: texts.str.len_chars() > NAME_CHARACTERS),
)
_JUDGED, _ODD, _PLAIN, _FIRST_RULE = 1, 2, 4, 8  # bits of a verdict; the rules have those from _FIRST_RULE on


class _Verdicts(NamedTuple):
    """Of every text: the bits above, and how many Cyrillic letters and vowels it has."""

    bits: npt.NDArray[np.uint8]
    letters: npt.NDArray[np.uint8]
    vowels: npt.NDArray[np.uint8]

    @classmethod
    def of_size(cls, size: int) -> _Verdicts:
        """Verdicts on so many texts, of which none is judged."""
        return cls(np.zeros(size, np.uint8), np.zeros(size, np.uint8), np.zeros(size, np.uint8))

    def put(self, codes: npt.NDArray[np.int64] | slice, others: _Verdicts) -> None:
        """Take others in at these places."""
        self.bits[codes], self.letters[codes], self.vowels[codes] = others


class Judged(NamedTuple):
    """Distinct names: the number of each one's category, the names, and which are plain (`spelling`)."""

    codes: npt.NDArray[np.int64]
    texts: pl.Series
    plain: npt.NDArray[np.bool_]

    @classmethod
    def nothing(cls, kind: pl.Categorical) -> Judged:
        """No name at all."""
        return cls(np.zeros(0, np.int64), pl.Series([], dtype=kind), np.zeros(0, bool))


class JudgedNames:
    """Verdicts on names, kept from column to column, and what the columns since the last `whole_file` have together."""

    def __init__(self) -> None:
        self._tables: dict[str, _Verdicts] = {}
        self._judged: dict[str, list[tuple[npt.NDArray[np.int64], pl.Series]]] = {}
        self._file = Plausibility()

    def broken(self, field: str, names: Distinct) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
        """Every rule that names of a column break, and which rows have one of them."""
        verdicts = self._table(field, names)
        bits = verdicts.bits[names.used]
        self._weigh(names, verdicts)
        for place, (reason, _) in enumerate(_RULES):
            wrong = (bits & (_FIRST_RULE << place)) != 0
            if wrong.any():
                yield reason, names.rows(pl.Series(wrong))

    def whole_file(self) -> Plausibility:
        """How plausible the columns since the last call are, as those of one file."""
        found, self._file = self._file, Plausibility()
        return found

    def all_of(self, field: str) -> Judged | None:
        """Every name that any column of this field has had; None where it has had none."""
        parts = self._judged.get(field, [])
        if not parts:
            return None
        codes = np.concatenate([one for one, _ in parts])
        plain = (self._tables[field].bits[codes] & _PLAIN) != 0
        return Judged(codes, pl.concat([texts for _, texts in parts]), plain)

    def _weigh(self, names: Distinct, verdicts: _Verdicts) -> None:
        count = np.bincount(names.number, minlength=names.size)[: names.size - 1]  # the last one stands for no name
        bits, letters, vowels = (one[: len(count)] for one in (verdicts.bits, verdicts.letters, verdicts.vowels))
        self._file.names += int(count.sum())
        self._file.odd += int(count[(bits & _ODD) != 0].sum())
        self._file.letters += int(count @ letters)
        self._file.vowels += int(count @ vowels)

    def _table(self, field: str, names: Distinct) -> _Verdicts:
        """The verdicts of a field by category, those of `names` among them."""
        earlier = self._tables.get(field, _Verdicts.of_size(0))
        table = _Verdicts.of_size(max(names.size, len(earlier.bits)))
        table.put(slice(len(earlier.bits)), earlier)
        new = table.bits[names.used] == 0
        if new.any():
            codes, texts = names.used[new], names.values.filter(pl.Series(new))
            table.put(codes, _judged(texts.cast(pl.String)))
            self._judged.setdefault(field, []).append((codes, texts))
        self._tables[field] = table
        return table


def _judged(texts: pl.Series) -> _Verdicts:
    """Verdicts on distinct texts. What is plain is a name by its letters, and only its length is to be looked at."""
    spelt = spelling(texts)
    bits = np.where(spelt.plain, _JUDGED | _PLAIN, _JUDGED).astype(np.uint8)
    doubtful = np.flatnonzero(~spelt.as_names_are | (spelt.letters > NAME_CHARACTERS))
    some = texts.gather(doubtful)
    found = (~some.str.contains(PLAUSIBLE)).to_numpy() * np.uint8(_ODD)
    for place, (_, rule) in enumerate(_RULES):
        found |= rule(some).to_numpy() * np.uint8(_FIRST_RULE << place)
    bits[doubtful] |= found
    return _Verdicts(bits, spelt.letters, spelt.vowels)
