"""Opening a sum: the small number in an exponential-ElGamal ciphertext, by baby steps and giant steps."""

from crypto.curve import BASE, IDENTITY, add, base_table, batch_compress, compress, equal, multiply, negate

_REACH = 64  # baby steps to either side: a giant step covers 129 numbers
_TOGETHER = 8  # points that share an inversion
_KEY = 0x3FFFFFFF  # as much of y as is a small integer on every port; a chance hit is checked

_distances: dict[int, int] = {}


def open_sum(secret: int, ciphertext: tuple, most: int) -> int | None:
    """The number m of 0..most that the ciphertext (A, B) holds, or None when it holds none of them.

    secret: the private key, 1..L-1. most: meant for up to some thousands; the work grows by one point addition and
    one inversion for every 129. The opened number counts as public: the search stops where it finds it.
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
    """Distance from the identity by key, built at the first call. y is the same on both sides of the identity."""
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
