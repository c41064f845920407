"""Arithmetic modulo the prime of edwards25519 (RFC 7748 4.1), on plain big integers.

A field element is an int in 0..P-1. Products are written inline as `x * y % P`, since a function call for each would
be too slow. Where it is faster, `crypto.slots` replaces this module, `points` and `fixed_base`.
"""

P = (1 << 255) - 19  # the field
L = (1 << 252) + 27742317777372353535851937790883648493  # the order of the base point (RFC 8032 5.1)
D = 37095705934669439343138083508754565189542113879843219016388785533085940283555  # of the curve equation
SQRT_MINUS_1 = 19681161376707505956807079304988542015446066515923890162744021073123829784752


def _square_times(x: int, times: int) -> int:
    for _ in range(times):
        x = x * x % P
    return x


def _chain(x: int) -> tuple[int, int]:
    """(x^11, x^(2^250 - 1)): the common part of inversion and square root, 249 squarings and 10 products."""
    x2 = x * x % P
    x9 = _square_times(x2, 2) * x % P
    x11 = x9 * x2 % P
    bits5 = x11 * x11 % P * x9 % P  # x^(2^5 - 1), and so on
    bits10 = _square_times(bits5, 5) * bits5 % P
    bits20 = _square_times(bits10, 10) * bits10 % P
    bits40 = _square_times(bits20, 20) * bits20 % P
    bits50 = _square_times(bits40, 10) * bits10 % P
    bits100 = _square_times(bits50, 50) * bits50 % P
    bits200 = _square_times(bits100, 100) * bits100 % P
    return x11, _square_times(bits200, 50) * bits50 % P


def inverse(x: int) -> int:
    """1/x by Fermat (x^(P-2)). The sequence of products is the same for every x, so x may be secret. 0 for x = 0."""
    x11, bits250 = _chain(x)
    return _square_times(bits250, 5) * x11 % P


def inverse_public(x: int, modulus: int = P) -> int:
    """1/x modulo a prime by extended Euclid. Fast, but its time depends on x: only for public values.

    Raises ValueError if x is 0 modulo the prime. (`pow(x, -1, m)` returns 0 in MicroPython 1.25 to 1.29.)
    """
    a, b = modulus, x % modulus
    u, v = 0, 1
    while b:
        quotient = a // b
        a, b = b, a - quotient * b
        u, v = v, u - quotient * v
    if a != 1:
        raise ValueError("no inverse")
    return u % modulus


def batch_inverse(values: list[int]) -> list[int]:
    """The inverses of all values with one inversion (Montgomery's trick). Raises ValueError if one of them is 0."""
    prefixes = []
    product = 1
    for value in values:
        prefixes.append(product)
        product = product * value % P
    rest = inverse(product)
    if not rest and values:
        raise ValueError("no inverse")
    for i in range(len(values) - 1, -1, -1):
        prefixes[i] = prefixes[i] * rest % P
        rest = rest * values[i] % P
    return prefixes


def square_root_ratio(u: int, v: int) -> int | None:
    """One of the two square roots of u/v, or None if there is none (RFC 8032 5.1.3 step 3)."""
    v3 = v * v % P * v % P
    root = u * v3 % P
    power = _chain(root * v3 % P * v % P)[1]  # u v^7
    root = root * (_square_times(power, 2) * (root * v3 % P * v % P) % P) % P
    check = root * root % P * v % P
    if check == u % P:
        return root
    if check == -u % P:
        return root * SQRT_MINUS_1 % P
    return None
