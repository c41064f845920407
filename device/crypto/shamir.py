"""Combine the shares of a secret (A. Shamir, "How to share a secret", 1979), over the scalar field modulo L."""

from crypto.field import L, inverse_public


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
