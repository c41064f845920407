"""Verify a sealed ballot before it is cast, as anyone can verify it later (docs/formats.md, section 4).

Uses the record and its commitments, not its seed, so that a bit error in the processor's memory is found before the
ballot is cast rather than at the count. Others compute the commitments from the record, two multiplications for each;
the booth has them, and verifies that the challenge is their hash. What remains are equations between points, which are
verified as one: each gets a weight, and their sum shares its doublings. The weights are a hash of the record, since the
error came before it, and a source of random numbers may be broken too.
"""

import asyncio

from booth.ballots.published import (
    ANSWER_BYTES,
    CHALLENGE_BYTES,
    CHALLENGE_MASK,
    PAIR_BYTES,
    branches,
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
    negate,
    sum_of_multiples,
)
from crypto.sha512 import sha512

_POINT_BYTES = 32
_CHALLENGE_BITS = 8 * CHALLENGE_BYTES
_TOGETHER = 4  # points that a weighted sum doubles together
_WEIGHT_BYTES, _WEIGHTS = 4, 16  # one error in 2^32 passes, and errors are rare; sixteen weights per hash
_WEIGHT_BITS = 8 * _WEIGHT_BYTES
_SUM_BITS = _WEIGHT_BITS + _CHALLENGE_BITS + 16  # of products of a weight and a challenge, up to 65,536 of them
_IDENTITY_BYTES = b"\1" + bytes(_POINT_BYTES - 1)


async def is_valid(sealing: Sealing, record, xs=None) -> bool:
    """True if the record's points are in the group and its proof is valid. Lets other tasks run in between.

    sealing: with the commitments of the record, as `prove` leaves them.
    record: the sealed ballot.
    xs: the x coordinates computed by this booth, or None. With them points are only checked to be on the curve, since
    an error takes a multiple of G off it, except with a probability below 2^-250. Without them every point is checked
    to be in the subgroup.
    """
    shape = sealing.shape
    if len(record) != published_bytes(shape):
        return False
    size = PAIR_BYTES * positions(shape)
    t = sha512(sealing.context, record[:size])
    c = _number(record, size, CHALLENGE_BYTES)
    if challenge(t, sealing.commitments) != c:
        return False
    sums = _Sums(sealing, sha512(t, record[size:]))
    at, start, drawn = size + CHALLENGE_BYTES, 0, 0
    for count, votes in shape:
        points = _Points(record, xs, start, count)
        used = await (_one if votes == 1 else _many)(sums, points, drawn, record, at, c, t, votes)
        if not used:
            return False
        at += used
        start += count
        drawn += PAIR_BYTES * branches(count, votes)
        await asyncio.sleep_ms(0)
    return await sums.agree()


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


