"""Runs on MicroPython: seals and judges published records. Bytes are hexadecimal."""

import asyncio
from binascii import hexlify, unhexlify

from booth.ballots import published
from booth.ballots.own_check import is_valid
from booth.ballots.prove import own_part, prove, seed_of
from booth.ballots.sealing import Sealing
from crypto.curve import IDENTITY, add, decompress, multiply, negate
from crypto.sha512 import sha512

_made: dict = {}


def _sealing(case) -> Sealing:
    """Of the case's booth; the last one is kept, because its tables take long."""
    place, shape = case["place"], [tuple(contest) for contest in case["contests"]]
    if _made.get("for") != (place, shape):
        key = unhexlify(place["key"])
        where = unhexlify(place["election"]), place["precinct"], place["mode"], place["booth"], key
        made = Sealing(shape, published.context(*where), decompress(key), bytes(32), None)
        _made.update({"for": (place, shape), "sealing": made})
    return _made["sealing"]


def _seal(case):
    """The record, and whether the booth's own check takes it, and takes it with a bit turned here or there."""
    sealing = _sealing(case)
    record = memoryview(bytearray(sealing.record_bytes))
    xs = bytearray(64 * published.positions(sealing.shape))
    asyncio.run(prove(sealing, unhexlify(case["seed"]), case["choice"], record, xs))
    taken = asyncio.run(is_valid(sealing, record, xs))
    made = hexlify(record).decode()
    verdicts = []
    for data, at in ((record, 5), (record, len(record) - 3), (xs, 7), (sealing.commitments, 9)):
        data[at] ^= 4
        verdicts.append(asyncio.run(is_valid(sealing, record, xs)))
        data[at] ^= 4
    return [made, taken, verdicts]


def _judge(case):
    """Whether a record is valid, from outside, and whether it still is when a bit of a commitment is turned."""
    sealing, record = _sealing(case), unhexlify(case["record"])
    if len(record) == sealing.record_bytes:
        _commit(sealing, record)
    taken = asyncio.run(is_valid(sealing, record))
    sealing.commitments[3] ^= 4
    return [taken, asyncio.run(is_valid(sealing, record))]


def _commit(sealing: Sealing, record: bytes) -> None:
    """Compute the commitments as others do, for each branch z G - c A, and z H - c B + c x G."""
    shape, start = sealing.shape, 0
    sealing.bases.begin(sealing.commitments, 0)
    size = 64 * published.positions(shape)
    t, c = sha512(sealing.context, record[:size]), _number(record, size, 16)
    at = size + 16
    for count, votes in shape:
        data = [record[64 * start + 32 * i : 64 * start + 32 * i + 32] for i in range(2 * count)]
        points = [decompress(one) or IDENTITY for one in data]
        if votes == 1:
            rho = published.weights(t, start, count)
            some = [_number(record, at + 16 * k, 16) for k in range(count - 1)]
            at += 16 * (count - 1)
            some.insert(0, c - sum(some) & published.CHALLENGE_MASK)
            numbers, pairs = rho, [_weighed(points, rho)] * count
        else:
            some, numbers, pairs = [], [0, 1] * count + [votes], []
            for i in range(count):
                of_one = _number(record, at + 80 * i, 16)
                some += [c - of_one & published.CHALLENGE_MASK, of_one]
                pairs += [points[2 * i : 2 * i + 2]] * 2
            some.append(c)
            pairs.append(_weighed(points, [1] * count))
        for k, mine in enumerate(some):
            if votes > 1 and k < 2 * count and not k & 1:
                at += 16
            minus_a, minus_b = [multiply(negate(point), mine, 128) for point in pairs[k]]
            sealing.bases.put_pair(_number(record, at, 32), mine * numbers[k], minus_a, minus_b)
            at += 32
        sealing.bases.flush()
        start += count


def _weighed(points: list, rho: list) -> list:
    """The weighted sums of all A and of all B."""
    sums = [IDENTITY, IDENTITY]
    for i, point in enumerate(points):
        sums[i & 1] = add(sums[i & 1], multiply(point, rho[i >> 1], 128))
    return sums


def _number(data, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")


def _fresh_seed(case):
    secret, random, nonce, context = [unhexlify(case[name]) for name in ("secret", "random", "nonce", "context")]
    return hexlify(seed_of(own_part(secret, random), nonce, context)).decode()


def answer(case):
    """The answer to one case."""
    return {"seal": _seal, "judge": _judge, "fresh_seed": _fresh_seed}[case["do"]](case)
