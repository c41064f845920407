"""The opening proof: the opened counts are those of the sealed sums, for all to check (docs/formats.md, section 5)."""

from crypto.curve import L, add, base_table, compress, decompress, multiply, negate, sum_of_multiples
from crypto.elgamal import COMPRESSED_SIZE
from crypto.sha512 import sha512


def transcript(election: bytes, precinct: int, mode: int, public: bytes, sums: list[bytes], counts: list[int]) -> bytes:
    """What the proof is about, as 64 bytes. public: compressed precinct key; sums: 64 bytes A, B of each position."""
    pieces = [b"TM1 opening", election, precinct.to_bytes(4, "little"), bytes((mode,)), public]
    for ciphertext, count in zip(sums, counts):
        pieces += [ciphertext, count.to_bytes(4, "little")]
    return sha512(*pieces)


_WEIGHT_BITS = 128
_HALF = COMPRESSED_SIZE // 2


def _weights(about: bytes, count: int) -> list[int]:
    return [int.from_bytes(sha512(about, number.to_bytes(4, "little"))[:16], "little") for number in range(count)]


def _weighted(points: list, weights: list[int]):
    return sum_of_multiples(points, weights, _WEIGHT_BITS)


def _nonce(about: bytes, secret: int, random: bytes) -> int:
    """1..L-1, of the secret, what is proved and the generator together, as Ed25519 makes its own.

    z and c are printed: whoever knows the nonce computes the secret from them. So a generator that somebody predicts
    must not be enough, and two proofs of different things must not share one.
    """
    return int.from_bytes(sha512(b"TM1 opening nonce", secret.to_bytes(32, "little"), about, random), "little") % L or 1


def prove(about: bytes, secret: int, sums: list[bytes], random: bytes) -> bytes:
    """64 bytes. random: 32 bytes of the generator. The points D need not be known: D* = s A*."""
    k = _nonce(about, secret, random)
    combined = _weighted([decompress(ciphertext[:_HALF]) for ciphertext in sums], _weights(about, len(sums)))
    t1 = compress(base_table().multiply(k))
    t2 = compress(multiply(combined, k))
    challenge = int.from_bytes(sha512(about, t1, t2), "little") % L
    return challenge.to_bytes(32, "little") + ((k + challenge * secret) % L).to_bytes(32, "little")


def verify(about: bytes, proof: bytes, public: bytes, sums: list[bytes], counts: list[int]) -> bool:
    """The other side of it, as the desk checks its own proof before it prints."""
    challenge, z = int.from_bytes(proof[:32], "little"), int.from_bytes(proof[32:], "little")
    if challenge >= L or z >= L:
        return False
    base, weights = base_table(), _weights(about, len(sums))
    a_sum = _weighted([decompress(ciphertext[:_HALF]) for ciphertext in sums], weights)
    b_sum = _weighted([decompress(ciphertext[_HALF:]) for ciphertext in sums], weights)
    opened = sum([weight * count for weight, count in zip(weights, counts)])
    d_sum = add(b_sum, negate(base.multiply(opened)))  # of all B without the numbers that they are said to hold
    t1 = add(base.multiply(z), negate(multiply(decompress(public), challenge)))
    t2 = add(multiply(a_sum, z), negate(multiply(d_sum, challenge)))
    return int.from_bytes(sha512(about, compress(t1), compress(t2)), "little") % L == challenge
