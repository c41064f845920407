"""Open a sum: find the small number in an exponential-ElGamal ciphertext, by baby steps and giant steps."""

from crypto.curve import BASE, IDENTITY, add, base_table, batch_compress, compress, equal, multiply, negate

_REACH = 64  # baby steps to either side, so that a giant step covers 129 numbers
_TOGETHER = 8  # points that share an inversion
_KEY = 0x3FFFFFFF  # as many bits of y as fit a small integer on every port; matches are verified

_distances: dict[int, int] = {}


def open_sum(secret: int, ciphertext: tuple, most: int) -> int | None:
    """The number 0..most in a ciphertext, or None if it holds no such number.

    The work is one point addition and one inversion per 129 numbers. The search stops when it finds the number, so
    its time reveals the number, which is public.

    secret: the private key, 1..L-1.
    ciphertext: (A, B).
    most: up to some thousands.
    """
    target = add(ciphertext[1], negate(multiply(ciphertext[0], secret)))
    table = base_table()
    distances = _baby_steps()
    giant_step = negate(table.multiply(2 * _REACH + 1))
    point = add(target, negate(table.multiply(_REACH)))
    middle = _REACH
    while middle - _REACH <= most:
        distance = distances.get(_key(point))
        if distance is not None:
            for number in (middle - distance, middle + distance):
                if 0 <= number <= most and equal(table.multiply(number), target):
                    return number
        point = add(point, giant_step)
        middle += 2 * _REACH + 1
    return None


def _baby_steps() -> dict:
    """Distance from the identity, by key; built at the first call. y is the same for a point and its negative."""
    if not _distances:
        point = IDENTITY
        points = []
        for distance in range(_REACH + 1):
            points.append(point)
            point = add(point, BASE)
            if len(points) == _TOGETHER or distance == _REACH:
                for number, data in enumerate(batch_compress(points)):
                    _distances[_key_of(data)] = distance + 1 - len(points) + number
                points.clear()
    return _distances


def _key(point) -> int:
    return _key_of(compress(point, public=True))


def _key_of(data: bytes) -> int:
    return int.from_bytes(data[:4], "little") & _KEY
