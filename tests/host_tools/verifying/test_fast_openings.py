"""Opening proofs that hold, and altered ones: both arithmetics say the same of every position."""

from __future__ import annotations

import random
from functools import cache

import pytest
from nacl.bindings import crypto_core_ed25519_add

from host_tools.formats import opening, points
from host_tools.formats.opening import Pair
from host_tools.verifying import fast_openings
from host_tools.verifying.multiples import Lib25519, Multiples, Sodium

COUNTS = [5, 0, 211, 1]
WHERE = (bytes(16), 7, 0)
ORDER_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
OFF_THE_CURVE = bytes([2]) + bytes(31)
NOT_CANONICAL = (points.P + 1).to_bytes(32, "little")


@cache
def made() -> tuple[bytes, list[Pair], bytes]:
    draw = random.Random(1)
    secret = draw.randrange(1, points.L)
    public = points.multiply_base(secret)
    sums = [points.seal(count, public, draw.randrange(1, points.L)) for count in COUNTS]
    t = opening.transcript(*WHERE, public, sums, COUNTS)
    return public, sums, opening.prove(secret, t, sums, COUNTS, draw.randbytes)


def replaced(sums: list[Pair], point: bytes) -> list[Pair]:
    return [sums[0], (point, sums[1][1]), *sums[2:]]


def cases() -> dict[str, tuple[bytes, bytes, list[Pair], list[int]]]:
    public, sums, proof = made()
    last = int.from_bytes(proof[-32:], "little") + points.L
    moved = crypto_core_ed25519_add(sums[1][0], ORDER_8)
    return {
        "right": (proof, public, sums, COUNTS),
        "a vote moved": (proof, public, sums, [4, 1, 211, 1]),
        "one proof altered": (proof[:48] + bytes([proof[48] ^ 1]) + proof[49:], public, sums, COUNTS),
        "an answer above L": (proof[:-32] + last.to_bytes(32, "little"), public, sums, COUNTS),
        "too short": (proof[:-1], public, sums, COUNTS),
        "no sums": (b"", public, [], []),
        "another key": (proof, points.multiply_base(3), sums, COUNTS),
        "a key that is none": (proof, OFF_THE_CURVE, sums, COUNTS),
        "off the curve": (proof, public, replaced(sums, OFF_THE_CURVE), COUNTS),
        "not canonical": (proof, public, replaced(sums, NOT_CANONICAL), COUNTS),
        "moved by torsion": (proof, public, replaced(sums, moved), COUNTS),
        "of order 8": (proof, public, replaced(sums, ORDER_8), COUNTS),
        "identity": (proof, public, replaced(sums, points.IDENTITY), COUNTS),
        "a short point": (proof, public, replaced(sums, bytes(31)), COUNTS),
    }


@pytest.fixture(scope="module", params=["libsodium", "lib25519"])
def arithmetic(request: pytest.FixtureRequest) -> Multiples:
    if request.param == "libsodium":
        return Sodium()
    try:
        return Lib25519()
    except OSError:
        pytest.skip("lib25519 is not there")


@pytest.mark.parametrize("name", cases())
def test_both_say_what_the_formats_say(arithmetic: Multiples, name: str) -> None:
    proof, public, sums, counts = cases()[name]
    found = fast_openings.unproved(arithmetic, proof, *WHERE, public, sums, counts)
    assert found == opening.unproved(proof, *WHERE, public, sums, counts)
    assert (found == []) == (name == "right") or name == "no sums"


@pytest.mark.parametrize("point", [OFF_THE_CURVE, NOT_CANONICAL, ORDER_8, bytes(31), points.multiply_base(5)])
def test_what_is_a_point(arithmetic: Multiples, point: bytes) -> None:
    both = [points.multiply_base(4), points.IDENTITY, point]
    assert fast_openings.are_points(arithmetic, both) == points.is_point(point)
