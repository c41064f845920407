"""Points of edwards25519 (libsodium through PyNaCl) as 32 compressed bytes, and sealed votes as pairs of them."""

from __future__ import annotations

from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_is_valid_point,
    crypto_core_ed25519_sub,
    crypto_scalarmult_ed25519_base_noclamp,
    crypto_scalarmult_ed25519_noclamp,
)

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493  # order of the subgroup (RFC 8032 5.1)
_D = -121665 * pow(121666, -1, P) % P
IDENTITY = bytes([1]) + bytes(31)


def add(a: bytes, b: bytes) -> bytes:
    """a + b."""
    return crypto_core_ed25519_add(a, b)


def subtract(a: bytes, b: bytes) -> bytes:
    """a - b."""
    return crypto_core_ed25519_sub(a, b)


def multiply(scalar: int, point: bytes) -> bytes:
    """scalar * point. libsodium refuses the identity on either side, so it is handled here."""
    scalar %= L
    if scalar == 0 or point == IDENTITY:
        return IDENTITY
    return crypto_scalarmult_ed25519_noclamp(scalar.to_bytes(32, "little"), point)


def multiply_base(scalar: int) -> bytes:
    """scalar * G."""
    scalar %= L
    return crypto_scalarmult_ed25519_base_noclamp(scalar.to_bytes(32, "little")) if scalar else IDENTITY


def is_point(point: bytes) -> bool:
    """Whether 32 bytes are the canonical encoding of a point of the prime-order subgroup, identity included."""
    return len(point) == 32 and (point == IDENTITY or crypto_core_ed25519_is_valid_point(point))


def is_key(public: bytes) -> bool:
    """Whether 32 bytes may be anybody's public key: a point of the prime-order subgroup that is not the identity."""
    return len(public) == 32 and bool(crypto_core_ed25519_is_valid_point(public))


def compress(affine: bytes) -> bytes | None:
    """32 bytes (RFC 8032 5.1.2) of a point stored as x then y; None when that is no point of the curve."""
    if len(affine) != 64:
        return None
    x, y = int.from_bytes(affine[:32], "little"), int.from_bytes(affine[32:], "little")
    xx, yy = x * x % P, y * y % P
    if x >= P or y >= P or (yy - xx - 1 - _D * xx % P * yy) % P:
        return None
    return (y | (x & 1) << 255).to_bytes(32, "little")


def affine(point: bytes) -> bytes:
    """x then y, 32 bytes each, of a compressed point (RFC 8032 5.1.3). ValueError if it is not a point."""
    number = int.from_bytes(point, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    u, v = (y * y - 1) % P, (_D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x - u) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if len(point) != 32 or y >= P or (v * x * x - u) % P or (x == 0 and sign):
        raise ValueError("no point")
    if x & 1 != sign:
        x = P - x
    return x.to_bytes(32, "little") + y.to_bytes(32, "little")


def seal(bit: int, public: bytes, r: int) -> tuple[bytes, bytes]:
    """The ElGamal ciphertext (A, B) of a small number, compressed.

    bit: the number.
    public: the precinct key.
    r: 1..L-1, fresh.
    """
    return multiply_base(r), add(multiply_base(bit), multiply(r, public))


def add_pairs(a: tuple[bytes, bytes], b: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """The ciphertext of the sum."""
    return add(a[0], b[0]), add(a[1], b[1])


def open_pair(secret: int, pair: tuple[bytes, bytes], most: int) -> int | None:
    """The number in a ciphertext, or None if it is not one of 0..most.

    secret: the precinct key.
    pair: the ciphertext.
    most: one addition per candidate; meant for some thousands.
    """
    target = subtract(pair[1], multiply(secret, pair[0]))
    point, base = IDENTITY, multiply_base(1)
    for number in range(most + 1):
        if point == target:
            return number
        point = add(point, base)
    return None
