"""Convert readings of a touch glass to dots of the display under it, with six coefficients from three points.

dot x = (a * X + b * Y + c) / 2^16, dot y = (d * X + e * Y + f) / 2^16, for readings X and Y in counts: shift, scale,
skew, rotation and swapped axes are all covered. Rounding the coefficients moves a point by less than 0.1 dots.
"""

import os
from binascii import crc32
from struct import calcsize, pack, unpack

FILE = "data/touch.bin"
_SHIFT = 16
_LAYOUT = "<3sBHH6i"  # magic, version, width, height, coefficients; then CRC-32 of it
_MAGIC, _VERSION = b"TCL", 1
LEAST_AREA = 1_000_000  # square counts, twice the triangle's; crosses near three edges of a panel span about 5,000,000


def solve(points: list, readings: list) -> tuple | None:
    """The coefficients that map three readings (X, Y in counts) to three points (x, y in dots).

    None if the readings are almost on one line, so that they cannot be three different crosses.
    """
    (x0, y0), (x1, y1), (x2, y2) = readings
    area = (x0 - x2) * (y1 - y2) - (x1 - x2) * (y0 - y2)
    if abs(area) < LEAST_AREA:
        return None
    solved = []
    for axis in (0, 1):
        p0, p1, p2 = points[0][axis], points[1][axis], points[2][axis]
        a = _divided((p0 - p2) * (y1 - y2) - (p1 - p2) * (y0 - y2), area)
        b = _divided((x0 - x2) * (p1 - p2) - (x1 - x2) * (p0 - p2), area)
        # Through the middle of the three readings, so that rounding errors stay small between them.
        c = ((p0 + p1 + p2) << _SHIFT) - a * (x0 + x1 + x2) - b * (y0 + y1 + y2)
        solved += [a, b, _rounded(c, 3)]
    return tuple(solved)


def dot(coefficients: tuple, reading: tuple) -> tuple[int, int]:
    """The dot (x, y) under a reading; may be outside the panel."""
    a, b, c, d, e, f = coefficients
    half = 1 << _SHIFT - 1
    x, y = reading
    return (a * x + b * y + c + half) >> _SHIFT, (d * x + e * y + f + half) >> _SHIFT


def nominal(profile: dict) -> tuple:
    """The coefficients of a display profile: good enough to hit targets until somebody calibrates."""
    width, height = profile["width"], profile["height"]
    return solve([(0, 0), (width, 0), (0, height)], profile["touch_corners"]) or (0, 0, 0, 0, 0, 0)


def load(width: int, height: int, path: str = FILE) -> tuple | None:
    """The saved coefficients; None if missing or invalid.

    width, height: of the panel in dots; those saved for another size are invalid.
    path: of the file.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(calcsize(_LAYOUT) + 5)
    except OSError:
        return None
    body, check = data[:-4], data[-4:]
    if len(data) != calcsize(_LAYOUT) + 4 or pack("<I", crc32(body)) != check:
        return None
    fields = unpack(_LAYOUT, body)
    return tuple(fields[4:]) if fields[:4] == (_MAGIC, _VERSION, width, height) else None


def save(coefficients: tuple, width: int, height: int, path: str = FILE) -> bool:
    """Save the coefficients in a new file, then rename it: a power cut leaves the old ones or the new. False on error.

    coefficients: as `solve` returns them.
    width, height: of the panel in dots.
    path: of the file.
    """
    body = pack(_LAYOUT, _MAGIC, _VERSION, width, height, *coefficients)
    try:
        with open(path + ".new", "wb") as file:
            file.write(body + pack("<I", crc32(body)))
        os.rename(path + ".new", path)
    except OSError:
        return False
    return True


def _divided(numerator: int, denominator: int) -> int:
    return _rounded(numerator << _SHIFT, denominator)


def _rounded(numerator: int, denominator: int) -> int:
    """The nearest whole number to a quotient."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    return (2 * numerator + denominator) // (2 * denominator)
