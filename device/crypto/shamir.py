"""Shares of a secret (A. Shamir, "How to share a secret", 1979) over the scalar field modulo L, with commitments.

The commitments are those of P. Feldman, "A practical scheme for non-interactive verifiable secret sharing", 1987: G
times each coefficient of the polynomial. Anyone can tell from them whether a share is a right one.
"""

from crypto.curve import IDENTITY, add, base_table, equal, multiply
from crypto.field import L, inverse_public

_INDEX_BITS = 8


def share_of(coefficients: list[int], index: int) -> int:
    """The share of a holder: the value of the polynomial at the index.

    coefficients: the secret first, each 0..L-1.
    index: from 1.
    """
    share = 0
    for coefficient in reversed(coefficients):
        share = (share * index + coefficient) % L
    return share


def fits(commitments: list, index: int, share: int) -> bool:
    """True if a share is the one that the commitments are of.

    commitments: points, that of the secret first.
    index: of the share, 1..255.
    share: its scalar.
    """
    expected = IDENTITY
    for commitment in reversed(commitments):
        expected = add(multiply(expected, index, _INDEX_BITS), commitment)
    return equal(base_table().multiply(share), expected)


def combine(shares: list[tuple[int, int]]) -> int:
    """The secret, 0..L-1: the value at 0 of the polynomial through the shares, by Lagrange interpolation.

    Too few shares, or a wrong one, yield a wrong secret without an error. Raises ValueError for no shares, a repeated
    index, or a value out of range.

    shares: (index, scalar) with 1 <= index < L and 0 <= scalar < L, at least as many as the threshold.
    """
    if not shares:
        raise ValueError("no shares")
    indices = [index for index, _ in shares]
    if len(set(indices)) != len(indices):
        raise ValueError("repeated share index")
    secret = 0
    for index, scalar in shares:
        if not 0 < index < L or not 0 <= scalar < L:
            raise ValueError("share out of range")
        above = below = 1
        for other in indices:
            if other != index:
                above = above * other % L
                below = below * (other - index) % L
        secret += scalar * above % L * inverse_public(below, L)
    return secret % L