class _Sums:
    """Both sides of the weighted sum of all equations: points on one, multiples of G and H on the other."""

    def __init__(self, sealing: Sealing, seed: bytes):
        """sealing: with the commitments. seed: of the weights."""
        self._seed, self._block, self._drawn = seed, b"", 0
        self._sealing, self._total, self.scratch = sealing, IDENTITY, sealing.scratch
        self._of_g = self._of_h = 0
        self._waiting: dict[int, tuple[list, list]] = {_WEIGHT_BITS: ([], []), _SUM_BITS: ([], [])}  # by bits

    async def branch(self, at: int, z: int, of_g: int) -> tuple | None:
        """Take the equations of one branch: z G = R + c A, and z H + of_g G = S + c B, without A and B.

        Returns the weights of both; None if a commitment is not a point.

        at: of the compressed R and S among the commitments.
        """
        found = []
        for begin in (at, at + _POINT_BYTES):
            point = decompress(self._sealing.commitments[begin : begin + _POINT_BYTES])
            if point is None:
                return None
            weight = self._weight()
            await self._put(point, weight, _WEIGHT_BITS)
            found.append(weight)
        self._of_g += found[0] * z + found[1] * of_g
        self._of_h += found[1] * z
        return tuple(found)

    def _weight(self) -> int:
        place = self._drawn % _WEIGHTS
        if not place:
            self._block = sha512(self._seed, bytes((self._drawn // _WEIGHTS,)))
        self._drawn += 1
        return _number(self._block, _WEIGHT_BYTES * place, _WEIGHT_BYTES)

    async def put(self, point, scalar: int) -> None:
        """Take a multiple of A or B. scalar: a sum of weights times challenges."""
        await self._put(point, scalar, _SUM_BITS)

    async def _put(self, point, scalar: int, bits: int) -> None:
        points, scalars = self._waiting[bits]
        points.append(point)
        scalars.append(scalar)
        if len(points) == _TOGETHER:
            await self._add(bits)

    async def _add(self, bits: int) -> None:
        points, scalars = self._waiting[bits]
        self._total = add(self._total, sum_of_multiples(points, scalars, bits, self.scratch))
        points.clear()
        scalars.clear()
        await asyncio.sleep_ms(0)

    async def agree(self) -> bool:
        """True if both sides are the same."""
        for bits, (points, _) in self._waiting.items():
            if points:
                await self._add(bits)
        bases, both = self._sealing.bases, bytearray(PAIR_BYTES)
        bases.begin(both, 0)
        bases.put_pair(self._of_h, self._of_g, None, negate(self._total))
        bases.flush()
        return both[_POINT_BYTES:] == _IDENTITY_BYTES


async def _one(sums: _Sums, points: _Points, drawn: int, record, at: int, c: int, t: bytes, votes: int) -> int:
    """Take the equations of a contest with one vote. Returns the proof's length; 0 if it is invalid.

    drawn: where its commitments begin.
    """
    count = points.count
    rho = weights(t, points.begin, count)
    challenges = [_number(record, at + CHALLENGE_BYTES * k, CHALLENGE_BYTES) for k in range(count - 1)]
    challenges.insert(0, c - sum(challenges) & CHALLENGE_MASK)
    answers = at + CHALLENGE_BYTES * (count - 1)
    of_a = of_b = 0
    for k in range(count):
        mine, z = challenges[k], _number(record, answers + ANSWER_BYTES * k, ANSWER_BYTES)
        both = await sums.branch(drawn + PAIR_BYTES * k, z, mine * rho[k]) if z < L else None
        if both is None:
            return 0
        of_a += both[0] * mine
        of_b += both[1] * mine
    for half, scalar in ((0, of_a), (1, of_b)):
        star = IDENTITY
        for begin in range(0, count, _TOGETHER):
            some = []
            for i in range(begin, min(begin + _TOGETHER, count)):
                point = points.point(2 * i + half)
                if point is None:
                    return 0
                some.append(point)
            part = sum_of_multiples(some, rho[begin : begin + _TOGETHER], _CHALLENGE_BITS, sums.scratch)
            star = add(star, part)
            await asyncio.sleep_ms(0)
        await sums.put(star, scalar)
    return CHALLENGE_BYTES * (count - 1) + ANSWER_BYTES * count


async def _many(sums: _Sums, points: _Points, drawn: int, record, at: int, c: int, t: bytes, votes: int) -> int:
    """The same as `_one` for a contest with several votes."""
    begin, last = at, drawn + PAIR_BYTES * (branches(points.count, votes) - 1)
    z = _number(record, at + (CHALLENGE_BYTES + 2 * ANSWER_BYTES) * points.count, ANSWER_BYTES)
    of_sum = await sums.branch(last, z, c * votes) if z < L else None  # an equation of the sums of all A and all B
    if of_sum is None:
        return 0
    for i in range(points.count):
        of_a, of_b = of_sum[0] * c, of_sum[1] * c
        of_one = _number(record, at, CHALLENGE_BYTES)
        at += CHALLENGE_BYTES
        for branch, mine in enumerate((c - of_one & CHALLENGE_MASK, of_one)):
            z = _number(record, at, ANSWER_BYTES)
            at += ANSWER_BYTES
            both = await sums.branch(drawn, z, mine * branch) if z < L else None
            if both is None:
                return 0
            drawn += PAIR_BYTES
            of_a += both[0] * mine
            of_b += both[1] * mine
        for half, scalar in ((0, of_a), (1, of_b)):
            point = points.point(2 * i + half)
            if point is None:
                return 0
            await sums.put(point, scalar)
    return at + ANSWER_BYTES - begin


def _number(data, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")
