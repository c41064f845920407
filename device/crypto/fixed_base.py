"""Multiples of a fixed point: with a table computed once, each multiple takes a third of the work.

Signed all-bits-set comb (M. Hamburg, "Fast and compact elliptic-curve cryptography", 2012, 3.3): the scalar is written
with digits +1 and -1 only, so that every scalar takes the same doublings and additions, none of them a dummy.
"""

from crypto.field import D, L, P, batch_inverse
from crypto.points import BASE, IDENTITY, add, double, negate

_TEETH = 5
_BLOCKS = 2
_SPACING = 26  # _TEETH * _BLOCKS * _SPACING = 260 signed bits, and a scalar has 253
_ALL_ONES = (1 << _TEETH * _BLOCKS * _SPACING) - 1
_HALF = (L + 1) // 2
_ENTRY_BYTES = 128
_ENTRIES = 1 << _TEETH - 1  # the highest tooth is positive in the table; its sign is the sign of the entry

_base_table = None


class FixedBase:
    """Multiples of one point of the prime-order subgroup.

    The table holds 32 points as y+x, y-x, 2dxy, -2dxy of 32 bytes each: 4 KiB instead of 11 as integers.

    point: must be of prime order (`curve.in_prime_subgroup`), else the multiples are wrong.
    """

    def __init__(self, point: tuple):
        self._tables = _build(point)

    def multiply(self, scalar: int) -> tuple:
        """scalar * point, with the scalar modulo L. Always 25 doublings and 52 additions."""
        # With bit b standing for 2b - 1, the bits n of a scalar k satisfy k = 2n - (2^260 - 1) modulo L.
        bits = ((scalar + _ALL_ONES) * _HALF % L).to_bytes(33, "little")
        tables = self._tables
        from_bytes = int.from_bytes
        x, y, z, t = IDENTITY
        for step in range(_SPACING - 1, -1, -1):
            if step < _SPACING - 1:
                x, y, z, t = double((x, y, z, t))
            position = step
            for table in tables:
                index = 0
                for tooth in range(_TEETH):
                    index |= (bits[position >> 3] >> (position & 7) & 1) << tooth
                    position += _SPACING
                minus = 1 - (index >> _TEETH - 1)
                entry = ((index ^ -minus) & _ENTRIES - 1) * _ENTRY_BYTES
                swapped = entry + 32 * minus
                straight = entry + 32 - 32 * minus
                a = (y - x) * from_bytes(table[straight : straight + 32], "little") % P
                b = (y + x) * from_bytes(table[swapped : swapped + 32], "little") % P
                c = t * from_bytes(table[swapped + 64 : swapped + 96], "little") % P
                d = z + z
                e = b - a
                f = d - c
                g = d + c
                h = b + a
                x = e * f % P
                y = g * h % P
                z = f * g % P
                t = e * h % P
        return (x, y, z, t)


def base_table() -> FixedBase:
    """The table of the base point, built at the first call. Signatures and sealing share it."""
    global _base_table
    if _base_table is None:
        _base_table = FixedBase(BASE)
    return _base_table


def _build(point: tuple) -> list[bytearray]:
    """16 entries per block."""
    tables = [bytearray(_ENTRIES * _ENTRY_BYTES) for _ in range(_BLOCKS)]  # allocated before numbers fill the heap
    tooth = point
    for table in tables:
        sums = []
        for number in range(_TEETH):
            if number == 0:
                sums = [negate(tooth), tooth]
            elif number < _TEETH - 1:
                minus = negate(tooth)
                sums = [add(p, minus) for p in sums] + [add(p, tooth) for p in sums]
            else:
                sums = [add(p, tooth) for p in sums]
            for _ in range(_SPACING):
                tooth = double(tooth)
        _fill(table, sums)
    return tables


def _fill(table: bytearray, points: list[tuple]) -> None:
    at = 0
    for (x, y, _, _), scale in zip(points, batch_inverse([p[2] for p in points])):
        x = x * scale % P
        y = y * scale % P
        product = 2 * D * x * y % P
        for value in ((y + x) % P, (y - x) % P, product, P - product):
            table[at : at + 32] = value.to_bytes(32, "little")
            at += 32
