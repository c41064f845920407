"""Values where carries, borrows and folds meet, and points that sums and look-ups rarely see."""

import random
from pathlib import Path

import pytest
from Crypto.PublicKey.ECC import EccPoint
from Crypto.PublicKey.ECC import _curves as curves

ANSWERS = Path(__file__).with_name("crypto_answers.py")
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
BASE = EccPoint(curves["ed25519"].Gx, curves["ed25519"].Gy, "ed25519")
IDENTITY = bytes(32) + (1).to_bytes(32, "little")
# Points of order 2, 4 and 8: x, y.
ORDER_8 = (
    14399317868200118260347934320527232580618823971194345261214217575416788799818,
    2707385501144840649318225287225658788936804267575313519463743609750303402022,
)
SMALL = [(0, P - 1), (19681161376707505956807079304988542015446066515923890162744021073123829784752, 0), ORDER_8]
EDGES = [0, 1, 2, 18, 19, 38, P - 1, P, P + 1, P + 18, P + 19, 2 * P - 1, 2 * P, 2 * P + 1, 2**255 - 1, 2**255]
EDGES += [2**256 - 1, 2**256 - 38, 2**256 - 39, 2**256 - 37, 2**256 - 2**32, 2**32 - 1, 2**256 // (2**32 - 1), 2**31]
SCALARS = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, L - 1, L - 2, L, L // 2, L // 2 + 1, 2**252, 2**251, 2**252 - 1]
SCALARS += [2**255 - 1, 2**255 - 8, int("8" * 63, 16), int("7" * 63, 16), int("07" * 31, 16)]


def affine(point):
    return (int(point.x).to_bytes(32, "little") + int(point.y).to_bytes(32, "little")).hex()


def to_hex(x, y):
    return (x.to_bytes(32, "little") + y.to_bytes(32, "little")).hex()


def add(p, q):
    """The addition law itself, complete on this curve."""
    (x1, y1), (x2, y2) = p, q
    product = -121665 * pow(121666, -1, P) * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, P) % P
    return x, (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P


def multiply(point, scalar):
    total = (0, 1)
    for bit in bin(scalar)[2:]:
        total = add(total, total)
        if bit == "1":
            total = add(total, point)
    return total


def words(dice):
    """256 bits of words that make carries run."""
    return sum(dice.choice([0, 2**32 - 1, 1, 2**31, dice.getrandbits(32)]) << 32 * i for i in range(8))


def test_field_operations_on_any_256_bits(micropython):
    dice = random.Random(25519)
    pairs = [(a, b) for a in EDGES for b in EDGES]
    pairs += [(words(dice), words(dice)) for _ in range(500)]
    pairs += [(dice.getrandbits(256), dice.choice([*EDGES, dice.getrandbits(256)])) for _ in range(300)]
    cases = [
        {"do": "machine", "a": a.to_bytes(32, "little").hex(), "b": b.to_bytes(32, "little").hex()} for a, b in pairs
    ]
    for (a, b), answer in zip(pairs, micropython(ANSWERS, cases), strict=True):
        expected = [value % P for value in (a * b, a * a, a + b, a - b, a)]
        assert answer == b"".join(value.to_bytes(32, "little") for value in expected).hex(), (hex(a), hex(b))


def test_multiples_at_the_edges_of_scalars_and_of_points_of_small_order(micropython):
    points = [(0, 1), (int(BASE.x), int(BASE.y)), *SMALL, add(ORDER_8, (int(BASE.x), int(BASE.y)))]
    pairs = [(point, scalar) for point in points for scalar in SCALARS]
    cases = [
        {"do": "sum_of_multiples", "points": [to_hex(*point)], "scalars": [str(scalar)], "bits": 255}
        for point, scalar in pairs
    ]
    cases += [
        {"do": "multiply", "point": to_hex(*point), "scalar": str(scalar), "other": to_hex(*point)}
        for point, scalar in pairs
    ]
    answers = micropython(ANSWERS, cases)
    for (point, scalar), by_sum, by_window in zip(pairs, answers, answers[len(pairs) :], strict=False):
        expected = to_hex(*multiply(point, scalar))
        assert by_sum == by_window[0] == expected, (point, scalar)


def test_fixed_base_at_the_edges_of_scalars(micropython):
    scalars = [*SCALARS, 10 * L + 5, 2**255 + 7]
    answers = micropython(ANSWERS, [{"do": "multiply_base", "scalar": str(scalar)} for scalar in scalars])
    assert answers == [affine(BASE * (scalar % L)) if scalar % L else IDENTITY.hex() for scalar in scalars]


@pytest.mark.parametrize("bits", [128, 255])
def test_sums_of_none_to_nine_multiples(micropython, bits):
    dice = random.Random(bits)
    cases, expected = [], []
    for count in (1, 2, 3, 4, 5, 8, 9):
        for edge in (0, 2**bits - 1, None):
            points = [BASE * dice.randrange(1, L) for _ in range(count)]
            scalars = [dice.getrandbits(bits) if edge is None else edge for _ in range(count)]
            total = BASE * 0
            for point, scalar in zip(points, scalars, strict=True):
                total += point * (scalar % L)
            cases.append({
                "do": "sum_of_multiples", "points": [affine(point) for point in points],
                "scalars": [str(scalar) for scalar in scalars], "bits": bits,
            })  # fmt: skip
            expected.append(affine(total) if any(scalars) else IDENTITY.hex())
    cases.append({"do": "sum_of_multiples", "points": [], "scalars": [], "bits": bits})
    assert micropython(ANSWERS, cases) == [*expected, IDENTITY.hex()]


def test_what_is_no_point_is_not_added(micropython):
    good = [affine(BASE * k) for k in (5, 6)]
    off_curve = (7).to_bytes(32, "little").hex() + good[0][64:]
    not_reduced = to_hex(0, P + 1)
    ((total, taken),) = micropython(
        ANSWERS, [{"do": "add_affine", "points": [good[0], off_curve, not_reduced, "00", good[1], good[1]]}]
    )
    assert taken == [True, False, False, False, True, True]
    assert total == affine(BASE * 17)
