"""The opening proof: the opened counts are those of the sealed sums, for all to check (docs/formats.md, section 5)."""

from crypto.curve import BASE, L, add, base_table, compress, decompress, multiply, negate
from crypto.elgamal import COMPRESSED_SIZE
from crypto.sha512 import sha512


def transcript(election: bytes, precinct: int, mode: int, public: bytes, sums: list[bytes], counts: list[int]) -> bytes:
    """What the proof is about, as 64 bytes. public: compressed precinct key; sums: 64 bytes A, B of each position."""
    pieces = [b"TM1 opening", election, precinct.to_bytes(4, "little"), bytes((mode,)), public]
    for ciphertext, count in zip(sums, counts):
        pieces += [ciphertext, count.to_bytes(4, "little")]
    return sha512(*pieces)


def _weight(about: bytes, number: int) -> int:
    return int.from_bytes(sha512(about, number.to_bytes(4, "little"))[:16], "little")


def prove(about: bytes, secret: int, sums: list[bytes], k: int) -> bytes:
    """64 bytes. k: a fresh secret number of 1..L-1. The points D need not be known: D* = s A*."""
    combined = None
    for number, ciphertext in enumerate(sums):
        term = multiply(decompress(ciphertext[: COMPRESSED_SIZE // 2]), _weight(about, number))
        combined = term if combined is None else add(combined, term)
    t1 = compress(base_table().multiply(k))
    t2 = compress(multiply(combined, k))
    challenge = int.from_bytes(sha512(about, t1, t2), "little") % L
    return challenge.to_bytes(32, "little") + ((k + challenge * secret) % L).to_bytes(32, "little")


def verify(about: bytes, proof: bytes, public: bytes, sums: list[bytes], counts: list[int]) -> bool:
    """The other side of it, as the desk checks its own proof before it prints."""
    challenge, z = int.from_bytes(proof[:32], "little"), int.from_bytes(proof[32:], "little")
    a_sum = d_sum = None
    for number, (ciphertext, count) in enumerate(zip(sums, counts)):
        weight = _weight(about, number)
        d = add(decompress(ciphertext[COMPRESSED_SIZE // 2 :]), negate(multiply(BASE, count)))
        a_term, d_term = multiply(decompress(ciphertext[: COMPRESSED_SIZE // 2]), weight), multiply(d, weight)
        a_sum, d_sum = (a_term, d_term) if a_sum is None else (add(a_sum, a_term), add(d_sum, d_term))
    t1 = add(multiply(BASE, z), negate(multiply(decompress(public), challenge)))
    t2 = add(multiply(a_sum, z), negate(multiply(d_sum, challenge)))
    return int.from_bytes(sha512(about, compress(t1), compress(t2)), "little") % L == challenge
