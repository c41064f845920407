"""What is to be said of a file's names: which break a rule, and whether all together can be names at all.

Registers repeat names, and three registers have mostly the same ones. So each text is judged once, whatever register
has it, and its verdict kept by the number of its category.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.registers.names.distinct import Distinct
from host_tools.registers.profiles import NAME_CHARACTERS
from host_tools.registers.reading.encodings import PLAUSIBLE, VOWELS, Plausibility

MOST_MARKS = 2  # combining marks on one letter; more is no writing
# Kazakh, Russian and Latin letters. Other Cyrillic ones (Ї, Ґ, Ѕ) come of a wrong code page; no terminal prints them.
_LETTER = r"[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі\p{Latin}]"
NAME = rf"^{_LETTER}\p{{M}}{{0,{MOST_MARKS}}}(?:{_LETTER}\p{{M}}{{0,{MOST_MARKS}}}|[ .\-'’ʼ`‘´ʹ′‐‑‒–—−])*$"
_RULES: tuple[tuple[str, Callable[[pl.Series], pl.Series]], ...] = (
    ("has characters that no name has, or does not begin with a letter", lambda texts: ~texts.str.contains(NAME)),
    (f"longer than {NAME_CHARACTERS} characters", lambda texts: texts.str.len_chars() > NAME_CHARACTERS),
)
_JUDGED, _ODD, _FIRST_RULE = 1, 2, 4  # bits of a verdict; the rules have those from _FIRST_RULE on
_VERDICT = np.dtype([("bits", np.uint8), ("letters", np.uint16), ("vowels", np.uint16)])
_CYRILLIC = range(0x400, 0x500)
_VOWEL, _COUNTED_CHARACTERS = 1 << 16, 10_000  # letters are counted in the low half of a number, vowels in the high one
_WEIGHTS = np.zeros(_CYRILLIC.stop + 1, np.uint32)  # of a character; the last one stands for all behind
_WEIGHTS[_CYRILLIC.start : _CYRILLIC.stop] = 1
_WEIGHTS[[ord(letter) for letter in VOWELS]] += np.uint32(_VOWEL)

Verdicts = npt.NDArray[np.void]  # of _VERDICT


class JudgedNames:
    """Verdicts on names, kept from column to column, and what the columns since the last `whole_file` have together."""

    def __init__(self) -> None:
        self._tables: dict[str, Verdicts] = {}
        self._file = Plausibility()

    def broken(self, field: str, names: Distinct) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
        """Every rule that names of a column break, and which rows have one of them."""
        verdicts = self._table(field, names)[names.used]
        self._weigh(names, verdicts)
        for place, (reason, _) in enumerate(_RULES):
            wrong = (verdicts["bits"] & (_FIRST_RULE << place)) != 0
            if wrong.any():
                yield reason, names.rows(pl.Series(wrong))

    def whole_file(self) -> Plausibility:
        """How plausible the columns since the last call are, as those of one file."""
        found, self._file = self._file, Plausibility()
        return found

    def _weigh(self, names: Distinct, verdicts: Verdicts) -> None:
        count = np.bincount(names.number, minlength=names.size)[names.used]
        odd = (verdicts["bits"] & _ODD) != 0
        self._file.names += int(count.sum())
        self._file.odd += int(count[odd].sum())
        self._file.letters += int(count @ verdicts["letters"])
        self._file.vowels += int(count @ verdicts["vowels"])

    def _table(self, field: str, names: Distinct) -> Verdicts:
        """The verdicts of a field by category, those of `names` among them."""
        earlier = self._tables.get(field, np.zeros(0, _VERDICT))
        table = np.zeros(max(names.size, len(earlier)), _VERDICT)
        table[: len(earlier)] = earlier
        new = table["bits"][names.used] == 0
        table[names.used[new]] = _judged(names.values.filter(pl.Series(new)).cast(pl.String))
        self._tables[field] = table
        return table


def _judged(texts: pl.Series) -> Verdicts:
    found = np.zeros(len(texts), _VERDICT)
    found["bits"] = _JUDGED
    found["bits"] |= _ODD * (~texts.str.contains(PLAUSIBLE)).to_numpy().astype(np.uint8)
    for place, (_, rule) in enumerate(_RULES):
        found["bits"] |= (_FIRST_RULE << place) * rule(texts).to_numpy().astype(np.uint8)
    found["letters"], found["vowels"] = _counted(texts)
    return found


def _counted(texts: pl.Series) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Cyrillic letters and vowels of every text; of none that is empty or far too long for a name."""
    sizes = texts.str.len_chars().to_numpy().astype(np.int64)
    letters = np.frombuffer((texts.str.join("").item() or "").encode("utf-32-le"), np.uint32)
    some = np.flatnonzero((sizes > 0) & (sizes <= _COUNTED_CHARACTERS))
    sums = np.zeros(len(texts), np.uint32)
    if len(some):
        weights = _WEIGHTS.take(letters, mode="clip")
        starts = np.cumsum(sizes)[some] - sizes[some]
        ends = starts + sizes[some]
        # Between the counted texts there may be others: each has a stretch of its own, which is left out.
        bounds = np.stack((starts, ends), axis=1).ravel()
        sums[some] = np.add.reduceat(np.append(weights, np.uint32(0)), bounds)[::2]
    return sums & np.uint32(_VOWEL - 1), sums // np.uint32(_VOWEL)
