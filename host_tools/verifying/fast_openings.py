"""Opening proofs by the fastest arithmetic there is: many multiples at once, with the answers of `formats.opening`."""

from __future__ import annotations

from collections.abc import Sequence

from host_tools.formats import opening
from host_tools.formats.opening import CHALLENGE_BYTES, PROOF_BYTES, Pair
from host_tools.formats.points import IDENTITY, L, is_point, multiply_base
from host_tools.verifying.multiples import Multiples, Sodium

_BASE = multiply_base(1)
_ONE = (1).to_bytes(32, "little")


def are_points(arithmetic: Multiples, points: Sequence[bytes]) -> bool:
    """Whether each is the canonical encoding of a point of the prime-order subgroup, identity included."""
    if isinstance(arithmetic, Sodium):
        return all(map(is_point, points))
    others = [point for point in points if point != IDENTITY]
    if any(len(point) != 32 for point in others):
        return False
    joined = b"".join(others)
    return not others or (arithmetic.in_subgroup(joined) and arithmetic.total(_ONE * len(others), joined) is not None)


def unproved(
    arithmetic: Multiples,
    proof: bytes,
    election: bytes,
    precinct: int,
    mode: int,
    public: bytes,
    sums: list[Pair],
    counts: list[int],
    left_out: Sequence[bytes] = (),
    sums_are_points: bool = False,
) -> list[int]:
    """What `opening.unproved` gives of the same.

    sums_are_points: they were added up from points of the group that `are_points` took.
    """
    where = election, precinct, mode, public
    if isinstance(arithmetic, Sodium):
        return opening.unproved(proof, *where, sums, counts, left_out)
    points = [public, *(() if sums_are_points else (point for pair in sums for point in pair))]
    if len(proof) != PROOF_BYTES * len(sums) or len(sums) != len(counts) or not are_points(arithmetic, points):
        return list(range(max(1, len(sums))))
    parts = [proof[at : at + PROOF_BYTES] for at in range(0, len(proof), PROOF_BYTES)]
    cs = [part[:CHALLENGE_BYTES] for part in parts]
    zs = [int.from_bytes(part[CHALLENGE_BYTES:], "little") for part in parts]
    # z G - c H and z A - c (B - n G) of each: what the desk hashed if it knew the key.
    answers = [_scalar(z) for z in zs]
    of_key = arithmetic.rows(public, b"".join(answers), bytes(32 * len(sums)), b"".join(cs), public)
    of_sums = arithmetic.weighted(
        b"".join(map(_weights, answers, cs, counts)), b"".join(a + b + _BASE for a, b in sums), 3
    )
    if of_key is None or of_sums is None:  # never of points that were looked at
        return list(range(max(1, len(sums))))
    t = opening.transcript(*where, sums, counts, left_out)
    hashed = [(of_key[at : at + 32], of_sums[at : at + 32]) for at in range(0, len(of_key), 32)]
    return [
        number
        for number, (c, z) in enumerate(zip(cs, zs, strict=True))
        if z >= L or opening.challenge(t, number, *hashed[number]) != c
    ]


def _weights(answer: bytes, challenge: bytes, count: int) -> bytes:
    """Of A, B and G."""
    c = int.from_bytes(challenge, "little")
    return answer + _scalar(-c) + _scalar(c * count)


def _scalar(number: int) -> bytes:
    return (number % L).to_bytes(32, "little")
