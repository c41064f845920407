"""A secret split among n holders so that any k put it together (A. Shamir, 1979), over the scalars modulo L."""

from __future__ import annotations

from collections.abc import Callable

from host_tools.formats.points import L


def random_scalar(random_bytes: Callable[[int], bytes]) -> int:
    """A scalar of 1..L-1: 64 bytes reduced, so that the bias is below 2^-250."""
    while True:
        scalar = int.from_bytes(random_bytes(64), "little") % L
        if scalar:
            return scalar


def split(secret: int, k: int, n: int, random_bytes: Callable[[int], bytes]) -> list[tuple[int, int]]:
    """n shares (index 1..n, scalar) of which any k make the secret.

    secret: a scalar.
    k, n: ValueError unless 1 <= k <= n.
    random_bytes: gives the coefficients.
    """
    if not 1 <= k <= n:
        raise ValueError("k must be between 1 and n")
    coefficients = [secret, *(random_scalar(random_bytes) for _ in range(k - 1))]
    shares = []
    for index in range(1, n + 1):
        value = 0
        for coefficient in reversed(coefficients):
            value = (value * index + coefficient) % L
        shares.append((index, value))
    return shares


def combine(shares: list[tuple[int, int]]) -> int:
    """The secret of k or more shares. Too few or a wrong one give a wrong secret: compare its public key.

    ValueError: no shares, or an index twice.
    """
    indices = [index for index, _ in shares]
    if not shares or len(set(indices)) != len(indices):
        raise ValueError("shares with different indices are needed")
    secret = 0
    for index, value in shares:
        above = below = 1
        for other in indices:
            if other != index:
                above = above * other % L
                below = below * (other - index) % L
        secret += value * above * pow(below, -1, L)
    return secret % L
