"""The order of many texts by the Kazakh alphabet: `alphabet.sort_key` as bytes, sorted eight at a time as numbers.

Almost every letter has a key of one byte, so keys are looked up for all texts at once; texts with other characters
take theirs from `sort_keys`. Only texts that are equal so far are looked at further.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.registers.names import alphabet
from host_tools.registers.names.spelling import bytes_of, pairs_of

_WORD = 8
_TWO_BYTES = range(0x80, 0x800)  # characters of two bytes in UTF-8
_FIRST_BITS, _CONTINUES = 0xC0, 0x80  # of a byte that does not begin a character
_REPLACED = {chr(code): key for code, key in alphabet.KEYS.items()}


def _table() -> npt.NDArray[np.uint8]:
    """The key of a character and one, by its bytes as a number, the first one high; 0 if it has no key of one byte."""
    table = np.zeros(1 << 16, np.uint8)
    for code in range(0x80):  # whatever comes behind it
        table[code << 8 : (code + 1) << 8] = ord(alphabet.KEYS.get(code, chr(code))) + 1
    for code in _TWO_BYTES:
        if code in alphabet.KEYS:
            table[int.from_bytes(chr(code).encode(), "big")] = ord(alphabet.KEYS[code]) + 1
    return table


_TABLE = _table()


class _Keys(NamedTuple):
    """Keys of texts: bytes and one each, 0 being behind the end; where each key begins and ends."""

    data: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]


class KeyOrder(NamedTuple):
    """places: of the texts, in the order of their keys. run: of each of these the number of its key, from 0."""

    places: npt.NDArray[np.int64]
    run: npt.NDArray[np.int64]


def sort_keys(display: pl.Series) -> pl.Series:
    """First part of `alphabet.sort_key` of texts that are composed already."""
    replaced = pl.col("text").str.replace_many(list(_REPLACED), list(_REPLACED.values()))
    return pl.DataFrame({"text": display}).select(replaced)["text"]


def key_order(texts: pl.Series) -> KeyOrder:
    """The order of texts by `sort_keys`; those with equal keys are in no order. texts: composed, without null."""
    keys = _keys(texts)
    words = _words(keys, np.arange(len(texts)), 0)
    places = np.argsort(words)
    new = changes(words[places])
    longest, done = int((keys.ends - keys.starts).max(initial=0)), _WORD
    tied = np.flatnonzero(repeated(new))
    while done < longest and len(tied):
        rows, group = places[tied], np.cumsum(new)[tied]
        words = _words(keys, rows, done)
        order = np.lexsort((words, group))
        places[tied] = rows[order]
        new[tied] |= changes(words[order])
        tied = tied[repeated(new[tied])]
        done += _WORD
    return KeyOrder(places, np.cumsum(new) - 1)


def changes(values: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    """Where a value differs from the one before it; the first one does."""
    found = np.ones(len(values), bool)
    found[1:] = values[1:] != values[:-1]
    return found


def repeated(new: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """What shares its run with another one. new: where runs begin."""
    found = ~new
    found[:-1] |= ~new[1:]
    return found


def _keys(texts: pl.Series) -> _Keys:
    data, sizes = bytes_of(texts)
    keys = _TABLE.take(pairs_of(data))
    begins = (data & _FIRST_BITS) != _CONTINUES
    lengths = texts.str.len_chars().to_numpy().astype(np.int64)
    ends = np.cumsum(lengths)
    starts = ends - lengths
    without = np.flatnonzero(begins & (keys == 0))
    keys = keys.take(np.flatnonzero(begins))
    if len(without):
        rows = np.unique(np.searchsorted(np.cumsum(sizes), without, side="right"))
        more, sizes = bytes_of(sort_keys(texts.gather(rows)))
        ends[rows] = len(keys) + np.cumsum(sizes)
        starts[rows] = ends[rows] - sizes
        keys = np.concatenate((keys, more + np.uint8(1)))  # no byte of UTF-8 is 255
    return _Keys(np.append(keys, np.zeros(_WORD, np.uint8)), starts, ends)


def _words(keys: _Keys, rows: npt.NDArray[np.int64], start: int) -> npt.NDArray[np.uint64]:
    """Eight bytes of the keys of rows as numbers that sort as they do. start: of the bytes, in each key."""
    every = np.ndarray((len(keys.data) - _WORD + 1,), ">u8", keys.data, strides=(1,))
    at = keys.starts[rows] + start
    there = np.clip(keys.ends[rows] - at, 0, _WORD)
    found = every[np.minimum(at, len(every) - 1)].astype(np.uint64)
    behind = (8 * (_WORD - there)).astype(np.uint64)
    return np.where(there > 0, (found >> behind) << behind, np.uint64(0))
