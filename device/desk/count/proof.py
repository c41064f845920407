"""The opening proof: anyone can verify that the counts are those of the sealed sums (docs/formats.md, section 5)."""

from crypto.curve import L, add, base_table, compress, decompress, multiply, negate, sum_of_multiples
from crypto.elgamal import COMPRESSED_SIZE
from crypto.sha512 import sha512


def transcript(election: bytes, precinct: int, mode: int, public: bytes, sums: list[bytes], counts: list[int]) -> bytes:
    """Hash of the statement to be proved, 64 bytes.

    election: hash of the election.
    precinct, mode: numbers.
    public: the precinct's key, compressed.
    sums: per position, the 64 bytes of the points A and B.
    counts: per position.
    """
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
    """A nonce in 1..L-1, derived from the secret, the statement and the random generator together.

    z and c are printed, and with the nonce anyone could compute the secret from them. Hence a predictable generator
    must not reveal it, and proofs of different statements must not share it (compare RFC 8032, 5.1.6).
    """
    return int.from_bytes(sha512(b"TM1 opening nonce", secret.to_bytes(32, "little"), about, random), "little") % L or 1


def prove(about: bytes, secret: int, sums: list[bytes], random: bytes) -> bytes:
    """The proof, 64 bytes. The points D are not needed, since D* = s A*.

    about: `transcript` of the statement.
    secret: the precinct's secret key.
    sums: per position, the 64 bytes of the points A and B.
    random: 32 bytes from the generator.
    """
    k = _nonce(about, secret, random)
    combined = _weighted([decompress(ciphertext[:_HALF]) for ciphertext in sums], _weights(about, len(sums)))
    t1 = compress(base_table().multiply(k))
    t2 = compress(multiply(combined, k))
    challenge = int.from_bytes(sha512(about, t1, t2), "little") % L
    return challenge.to_bytes(32, "little") + ((k + challenge * secret) % L).to_bytes(32, "little")


def verify(about: bytes, proof: bytes, public: bytes, sums: list[bytes], counts: list[int]) -> bool:
    """True if a proof is valid. The desk checks its own before it prints it.

    about: `transcript` of the statement.
    proof: 64 bytes.
    public, sums, counts: as for `transcript`.
    """
    challenge, z = int.from_bytes(proof[:32], "little"), int.from_bytes(proof[32:], "little")
    if challenge >= L or z >= L:
        return False
    base, weights = base_table(), _weights(about, len(sums))
    a_sum = _weighted([decompress(ciphertext[:_HALF]) for ciphertext in sums], weights)
    b_sum = _weighted([decompress(ciphertext[_HALF:]) for ciphertext in sums], weights)
    opened = sum([weight * count for weight, count in zip(weights, counts)])
    d_sum = add(b_sum, negate(base.multiply(opened)))  # all B, minus the counts that they are claimed to hold
    t1 = add(base.multiply(z), negate(multiply(decompress(public), challenge)))
    t2 = add(multiply(a_sum, z), negate(multiply(d_sum, challenge)))
    return int.from_bytes(sha512(about, compress(t1), compress(t2)), "little") % L == challenge
