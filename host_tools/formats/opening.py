"""Opening proofs: what a sealed sum holds, each by itself (formats, section 5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha512

from host_tools.formats.points import L, is_point, multiply, multiply_base, subtract
from host_tools.formats.shamir import random_scalar

Pair = tuple[bytes, bytes]
CHALLENGE_BYTES = 16
PROOF_BYTES = 48  # of one sum: challenge 16, answer 32


def pairs(totals: bytes) -> list[Pair]:
    """A and B of each position from 64 bytes a position."""
    return [(totals[i : i + 32], totals[i + 32 : i + 64]) for i in range(0, len(totals), 64)]


def place(election: bytes, precinct: int, mode: int, public: bytes) -> bytes:
    """What every statement begins with.

    election: its 16 bytes.
    precinct, mode: whose totals they are.
    public: the precinct key, compressed.
    """
    return election + precinct.to_bytes(4, "little") + bytes([mode]) + public


def transcript(
    election: bytes,
    precinct: int,
    mode: int,
    public: bytes,
    sums: list[Pair],
    counts: list[int],
    left_out: Sequence[bytes] = (),
) -> bytes:
    """t: what a protocol says of all sums, as 64 bytes.

    election, precinct, mode, public: as for `place`.
    sums: a ciphertext per position.
    counts: what each of them holds.
    left_out: h(sealed totals) of the booths that are in no sum, in the protocol's order.
    """
    head = b"TM2 opening" + place(election, precinct, mode, public)
    head += len(left_out).to_bytes(4, "little") + b"".join(left_out)
    lines = zip(sums, counts, strict=True)
    return sha512(head + b"".join(a + b + count.to_bytes(4, "little") for (a, b), count in lines)).digest()


def nonsense_transcript(where: bytes, totals: bytes, first: int, count: int, point: bytes) -> bytes:
    """t of a booth that is left out, as 64 bytes.

    where: from `place`.
    totals: h(its sealed totals).
    first, count: the positions whose sum is opened.
    point: what it holds.
    """
    numbers = first.to_bytes(4, "little") + count.to_bytes(4, "little")
    return sha512(b"TM2 nonsense" + where + totals + numbers + point).digest()


def challenge(t: bytes, number: int, t1: bytes, t2: bytes) -> bytes:
    """The 16 bytes that whoever proves cannot choose. t, number: as for `prove_one`. t1, t2: the commitments."""
    return sha512(t + number.to_bytes(4, "little") + t1 + t2).digest()[:CHALLENGE_BYTES]


def prove_one(secret: int, t: bytes, number: int, a: bytes, random_bytes: Callable[[int], bytes]) -> bytes:
    """The 48 bytes of the proof of one sum.

    secret: the precinct key. t: the statement; number: of the sum in it. a: the first point of its ciphertext.
    random_bytes: gives the nonce.
    """
    k = random_scalar(random_bytes)
    c = challenge(t, number, multiply_base(k), multiply(k, a))
    return c + ((k + int.from_bytes(c, "little") * secret) % L).to_bytes(32, "little")


def one_holds(proof: bytes, t: bytes, number: int, public: bytes, pair: Pair, held: bytes) -> bool:
    """Whether a proof shows that a ciphertext holds a point. All points are in the group.

    proof: 48 bytes. t, number: as for `prove_one`. public: the precinct key, compressed.
    """
    c, z = proof[:CHALLENGE_BYTES], int.from_bytes(proof[CHALLENGE_BYTES:], "little")
    if len(proof) != PROOF_BYTES or z >= L:
        return False
    scalar, (a, b) = int.from_bytes(c, "little"), pair
    t1 = subtract(multiply_base(z), multiply(scalar, public))
    t2 = subtract(multiply(z, a), multiply(scalar, subtract(b, held)))
    return challenge(t, number, t1, t2) == c


def prove(secret: int, t: bytes, sums: list[Pair], counts: list[int], random_bytes: Callable[[int], bytes]) -> bytes:
    """The proofs of all sums, one after another, for tests and precincts without a desk.

    secret: the precinct key.
    t: from `transcript`.
    sums, counts: as for `transcript`; what is proved lies in t, so that a wrong count makes proofs that do not hold.
    random_bytes: gives the nonces.
    """
    assert len(sums) == len(counts)
    return b"".join(prove_one(secret, t, number, a, random_bytes) for number, (a, _) in enumerate(sums))


def unproved(
    proof: bytes,
    election: bytes,
    precinct: int,
    mode: int,
    public: bytes,
    sums: list[Pair],
    counts: list[int],
    left_out: Sequence[bytes] = (),
) -> list[int]:
    """The positions whose counts are not shown to be what the sums hold under the precinct key. Needs no secret.

    proof: 48 bytes a position; all positions are unproved where it has another length or a point is none.
    election, precinct, mode, public, sums, counts, left_out: as for `transcript`.
    """
    points = [public, *(point for pair in sums for point in pair)]
    everything = list(range(max(1, len(sums))))
    if len(proof) != PROOF_BYTES * len(sums) or len(sums) != len(counts) or not all(map(is_point, points)):
        return everything
    t = transcript(election, precinct, mode, public, sums, counts, left_out)
    return [
        number
        for number, (pair, count) in enumerate(zip(sums, counts, strict=True))
        if not one_holds(proof[PROOF_BYTES * number :][:PROOF_BYTES], t, number, public, pair, multiply_base(count))
    ]
