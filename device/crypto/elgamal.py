"""Exponential ElGamal on the prime-order subgroup of edwards25519: sealed numbers can be added without opening them.

A ciphertext of m under the public key H is a pair of points (A, B) = (r G, m G + r H). The sum of ciphertexts is a
ciphertext of the sum. Opening it requires a search for m, so m must be small. A ciphertext is encoded as A then B, 64
bytes compressed. `crypto.bases` makes ciphertexts.
"""

from crypto.curve import add, compress, decompress, in_prime_subgroup

COMPRESSED_SIZE = 64


def add_ciphertexts(first: tuple, second: tuple) -> tuple:
    """A ciphertext of the sum of both numbers."""
    return add(first[0], second[0]), add(first[1], second[1])


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
