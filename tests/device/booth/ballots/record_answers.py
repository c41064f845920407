"""Runs on MicroPython: seals and judges published records. Bytes are hexadecimal."""

import asyncio
from binascii import hexlify, unhexlify

from booth.ballots import published
from booth.ballots.own_check import is_valid
from booth.ballots.prove import own_part, prove, seed_of
from booth.ballots.sealing import Sealing
from crypto.curve import decompress

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
    """The record, and whether the booth's own check takes it, and refuses it with a bit turned here or there."""
    sealing = _sealing(case)
    record = memoryview(bytearray(sealing.record_bytes))
    xs = bytearray(64 * published.positions(sealing.shape))
    asyncio.run(prove(sealing, unhexlify(case["seed"]), case["choice"], record, xs))
    taken = asyncio.run(is_valid(sealing, record, xs))
    made = hexlify(record).decode()
    verdicts = []
    for data, at in ((record, 5), (record, len(record) - 3), (xs, 7)):
        data[at] ^= 4
        verdicts.append(asyncio.run(is_valid(sealing, record, xs)))
        data[at] ^= 4
    return [made, taken, verdicts]


def _judge(case):
    """Whether a record is valid, from outside."""
    return asyncio.run(is_valid(_sealing(case), unhexlify(case["record"])))


def _fresh_seed(case):
    secret, random, nonce, context = [unhexlify(case[name]) for name in ("secret", "random", "nonce", "context")]
    return hexlify(seed_of(own_part(secret, random), nonce, context)).decode()


def answer(case):
    """The answer to one case."""
    return {"seal": _seal, "judge": _judge, "fresh_seed": _fresh_seed}[case["do"]](case)
