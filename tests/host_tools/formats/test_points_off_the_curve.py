"""Points that are none, and sums with the identity in them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host_tools.formats import points

SCALARS = st.integers(0, points.L - 1)


@given(SCALARS, SCALARS)
@settings(max_examples=25)
def test_multiples_add_up_as_their_scalars_do_zero_included(a, b):
    total = points.add(points.multiply_base(a), points.multiply_base(b))
    assert total == points.multiply_base(a + b)
    assert points.multiply(b, points.multiply_base(a)) == points.multiply_base(a * b)
    assert points.subtract(total, total) == points.IDENTITY


@given(SCALARS)
@settings(max_examples=25)
def test_affine_and_compressed_are_the_same_point(scalar):
    point = points.multiply_base(scalar)
    assert points.compress(points.affine(point)) == point


def test_coordinates_that_lie_on_no_curve_are_no_point():
    good = points.affine(points.multiply_base(5))
    assert points.compress(good[:-1] + bytes([good[-1] ^ 1])) is None
    assert points.compress((points.P).to_bytes(32, "little") + good[32:]) is None
    assert points.compress(good[:63]) is None
    with pytest.raises(ValueError, match="no point"):
        points.affine((2).to_bytes(32, "little"))


def test_a_point_of_small_order_is_not_in_the_group():
    assert points.is_point(points.IDENTITY)
    assert points.is_point(points.multiply_base(7))
    assert not points.is_point((points.P - 1).to_bytes(32, "little"))
    assert not points.is_point(bytes(31))


@given(st.lists(st.integers(0, 1), min_size=1, max_size=6))
@settings(max_examples=20)
def test_a_sum_of_sealed_votes_opens_to_the_sum_of_the_votes(votes):
    secret = 987654321
    public, total = points.multiply_base(secret), (points.IDENTITY, points.IDENTITY)
    for i, vote in enumerate(votes):
        total = points.add_pairs(total, points.seal(vote, public, 1000 + i))
    assert points.open_pair(secret, total, len(votes)) == sum(votes)
    assert points.open_pair(secret + 1, total, len(votes)) is None
