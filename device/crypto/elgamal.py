"""Exponential ElGamal on the prime-order subgroup of edwards25519: sealed numbers can be added without opening them.

A ciphertext of m under the public key H is a pair of points (A, B) = (r G, m G + r H). The sum of ciphertexts is a
ciphertext of the sum. Opening it requires a search for m, so m must be small. A ciphertext is encoded as A then B, 128
bytes affine or 64 bytes compressed.
"""

from crypto.curve import (
    BASE,
    IDENTITY,
    FixedBase,
    add,
    batch_affine_bytes,
    compress,
    decompress,
    from_affine_bytes,
    in_prime_subgroup,
)

ZERO = (IDENTITY, IDENTITY)  # the empty sum
AFFINE_SIZE = 128
COMPRESSED_SIZE = 64


def encrypt(table_g: FixedBase, table_h: FixedBase, bit: int, r: int) -> tuple:
    """The ciphertext of 0 or 1. Both take the same point operations: a point is always added, chosen by a look-up.

    table_g, table_h: tables of the base point and of the public key.
    bit: 0 or 1, else ValueError.
    r: fresh secret scalar in 1..L-1 (`Drbg.scalar`).
    """
    if bit >> 1:
        raise ValueError("not a bit")
    return table_g.multiply(r), add(table_h.multiply(r), (IDENTITY, BASE)[bit])


def add_ciphertexts(first: tuple, second: tuple) -> tuple:
    """A ciphertext of the sum of both numbers."""
    return add(first[0], second[0]), add(first[1], second[1])


def add_affine(total: tuple, data: bytes) -> tuple | None:
    """The sum of a ciphertext and another one from its 128 bytes; None if those are not points of the curve."""
    ciphertext = from_affine(data)
    return None if ciphertext is None else add_ciphertexts(total, ciphertext)


def to_affine(ciphertexts: list[tuple]) -> list[bytes]:
    """128 bytes per ciphertext, with one inversion for all."""
    points = batch_affine_bytes([point for ciphertext in ciphertexts for point in ciphertext])
    return [points[i] + points[i + 1] for i in range(0, len(points), 2)]


def from_affine(data: bytes) -> tuple | None:
    """The ciphertext in 128 bytes, or None if invalid. Points outside the prime-order subgroup are not detected."""
    if len(data) != AFFINE_SIZE:
        return None
    a = from_affine_bytes(data[:64])
    b = from_affine_bytes(data[64:])
    return None if a is None or b is None else (a, b)


def to_compressed(ciphertext: tuple) -> bytes:
    """The 64 bytes of one ciphertext."""
    return compress(ciphertext[0]) + compress(ciphertext[1])


def is_sound(ciphertext: tuple) -> bool:
    """True if both points are in the prime-order subgroup; otherwise no sum with this ciphertext could be opened.

    As slow as two multiplications.
    """
    return in_prime_subgroup(ciphertext[0]) and in_prime_subgroup(ciphertext[1])


def from_compressed(data: bytes) -> tuple | None:
    """The ciphertext in 64 bytes, or None if invalid. Points outside the prime-order subgroup are not detected."""
    if len(data) != COMPRESSED_SIZE:
        return None
    a = decompress(data[:32])
    b = decompress(data[32:])
    return None if a is None or b is None else (a, b)
