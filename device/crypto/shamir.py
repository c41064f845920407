"""Putting a shared secret together again (A. Shamir, "How to share a secret", 1979), over the scalar field modulo L."""

from crypto.field import L, inverse_public


def combine(shares: list[tuple[int, int]]) -> int:
    """The secret (0..L-1) that shares of a polynomial determine: its value at 0, by Lagrange.

    shares: (index, scalar) with 1 <= index < L and 0 <= scalar < L; as many as the threshold or more. Too few, or a
    wrong one among just enough, give a wrong secret and no error. ValueError: no shares, a repeated or zero index, a
    value out of range.
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
