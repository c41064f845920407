"""Check digit of the 12-digit personal number (IIN), for millions of them; `formats.label` has it for one.

Two passes of weights (facts of the published algorithm, see docs/register-formats.md): sum modulo 11 with the first
weights; if that is 10, with the second; if that is 10 again, the number is never issued. The birth date that the first
digits seem to give is a hint: since 26 August 2013 it is not bound to the person, so nothing here looks at it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

DIGITS = 12
FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
IMPOSSIBLE = 10
_GROUP = 10_000  # four digits: a table of their weighted sums fits the first cache level
_CHUNK = 1 << 18
_ELEVEN_ONES_AND_ZERO = float("1" * (DIGITS - 1) + "0")


def _tables(weights: tuple[int, ...]) -> list[npt.NDArray[np.uint16]]:
    """Weighted sum of each four-digit group of the number; the check digit itself has weight 0."""
    padded = (*weights, 0)
    group = np.arange(_GROUP)
    digits = [group // 1000, group // 100 % 10, group // 10 % 10, group % 10]
    return [
        sum((digits[i] * padded[start + i] for i in range(4)), np.zeros(_GROUP, int)).astype(np.uint16)
        for start in (0, 4, 8)
    ]


_MODULO = (np.arange(3 * 4 * 9 * 11 + 1) % 11).astype(np.uint8)  # of every sum: a division takes longer
_FIRST, _SECOND = _tables(FIRST_WEIGHTS), _tables(SECOND_WEIGHTS)


def check_digits(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint8]:
    """Right check digit (10: never issued) for 12-digit numbers given as integers; their own last digit is ignored."""
    result = np.empty(len(numbers), np.uint8)
    for start in range(0, len(numbers), _CHUNK):
        chunk = numbers[start : start + _CHUNK]
        number = np.minimum(chunk, 10**DIGITS - 1).astype(np.float64)  # exact below 2**53, and divides much faster
        high = (number / _GROUP**2).astype(np.uint32)
        low8 = number - high * float(_GROUP**2)
        middle = (low8 / _GROUP).astype(np.uint32)
        low = (low8 - middle * float(_GROUP)).astype(np.uint32)
        digits = _MODULO[_FIRST[0][high] + _FIRST[1][middle] + _FIRST[2][low]]
        again = np.flatnonzero(digits == IMPOSSIBLE)
        high, middle, low = high[again], middle[again], low[again]
        digits[again] = _MODULO[_SECOND[0][high] + _SECOND[1][middle] + _SECOND[2][low]]
        result[start : start + _CHUNK] = digits
    return result


def are_valid(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Which integers, written with 12 digits, are valid personal numbers."""
    number = np.minimum(numbers, 10**DIGITS).astype(np.float64)
    right: npt.NDArray[np.bool_] = check_digits(numbers) == number - np.floor(number / 10) * 10
    right &= numbers < 10**DIGITS
    return right


def are_placeholders(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Which integers are eleven times the same digit and a check digit: typed to fill a field, never issued."""
    number = np.minimum(numbers, 10**DIGITS).astype(np.float64)  # exact, and divides much faster
    result: npt.NDArray[np.bool_] = number - np.floor(number / _ELEVEN_ONES_AND_ZERO) * _ELEVEN_ONES_AND_ZERO < 10
    result &= numbers < 10**DIGITS
    return result
