"""Opening proofs: anyone can verify what a sealed sum holds, each by itself (docs/formats.md, section 5)."""

from crypto.curve import L, add, base_table, compress, decompress, multiply, negate
from crypto.elgamal import COMPRESSED_SIZE
from crypto.sha512 import sha512

PROOF_BYTES = 48  # challenge 16, answer 32
_CHALLENGE_BYTES = 16
_HALF = COMPRESSED_SIZE // 2
_CHALLENGE_BITS = 8 * _CHALLENGE_BYTES


def place(election: bytes, precinct: int, mode: int, public: bytes) -> bytes:
    """What every statement begins with.

    election: hash of the election.
    precinct, mode: numbers.
    public: the precinct's key, compressed.
    """
    return election + precinct.to_bytes(4, "little") + bytes((mode,)) + public


def transcript(where: bytes, left_out: list[bytes], sums: list[bytes], counts: list[int]) -> bytes:
    """Hash of what a protocol says of all sums, 64 bytes.

    where: from `place`.
    left_out: SHA-256 of the sealed totals that are in no sum, in the protocol's order.
    sums: per position, the 64 bytes of the points A and B.
    counts: per position.
    """
    pieces = [b"TM2 opening", where, len(left_out).to_bytes(4, "little")] + left_out
    for ciphertext, count in zip(sums, counts):
        pieces += [ciphertext, count.to_bytes(4, "little")]
    return sha512(*pieces)


def nonsense(where: bytes, totals: bytes, first: int, count: int, point: bytes) -> bytes:
    """Hash of what is said of the totals of one booth that is left out, 64 bytes.

    where: from `place`.
    totals: SHA-256 of its sealed totals.
    first, count: the positions whose sum is opened.
    point: what it holds, compressed.
    """
    return sha512(b"TM2 nonsense", where, totals, first.to_bytes(4, "little"), count.to_bytes(4, "little"), point)


def _nonce(about: bytes, number: bytes, secret: int, random: bytes) -> int:
    """A nonce in 1..L-1, derived from the secret, the statement and the random generator together.

    z and c are printed, and with the nonce anyone could compute the secret from them. Hence a predictable generator
    must not reveal it, and proofs of different statements must not share it (compare RFC 8032, 5.1.6).
    """
    hashed = sha512(b"TM2 opening nonce", secret.to_bytes(32, "little"), about, number, random)
    return int.from_bytes(hashed, "little") % L or 1


def _challenge(about: bytes, number: bytes, t1: bytes, t2: bytes) -> bytes:
    return sha512(about, number, t1, t2)[:_CHALLENGE_BYTES]


def prove(about: bytes, number: int, secret: int, ciphertext: bytes, random: bytes) -> bytes:
    """The proof of one sum, `PROOF_BYTES`. What the sum holds is not needed, since D = s A.

    about: hash of the statement.
    number: of the sum in it, from 0.
    secret: the precinct's secret key.
    ciphertext: the 64 bytes of the points A and B.
    random: 32 bytes from the generator.
    """
    which = number.to_bytes(4, "little")
    k = _nonce(about, which, secret, random)
    t2 = multiply(decompress(ciphertext[:_HALF]), k)
    challenge = _challenge(about, which, compress(base_table().multiply(k)), compress(t2))
    return challenge + ((k + int.from_bytes(challenge, "little") * secret) % L).to_bytes(32, "little")


def verify(about: bytes, number: int, proof: bytes, public: bytes, ciphertext: bytes, held) -> bool:
    """True if a proof is valid. The desk checks its own before it prints them.

    about, number, ciphertext: as for `prove`.
    proof: `PROOF_BYTES`.
    public: the precinct's key, compressed.
    held: the point that the sum is claimed to hold.
    """
    c, z = proof[:_CHALLENGE_BYTES], int.from_bytes(proof[_CHALLENGE_BYTES:], "little")
    if z >= L:
        return False
    a, b, challenge = decompress(ciphertext[:_HALF]), decompress(ciphertext[_HALF:]), int.from_bytes(c, "little")
    t1 = add(base_table().multiply(z), multiply(negate(decompress(public)), challenge, _CHALLENGE_BITS))
    t2 = add(multiply(a, z), multiply(add(held, negate(b)), challenge, _CHALLENGE_BITS))  # -c D, with D = B - held
    return _challenge(about, number.to_bytes(4, "little"), compress(t1), compress(t2)) == c
