"""What the letters of many texts are, from their bytes in one pass: a tenth of what regular expressions take.

Cyrillic letters have two bytes in UTF-8, of which only the first lies between 0xD0 and 0xD3, so a table of two-byte
numbers says of every letter what it is, and sums over a text's bytes say what it is made of.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

KAZAKH_RUSSIAN = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁӘҒҚҢӨҰҮҺІ"
VOWELS = "АЕЁИОУЫЭЮЯӘӨҰҮІ"
MOST_BYTES = 510  # of a text that is counted; more than a name has, and none of its sums is above 255
_CYRILLIC = range(0x400, 0x500)
_LETTER, _VOWEL, _PLAIN, _UPPER = (1 << 8 * place for place in range(4))  # each sum has 8 bits of one number


def _pair(letter: str) -> int:
    """The two bytes of a letter in UTF-8, as a number."""
    return int.from_bytes(letter.encode(), "big")


def _weights() -> npt.NDArray[np.uint32]:
    table = np.zeros(1 << 16, np.uint32)
    table[[_pair(chr(code)) for code in _CYRILLIC]] = _LETTER
    for letters, weight in (
        (VOWELS + VOWELS.lower(), _VOWEL),
        (KAZAKH_RUSSIAN + KAZAKH_RUSSIAN.lower(), _PLAIN),
        (KAZAKH_RUSSIAN, _UPPER),
    ):
        table[[_pair(letter) for letter in letters]] += np.uint32(weight)
    return table


_WEIGHTS = _weights()


class Spelling(NamedTuple):
    """Of every text: its Cyrillic letters and vowels; 0 for one with more than MOST_BYTES.

    plain: whether it has Kazakh and Russian letters alone, and at least one, so that nothing in it can be repaired.
    as_names_are: whether it is plain and written in capitals, in small letters, or with one capital at its beginning.
    """

    letters: npt.NDArray[np.uint8]
    vowels: npt.NDArray[np.uint8]
    plain: npt.NDArray[np.bool_]
    as_names_are: npt.NDArray[np.bool_]


def bytes_of(texts: pl.Series) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """All texts one behind the other in UTF-8, and the length of each. texts: without null."""
    whole = texts.str.join("").cast(pl.Binary).item() if len(texts) else b""
    return np.frombuffer(whole, np.uint8), texts.str.len_bytes().to_numpy().astype(np.int64)


def pairs_of(data: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint16]:
    """Every byte with the one behind it, as a number."""
    pairs = data.astype(np.uint16) << np.uint16(8)
    pairs[:-1] |= data[1:]
    return pairs


def spelling(texts: pl.Series) -> Spelling:
    """What texts are made of. texts: without null."""
    data, sizes = bytes_of(texts)
    sums, first = np.zeros(len(texts), np.uint32), np.zeros(len(texts), np.uint32)
    some = np.flatnonzero((sizes > 0) & (sizes <= MOST_BYTES))
    if len(some):
        weights = _WEIGHTS.take(pairs_of(data))
        starts = (np.cumsum(sizes) - sizes)[some]
        if len(some) == len(texts):
            sums[some] = np.add.reduceat(weights, starts)
        else:  # between the counted texts there are others: each has a stretch of its own, which is left out
            bounds = np.stack((starts, starts + sizes[some]), axis=1).ravel()
            sums[some] = np.add.reduceat(np.append(weights, np.uint32(0)), bounds)[::2]
        first[some] = weights[starts]
    letters, vowels, plain, upper = (
        (sums // np.uint32(unit)).astype(np.uint8) for unit in (_LETTER, _VOWEL, _PLAIN, _UPPER)
    )
    is_plain = (sizes > 0) & (plain.astype(np.int64) * 2 == sizes)
    capital = (upper == 0) | (upper == plain) | ((upper == 1) & (first >= np.uint32(_UPPER)))
    return Spelling(letters, vowels, is_plain, is_plain & capital)
