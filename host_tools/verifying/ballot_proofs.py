"""Whether sealed ballots are valid (formats, section 4), from what is published alone, by libsodium.

Valid is exact: every point in the prime-order subgroup, every commitment computed, nothing multiplied by the cofactor.
"""

from __future__ import annotations

from collections.abc import Iterator

from host_tools.formats import ballot_record
from host_tools.formats.ballot_record import Contest, Part, Shape
from host_tools.formats.opening import Pair
from host_tools.formats.points import IDENTITY, L, add, is_key, multiply, multiply_base

LENGTH, POINT, ANSWER, PROOF, DUPLICATE = "length", "point", "answer", "proof", "duplicate"
WORDS = {
    LENGTH: "has another length",
    POINT: "holds a point that is not of the prime-order group, or the identity",
    ANSWER: "holds an answer that is not below the group's order",
    PROOF: "has a proof that does not hold",
    DUPLICATE: "holds a ciphertext that stands twice in the precinct",
}


def refusal(about: bytes, key: bytes, shape: Shape, record: bytes) -> str | None:
    """Why a record is not valid, as a key of WORDS; None for a valid one.

    about: `ballot_record.context` of the booth. key: the precinct key, compressed, itself checked.
    """
    if len(record) != ballot_record.record_bytes(shape):
        return LENGTH
    count = ballot_record.positions(shape)
    pairs = ballot_record.ciphertexts(record, count)
    if not all(is_key(point) for pair in pairs for point in pair):
        return POINT
    c, parts = ballot_record.parse_proof(record, shape)
    if any(answer >= L for part in parts for answer in part.answers):
        return ANSWER
    t = ballot_record.transcript(about, record[: ballot_record.PAIR_BYTES * count])
    return None if ballot_record.challenge(t, b"".join(commitments(key, shape, pairs, t, parts))) == c else PROOF


def commitments(key: bytes, shape: Shape, pairs: list[Pair], t: bytes, parts: list[Part]) -> Iterator[bytes]:
    """What the prover must have hashed: for each branch 64 bytes, z G - c A and z H - c B + c x G."""
    weights = ballot_record.weights(t, len(pairs))
    start = 0
    for contest, part in zip(shape, parts, strict=True):
        end = start + contest.positions
        statements = _statements(contest, pairs[start:end], weights[start:end])
        for ((a, b), value), c, z in zip(statements, part.challenges, part.answers, strict=True):
            yield add(multiply_base(z), multiply(-c, a))
            yield add(add(multiply(z, key), multiply(-c, b)), multiply_base(c * value))
        start = end


def _statements(contest: Contest, pairs: list[Pair], weights: list[int]) -> list[tuple[Pair, int]]:
    """The ciphertext and the number of each branch; one true branch of each set makes the contest good."""
    if contest.votes == 1:
        star = _sum([(multiply(w, a), multiply(w, b)) for w, (a, b) in zip(weights, pairs, strict=True)])
        return [(star, weight) for weight in weights]
    return [(pair, bit) for pair in pairs for bit in (0, 1)] + [(_sum(pairs), contest.votes)]


def _sum(pairs: list[Pair]) -> Pair:
    total: Pair = (IDENTITY, IDENTITY)
    for a, b in pairs:
        total = add(total[0], a), add(total[1], b)
    return total
