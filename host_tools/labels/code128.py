"""Code 128 set C (ISO/IEC 15417): an even number of digits as widths of bars and spaces in modules."""

from __future__ import annotations

# Bar, space, bar, space, bar, space of the symbol characters 0 to 105 (ISO/IEC 15417 table 1), eleven modules each.
_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232"
).split()
_STOP = "2331112"
START_C = 105
CHECK_MODULUS = 103
CHARACTER_MODULES = 11
STOP_MODULES = 13
QUIET_MODULES = 10  # each side, ISO/IEC 15417 4.4


def characters(digits: str) -> list[int]:
    """Symbol character values of an even number of digits: start C, the pairs, the check character; without stop.

    Every pair stays, whatever it is: a leading "99" is a pair like others, not a switch to set C.
    """
    if len(digits) % 2 or not digits or not (digits.isascii() and digits.isdigit()):
        raise ValueError("set C takes an even number of digits")
    values = [START_C, *(int(digits[at : at + 2]) for at in range(0, len(digits), 2))]
    check = START_C + sum(place * value for place, value in enumerate(values[1:], 1))
    return [*values, check % CHECK_MODULUS]


def modules(digits: str) -> int:
    """Width of the symbol without quiet zones: 167 modules for 24 digits, 101 for 12."""
    return CHARACTER_MODULES * (len(digits) // 2 + 2) + STOP_MODULES


def widths(digits: str) -> str:
    """Widths of bar, space, bar … bar as digits 1 to 4."""
    return "".join(_WIDTHS[value] for value in characters(digits)) + _STOP


def module_row(digits: str) -> str:
    """The symbol as a text of one character a module, "1" for dark, with both quiet zones."""
    quiet = "0" * QUIET_MODULES
    return quiet + "".join(_ROWS[value] for value in characters(digits)) + _STOP_ROW + quiet


def _row(pattern: str) -> str:
    return "".join(("0" if at % 2 else "1") * int(width) for at, width in enumerate(pattern))


_ROWS = [_row(pattern) for pattern in _WIDTHS]
_STOP_ROW = _row(_STOP)
PATTERNS = tuple(_WIDTHS)
STOP_PATTERN = _STOP
