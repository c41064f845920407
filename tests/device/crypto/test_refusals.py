"""What must be refused: signatures, points, shares and keys that look right and are not."""

from pathlib import Path

import nacl.signing
import pytest

ANSWERS = Path(__file__).with_name("crypto_answers.py")
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
KEY = nacl.signing.SigningKey(bytes(range(32)))
PUBLIC = bytes(KEY.verify_key)
MESSAGE = b"protocol of precinct 12"
SIGNATURE = KEY.sign(MESSAGE).signature

# Points of order 1, 2, 4 and 8 in their canonical encodings (y and sign).
ORDER_8_Y = 2707385501144840649318225287225658788936804267575313519463743609750303402022  # both signs of x have order 8
SMALL_ORDER = [
    (1).to_bytes(32, "little"),
    (P - 1).to_bytes(32, "little"),
    bytes(32),
    (1 << 255).to_bytes(32, "little"),
    ORDER_8_Y.to_bytes(32, "little"),
    (ORDER_8_Y | 1 << 255).to_bytes(32, "little"),
    (P - ORDER_8_Y).to_bytes(32, "little"),
    (P - ORDER_8_Y | 1 << 255).to_bytes(32, "little"),
]
NOT_CANONICAL = [
    P.to_bytes(32, "little"),  # y = 0
    (P + 1).to_bytes(32, "little"),  # y = 1
    (2**255 - 1).to_bytes(32, "little"),
    (1 | 1 << 255).to_bytes(32, "little"),  # x = 0 with the sign bit
    (P - 1 | 1 << 255).to_bytes(32, "little"),
]


def verify(public=PUBLIC, message=MESSAGE, signature=SIGNATURE):
    return {"do": "verify", "public": public.hex(), "message": message.hex(), "signature": signature.hex()}


def test_signature_with_s_above_the_order(micropython):
    s = int.from_bytes(SIGNATURE[32:], "little")
    cases = [verify(signature=SIGNATURE[:32] + (s + k * L).to_bytes(32, "little")) for k in range(8)]
    assert micropython(ANSWERS, cases) == [True] + [False] * 7


def test_signature_or_key_of_a_wrong_length(micropython):
    cases = [verify(signature=b""), verify(signature=SIGNATURE[:63]), verify(signature=SIGNATURE + b"\0")]
    cases += [verify(public=b""), verify(public=PUBLIC[:31]), verify(public=PUBLIC + b"\0")]
    assert micropython(ANSWERS, cases) == [False] * 6


def test_key_of_small_order_accepts_no_signature(micropython):
    # With s = 0 and the identity as commitment such a key would verify a good part of all messages.
    cases = [
        verify(public=key, message=bytes([i]), signature=commitment + bytes(32))
        for key in SMALL_ORDER + NOT_CANONICAL
        for commitment in SMALL_ORDER
        for i in range(2)
    ]
    assert not any(micropython(ANSWERS, cases))


def test_encodings_that_are_no_point(micropython):
    not_on_curve = [y.to_bytes(32, "little") for y in (2, 7, 8)]
    for data, answer in zip(
        SMALL_ORDER + NOT_CANONICAL + not_on_curve,
        micropython(
            ANSWERS, [{"do": "decompress", "data": d.hex()} for d in SMALL_ORDER + NOT_CANONICAL + not_on_curve]
        ),
        strict=True,
    ):
        if data in SMALL_ORDER:
            assert answer[1] is (data == SMALL_ORDER[0])  # only the identity is in the prime-order subgroup
        else:
            assert answer is None


def test_affine_bytes_off_the_curve(micropython):
    zero = bytes(32)
    one = (1).to_bytes(32, "little")
    cases = [zero + one, one + zero, one + one, P.to_bytes(32, "little") + one, zero + (P + 1).to_bytes(32, "little")]
    cases += [b"", zero, zero + one + b"\0"]
    answers = micropython(ANSWERS, [{"do": "from_affine", "data": data.hex()} for data in cases])
    assert answers == [True] + [False] * 7


@pytest.mark.parametrize(
    "shares",
    [[], [(0, "1")], [(1, "1"), (1, "2")], [(1, "1"), (1, "1")], [(-1, "1")], [(1, "-1")], [(1, str(L))], [(L, "1")]],
)
def test_shares_that_cannot_be_combined(micropython, shares):
    assert micropython(ANSWERS, [{"do": "combine", "shares": shares}]) == ["refused"]


def test_too_few_shares_give_another_secret(micropython):
    shares = [(x, str((5 + 7 * x) % L)) for x in (1, 2)]
    cases = [{"do": "combine", "shares": shares}, {"do": "combine", "shares": shares[:1]}]
    assert micropython(ANSWERS, cases) == ["5", "12"]


def test_random_numbers_stay_in_range_and_reach_its_ends(micropython):
    limits = [1] * 20 + [2] * 100 + [3] * 100 + [255] * 50 + [256] * 50 + [257] * 50 + [65536] * 20 + [1000] * 100
    (numbers,) = micropython(ANSWERS, [{"do": "below", "entropy": "07" * 32, "limits": limits}])
    assert all(0 <= number < limit for number, limit in zip(numbers, limits, strict=True))
    assert {n for n, limit in zip(numbers, limits, strict=True) if limit == 3} == {0, 1, 2}
    assert max(n for n, limit in zip(numbers, limits, strict=True) if limit == 1000) > 900


def test_random_scalars_are_valid_and_differ(micropython):
    scalars = micropython(ANSWERS, [{"do": "random_scalar", "entropy": bytes([i] * 32).hex()} for i in range(20)])
    assert len(set(scalars)) == 20
    assert all(0 < int(scalar, 16) < L for scalar in scalars)
