"""The group of edwards25519: points in extended coordinates (RFC 8032 5.1.4).

A point is a tuple (X, Y, Z, T) of field elements with x = X/Z, y = Y/Z, x y = T/Z. The addition is complete: it also
holds for equal points, inverses and the identity, so it needs no branch.
"""

from crypto.field import D, P

IDENTITY = (0, 1, 1, 0)
_BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
_BASE_Y = 46316835694926478169428394003475163141307993866256225615783033603165251855960
BASE = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % P)
_D2 = 2 * D % P
_TOGETHER = 4  # points whose tables are in memory at once


def add(p: tuple, q: tuple) -> tuple:
    """p + q, two points."""
    x1, y1, z1, t1 = p
    x2, y2, z2, t2 = q
    a = (y1 - x1) * (y2 - x2) % P
    b = (y1 + x1) * (y2 + x2) % P
    c = t1 * t2 % P * _D2 % P
    d = 2 * z1 * z2 % P
    e = b - a
    f = d - c
    g = d + c
    h = b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def double(p: tuple) -> tuple:
    """p + p, cheaper than `add`."""
    x, y, z, _ = p
    a = x * x % P
    b = y * y % P
    x += y
    h = a + b
    e = h - x * x % P
    g = a - b
    f = 2 * z * z % P + g
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def negate(p: tuple) -> tuple:
    """-p."""
    return (P - p[0], p[1], p[2], P - p[3])


def equal(p: tuple, q: tuple) -> bool:
    """True if p and q are the same point, with any Z."""
    return not (p[0] * q[2] - q[0] * p[2]) % P and not (p[1] * q[2] - q[1] * p[2]) % P


def multiply(point: tuple, scalar: int, bits: int = 255) -> tuple:
    """scalar * point, for any point of the curve.

    Signed window of 4 bits: always 252 doublings and 64 additions for 255 bits. The table is indexed by the scalar.

    point: of the curve.
    scalar: 0..2^bits-1, else ValueError.
    bits: of the scalar.
    """
    return sum_of_multiples([point], [scalar], bits)


def sum_of_multiples(points: list, scalars: list[int], bits: int = 255, scratch: bytearray | None = None) -> tuple:
    """The sum of scalar * point, with doublings shared by four points.

    points, scalars: equally many.
    bits: all scalars are in 0..2^bits-1, else ValueError.
    scratch: not needed here.
    """
    total = IDENTITY
    for begin in range(0, len(points), _TOGETHER):
        tables = [_multiples(point) for point in points[begin : begin + _TOGETHER]]
        digits = [_digits(scalar, bits) for scalar in scalars[begin : begin + _TOGETHER]]
        result = IDENTITY
        for i in range(bits // 4, -1, -1):
            if i < bits // 4:
                result = double(double(double(double(result))))
            for table, row in zip(tables, digits):
                digit = row[i] - 8
                chosen = table[abs(digit)]
                result = add(result, negate(chosen) if digit < 0 else chosen)
        total = add(total, result) if begin else result
    return total


def _multiples(point: tuple) -> list:
    table = [IDENTITY, point]
    for _ in range(7):
        table.append(add(table[-1], point))
    return table


def _digits(scalar: int, bits: int) -> bytearray:
    """Signed digits of 4 bits, lowest first, each plus 8 so that it fits a byte."""
    if scalar < 0 or scalar >> bits:
        raise ValueError("scalar out of range")
    digits = bytearray(bits // 4 + 1)
    packed = scalar.to_bytes(33, "little")
    carry = 0
    for i in range(len(digits)):
        digit = (packed[i >> 1] >> (i & 1) * 4 & 15) + carry
        carry = digit + 8 >> 4 if i < bits // 4 else 0  # the highest digit is at most 8 and carries nothing
        digits[i] = digit + 8 - carry * 16
    return digits
