"""A record that does not hold points of the curve, at any place in it: nothing of it stays in the sums."""

from pathlib import Path

import nacl.bindings

ANSWERS = Path(__file__).with_name("totals_answers.py")
POINTS = 4  # two positions of A and B
P = 2**255 - 19


def point(number):
    return nacl.bindings.crypto_scalarmult_ed25519_base_noclamp(number.to_bytes(32, "little"))


def affine(data):
    """x from y and its sign (RFC 8032 5.1.3)."""
    y = int.from_bytes(data, "little") & (1 << 255) - 1
    d = -121665 * pow(121666, -1, P)
    square = (y * y - 1) * pow(d * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x & 1 != data[31] >> 7:
        x = P - x
    return x.to_bytes(32, "little") + y.to_bytes(32, "little")


def record(*numbers):
    points = [point(number) for number in numbers]
    return b"".join(points) + b"".join(affine(data)[:32] for data in points)


def test_a_record_is_added_whole_or_not_at_all(micropython):
    good, more = record(2, 3, 4, 5), record(20, 30, 40, 50)
    damaged = []
    for at in range(POINTS):
        altered = bytearray(more)
        altered[128 + 32 * at + 5] ^= 1
        damaged.append(bytes(altered))
        altered = bytearray(more)
        altered[32 * at + 31] ^= 128  # the sign is not that of x
        damaged.append(bytes(altered))
    damaged += [more[:-1], b""]
    ((taken, ballots, sums),) = micropython(
        ANSWERS, [{"records": [data.hex() for data in (good, *damaged, more, good)]}]
    )
    assert taken == [True, *[False] * len(damaged), True, True]
    assert ballots == 3
    expected = [2 * small + large for small, large in ((2, 20), (3, 30), (4, 40), (5, 50))]
    assert bytes.fromhex(sums) == b"".join(point(number) for number in expected)
