"""The opening proof: that the opened counts are those of the sealed sums, for everybody to check (docs/formats.md, section 5)."""

from crypto.curve import BASE, L, add, base_table, compress, multiply, negate
from crypto.sha512 import sha512


def transcript(election: bytes, precinct: int, mode: int, public: bytes, sums: list, counts: list) -> bytes:
    """What the proof is about, as bytes. public: compressed precinct key; sums: (A, B) points of each position."""
    parts = [b"TM1 opening", election, precinct.to_bytes(4, "little"), bytes((mode,)), public]
    for (a, b), count in zip(sums, counts):
        parts += [compress(a), compress(b), count.to_bytes(4, "little")]
    return b"".join(parts)


def prove(about: bytes, secret: int, sums: list, k: int) -> bytes:
    """64 bytes. k: a fresh secret number of 1..L-1. The points D need not be known: D* = s A*."""
    combined = None
    for number, (a, _) in enumerate(sums):
        weight = int.from_bytes(sha512(about + number.to_bytes(4, "little"))[:16], "little")
        term = multiply(a, weight)
        combined = term if combined is None else add(combined, term)
    t1 = compress(base_table().multiply(k))
    t2 = compress(multiply(combined, k))
    challenge = int.from_bytes(sha512(about + t1 + t2), "little") % L
    return challenge.to_bytes(32, "little") + ((k + challenge * secret) % L).to_bytes(32, "little")


def verify(about: bytes, proof: bytes, public: tuple, sums: list, counts: list) -> bool:
    """The other side of it, as the desk checks its own proof before it prints."""
    challenge, z = int.from_bytes(proof[:32], "little"), int.from_bytes(proof[32:], "little")
    a_sum = d_sum = None
    for number, ((a, b), count) in enumerate(zip(sums, counts)):
        weight = int.from_bytes(sha512(about + number.to_bytes(4, "little"))[:16], "little")
        d = add(b, negate(multiply(BASE, count)))
        a_term, d_term = multiply(a, weight), multiply(d, weight)
        a_sum, d_sum = (a_term, d_term) if a_sum is None else (add(a_sum, a_term), add(d_sum, d_term))
    t1 = add(multiply(BASE, z), negate(multiply(public, challenge)))
    t2 = add(multiply(a_sum, z), negate(multiply(d_sum, challenge)))
    return int.from_bytes(sha512(about + compress(t1) + compress(t2)), "little") % L == challenge
