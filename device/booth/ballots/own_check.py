"""Verify a sealed ballot before it is cast, as anyone can verify it later (docs/formats.md, section 4).

Uses the record alone, not its seed, so that a bit error in the processor's memory is found before the ballot is cast
rather than at the count.
"""

import asyncio

from booth.ballots.published import (
    ANSWER_BYTES,
    CHALLENGE_BYTES,
    CHALLENGE_MASK,
    PAIR_BYTES,
    challenge,
    positions,
    published_bytes,
    weights,
)
from booth.ballots.sealing import Sealing
from crypto.curve import (
    IDENTITY,
    L,
    add,
    decompress,
    equal,
    from_affine_bytes,
    in_prime_subgroup,
    multiply,
    negate,
    sum_of_multiples,
)
from crypto.sha512 import sha512

_POINT_BYTES = 32
_CHALLENGE_BITS = 8 * CHALLENGE_BYTES
_TOGETHER = 4  # points that a weighted sum doubles together


async def is_valid(sealing: Sealing, record, xs=None) -> bool:
    """True if the record's points are in the group and its proof is valid. Lets other tasks run in between.

    record: the sealed ballot.
    xs: the x coordinates computed by this booth, or None. With them points are only checked to be on the curve, since
    an error takes a multiple of G off it, except with a probability below 2^-250. Without them every point is checked
    to be in the subgroup.
    """
    bases, shape = sealing.bases, sealing.shape
    if len(record) != published_bytes(shape):
        return False
    size = PAIR_BYTES * positions(shape)
    t = sha512(sealing.context, record[:size])
    c = _number(record, size, CHALLENGE_BYTES)
    commitments = sealing.commitments
    bases.begin(commitments, 0)
    at, start = size + CHALLENGE_BYTES, 0
    for count, votes in shape:
        points = _Points(record, xs, start, count)
        used = await (_one if votes == 1 else _many)(sealing, points, record, at, c, t, votes)
        if not used:
            return False
        bases.flush()
        at += used
        start += count
        await asyncio.sleep_ms(0)
    return challenge(t, commitments) == c


class _Points:
    """The ciphertexts of one contest, decoded on demand: all at once would need long blocks of memory."""

    def __init__(self, record, xs, begin: int, count: int):
        self._record, self._xs, self.begin, self.count = record, xs, begin, count

    def point(self, number: int):
        """A of position number // 2 if `number` is even, else B; None if it is not in the group, or the identity."""
        at = PAIR_BYTES * self.begin + _POINT_BYTES * number
        data = bytearray(self._record[at : at + _POINT_BYTES])
        if self._xs is None:
            point = decompress(data)
            return point if point is not None and not equal(point, IDENTITY) and in_prime_subgroup(point) else None
        x = self._xs[at : at + _POINT_BYTES]
        sign = data[-1] >> 7
        data[-1] &= 127
        point = from_affine_bytes(bytes(x) + data)
        return point if point is not None and x[0] & 1 == sign and not equal(point, IDENTITY) else None


async def _one(sealing: Sealing, points: _Points, record, at: int, c: int, t: bytes, votes: int) -> int:
    """Compute the commitments of a contest with one vote into `bases`. Returns the proof's length; 0 if invalid."""
    count = points.count
    rho = weights(t, points.begin, count)
    minus = []
    for half in (0, 1):
        star = IDENTITY
        for begin in range(0, count, _TOGETHER):
            some = []
            for i in range(begin, min(begin + _TOGETHER, count)):
                point = points.point(2 * i + half)
                if point is None:
                    return 0
                some.append(point)
                await asyncio.sleep_ms(0)
            part = sum_of_multiples(some, rho[begin : begin + _TOGETHER], _CHALLENGE_BITS, sealing.scratch)
            star = add(star, part)
            await asyncio.sleep_ms(0)
        minus.append(negate(star))
    minus_a, minus_b = minus
    challenges = [_number(record, at + CHALLENGE_BYTES * k, CHALLENGE_BYTES) for k in range(count - 1)]
    challenges.insert(0, c - sum(challenges) & CHALLENGE_MASK)
    answers = at + CHALLENGE_BYTES * (count - 1)
    for k in range(count):
        mine, z = challenges[k], _number(record, answers + ANSWER_BYTES * k, ANSWER_BYTES)
        if z >= L:
            return 0
        await _put_branch(sealing, z, mine, mine * rho[k], minus_a, minus_b)
    return CHALLENGE_BYTES * (count - 1) + ANSWER_BYTES * count


async def _many(sealing: Sealing, points: _Points, record, at: int, c: int, t: bytes, votes: int) -> int:
    """The same as `_one` for a contest with several votes."""
    begin = at
    total_a = total_b = IDENTITY
    for i in range(points.count):
        a, b = points.point(2 * i), points.point(2 * i + 1)
        if a is None or b is None:
            return 0
        total_a, total_b = add(total_a, a), add(total_b, b)
        a, b = negate(a), negate(b)
        of_one = _number(record, at, CHALLENGE_BYTES)
        at += CHALLENGE_BYTES
        for branch, mine in enumerate((c - of_one & CHALLENGE_MASK, of_one)):
            z = _number(record, at, ANSWER_BYTES)
            if z >= L:
                return 0
            at += ANSWER_BYTES
            await _put_branch(sealing, z, mine, mine * branch, a, b)
    z = _number(record, at, ANSWER_BYTES)
    if z >= L:
        return 0
    await _put_branch(sealing, z, c, c * votes, negate(total_a), negate(total_b))
    return at + ANSWER_BYTES - begin


async def _put_branch(sealing: Sealing, z: int, c: int, of_g: int, minus_a, minus_b) -> None:
    """z G - c A, and z H - c B + of_g G."""
    plus_a = multiply(minus_a, c, _CHALLENGE_BITS, sealing.scratch)
    await asyncio.sleep_ms(0)
    plus_b = multiply(minus_b, c, _CHALLENGE_BITS, sealing.scratch)
    await asyncio.sleep_ms(0)
    sealing.bases.put_pair(z, of_g, plus_a, plus_b)
    await asyncio.sleep_ms(0)


def _number(data, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")
