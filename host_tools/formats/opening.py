"""The proof that the counts of a protocol are those of the sealed sums (formats, section 5)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha512

from host_tools.formats.points import IDENTITY, L, add, is_point, multiply, multiply_base, subtract
from host_tools.formats.shamir import random_scalar

Pair = tuple[bytes, bytes]


def pairs(totals: bytes) -> list[Pair]:
    """A and B of each position from 64 bytes a position."""
    return [(totals[i : i + 32], totals[i + 32 : i + 64]) for i in range(0, len(totals), 64)]


def transcript(election: bytes, precinct: int, mode: int, public: bytes, sums: list[Pair], counts: list[int]) -> bytes:
    """t: what the proof is about, as 64 bytes.

    election: its 16 bytes.
    precinct, mode: whose totals they are.
    public: the precinct key, compressed.
    sums: a ciphertext per position.
    counts: what each of them holds.
    """
    head = b"TM1 opening" + election + precinct.to_bytes(4, "little") + bytes([mode]) + public
    lines = zip(sums, counts, strict=True)
    about = head + b"".join(a + b + count.to_bytes(4, "little") for (a, b), count in lines)
    return sha512(about).digest()


def _batch(t: bytes, sums: list[Pair], counts: list[int]) -> Pair:
    """(A*, D*)."""
    a_star = d_star = IDENTITY
    for i, ((a, b), count) in enumerate(zip(sums, counts, strict=True)):
        weight = int.from_bytes(sha512(t + i.to_bytes(4, "little")).digest()[:16], "little")
        a_star = add(a_star, multiply(weight, a))
        d_star = add(d_star, multiply(weight, subtract(b, multiply_base(count))))
    return a_star, d_star


def _challenge(t: bytes, t1: bytes, t2: bytes) -> int:
    return int.from_bytes(sha512(t + t1 + t2).digest(), "little") % L


def prove(secret: int, t: bytes, sums: list[Pair], counts: list[int], random_bytes: Callable[[int], bytes]) -> bytes:
    """The 64 bytes of a proof, for tests and vectors: at an election only the desk makes one.

    secret: the precinct key.
    t: from `transcript`.
    sums, counts: as for `transcript`.
    random_bytes: gives the nonce.
    """
    a_star, _ = _batch(t, sums, counts)
    k = random_scalar(random_bytes)
    c = _challenge(t, multiply_base(k), multiply(k, a_star))
    return c.to_bytes(32, "little") + ((k + c * secret) % L).to_bytes(32, "little")


def proof_holds(
    proof: bytes, election: bytes, precinct: int, mode: int, public: bytes, sums: list[Pair], counts: list[int]
) -> bool:
    """Whether the proof shows that counts are what sums hold under the precinct key. Needs no secret.

    proof: 64 bytes.
    election: its 16 bytes.
    precinct, mode: whose totals they are.
    public: the precinct key, compressed.
    sums: a ciphertext per position.
    counts: what each of them holds.
    """
    c, z = int.from_bytes(proof[:32], "little"), int.from_bytes(proof[32:], "little")
    points = [public, *(point for pair in sums for point in pair)]
    if len(proof) != 64 or c >= L or z >= L or len(sums) != len(counts) or not all(map(is_point, points)):
        return False
    t = transcript(election, precinct, mode, public, sums, counts)
    a_star, d_star = _batch(t, sums, counts)
    t1 = subtract(multiply_base(z), multiply(c, public))
    t2 = subtract(multiply(z, a_star), multiply(c, d_star))
    return _challenge(t, t1, t2) == c
