"""Runs on MicroPython: seals and judges published records. Bytes are hexadecimal."""

import asyncio
from binascii import hexlify, unhexlify

from booth.ballots import published
from booth.ballots.own_check import is_valid
from booth.ballots.prove import fresh_seed, seal
from crypto.bases import Bases
from crypto.curve import decompress

_bases: dict = {}


def _bases_of(key: bytes, shape):
    most = published.most_points(shape)
    if _bases.get("key") != key or _bases["most"] < most:
        _bases.update({"key": key, "most": most, "bases": Bases(decompress(key), most)})
    return _bases["bases"]


def _about(case):
    place, shape = case["place"], [tuple(contest) for contest in case["contests"]]
    key = unhexlify(place["key"])
    where = published.context(unhexlify(place["election"]), place["precinct"], place["mode"], place["booth"], key)
    return where, _bases_of(key, shape), shape


def _seal(case):
    """The record, and whether the booth's own check takes it and refuses it with one bit of a point turned."""
    where, bases, shape = _about(case)
    record = memoryview(bytearray(published.published_bytes(shape)))
    xs = bytearray(64 * published.positions(shape))
    asyncio.run(seal(where, bases, shape, unhexlify(case["seed"]), case["choice"], record, xs))
    taken = asyncio.run(is_valid(where, bases, shape, record, xs))
    made = hexlify(record).decode()
    verdicts = []
    for data, at in ((record, 5), (record, len(record) - 3), (xs, 7)):
        data[at] ^= 4
        verdicts.append(asyncio.run(is_valid(where, bases, shape, record, xs)))
        data[at] ^= 4
    return [made, taken, verdicts]


def _judge(case):
    """Whether a record is valid, seen from outside."""
    where, bases, shape = _about(case)
    return asyncio.run(is_valid(where, bases, shape, unhexlify(case["record"])))


def _fresh_seed(case):
    given = [unhexlify(case[name]) for name in ("secret", "random", "nonce", "context")]
    return hexlify(fresh_seed(*given)).decode()


def answer(case):
    """The answer to one case."""
    return {"seal": _seal, "judge": _judge, "fresh_seed": _fresh_seed}[case["do"]](case)
