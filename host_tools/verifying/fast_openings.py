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
    t = opening.transcript(*where, sums, counts, left_out)
    found = []
    for number, ((a, b), count) in enumerate(zip(sums, counts, strict=True)):
        one = proof[PROOF_BYTES * number :][:PROOF_BYTES]
        c, z = int.from_bytes(one[:CHALLENGE_BYTES], "little"), int.from_bytes(one[CHALLENGE_BYTES:], "little")
        t1 = arithmetic.total(_scalars(z, -c), _BASE + public)
        t2 = arithmetic.total(_scalars(z, -c, c * count), a + b + _BASE)
        if z >= L or t1 is None or t2 is None or opening.challenge(t, number, t1, t2) != one[:CHALLENGE_BYTES]:
            found.append(number)
    return found


def _scalars(*numbers: int) -> bytes:
    return b"".join((number % L).to_bytes(32, "little") for number in numbers)
