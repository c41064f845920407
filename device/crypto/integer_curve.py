"""Encodings of points made of big integers: with `points` and `fixed_base`, `crypto.curve` for any processor."""

from crypto.field import D, L, P, batch_inverse, inverse, inverse_public, square_root_ratio
from crypto.points import IDENTITY, add, equal, multiply

_NUMBER_BYTES = 32


def compress(point: tuple, public: bool = False) -> bytes:
    """The 32 bytes of a point.

    public: True if the point and its computation are not secret; saves most of the time of the inversion.
    """
    x, y = _affine(point, public)
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decompress(data: bytes) -> tuple | None:
    """The point encoded in 32 bytes, or None if they are not the canonical encoding of one (RFC 8032 5.1.3).

    The point may be outside the prime-order subgroup. Not for secret points.
    """
    if len(data) != 32:
        return None
    y = int.from_bytes(data, "little")
    sign = y >> 255
    y &= (1 << 255) - 1
    if y >= P:
        return None
    square = y * y % P
    x = square_root_ratio(square - 1, D * square + 1)
    if x is None or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def affine_bytes(point: tuple, public: bool = False) -> bytes:
    """The 64 bytes of a point. public: as for `compress`."""
    x, y = _affine(point, public)
    return x.to_bytes(32, "little") + y.to_bytes(32, "little")


def batch_compress(points: list[tuple]) -> list[bytes]:
    """The 32 bytes of each point, with one inversion for all."""
    encodings = []
    for pair in batch_affine_bytes(points):
        y = int.from_bytes(pair[32:], "little")
        encodings.append((y | (pair[0] & 1) << 255).to_bytes(32, "little"))
    return encodings


def batch_affine_bytes(points: list[tuple]) -> list[bytes]:
    """The 64 bytes of each point, with one inversion for all."""
    encodings = []
    for (x, y, _, _), scale in zip(points, batch_inverse([point[2] for point in points])):
        encodings.append((x * scale % P).to_bytes(32, "little") + (y * scale % P).to_bytes(32, "little"))
    return encodings


def from_affine_bytes(data: bytes) -> tuple | None:
    """The point encoded in 64 bytes, or None if a coordinate is not reduced or the point is not on the curve.

    The point may be outside the prime-order subgroup.
    """
    if len(data) != 64:
        return None
    x = int.from_bytes(data[:32], "little")
    y = int.from_bytes(data[32:], "little")
    if x >= P or y >= P:
        return None
    product = x * y % P
    if (y * y - x * x - 1 - D * (product * product % P)) % P:
        return None
    return (x, y, 1, product)


def add_affine(total: bytearray, data: bytes) -> bool:
    """Add the point in 64 bytes to the packed point in `total`. False, with nothing added, if it is invalid."""
    point = from_affine_bytes(data)
    if point is None:
        return False
    total[:] = pack(add(unpack(total), point))
    return True


def pack(point: tuple) -> bytes:
    """128 bytes of a point, for storage in a buffer: integers replaced by every sum would fragment the heap."""
    return b"".join([number.to_bytes(_NUMBER_BYTES, "little") for number in point])


def unpack(data: bytes) -> tuple:
    """The inverse of `pack`."""
    return tuple([int.from_bytes(data[at : at + _NUMBER_BYTES], "little") for at in range(0, 128, _NUMBER_BYTES)])


def in_prime_subgroup(point: tuple) -> bool:
    """True if L * point is the identity. As slow as any `multiply`."""
    return equal(multiply(point, L), IDENTITY)


def _affine(point: tuple, public: bool) -> tuple[int, int]:
    x, y, z, _ = point
    scale = inverse_public(z) if public else inverse(z)
    return x * scale % P, y * scale % P
