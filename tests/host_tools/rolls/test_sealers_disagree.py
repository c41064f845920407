"""The fast sealer must give what the plain one gives, byte for byte, and refuse what it refuses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host_tools.formats import cbor
from host_tools.keys.randomness import seeded
from host_tools.privacy.keyed_hash import keyed_hash
from host_tools.rolls import layout, seal
from host_tools.rolls.errors import RollError
from host_tools.rolls.layout import RollVoter
from tests.host_tools.rolls import plain_sealer

LOOKUP, WRAP = bytes(range(32)), bytes(range(32, 64))
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=90)
voters = st.lists(st.tuples(names, st.integers(1800, 2200), st.booleans(), st.booleans()), max_size=40)


def plain(rows):
    return [RollVoter(tuple(card for card in cards if card), name, year) for name, year, *cards in rows]


def columns(rows):
    return [row[0] for row in rows], [row[1] for row in rows], [[row[2] for row in rows], [row[3] for row in rows]]


@settings(max_examples=120)
@given(voters, st.binary(min_size=1, max_size=8))
def test_both_give_the_same_bytes(drawn, seed):
    rows = [
        (name, year, f"{place:024d}" if label else None, f"{place:012d}" if number else None)
        for place, (name, year, label, number) in enumerate(drawn)
    ]
    simple = plain_sealer.build(plain(rows), LOOKUP, WRAP, seeded(seed))
    assert seal.build(*columns(rows), LOOKUP, WRAP, seeded(seed)) == simple


@pytest.mark.parametrize("size", [0, 1, 23, 24, 255, 256, 400])
def test_a_row_of_every_length_form_is_deterministic_cbor(size):
    assert seal.row_content("x" * size, 1980) == cbor.encode({1: "x" * size, 2: 1980})


def test_two_voters_with_one_card_are_refused_by_both():
    rows = [("A", 1980, "1" * 24, None), ("B", 1981, None, "1" * 24)]
    for build, drawn in ((plain_sealer.build, (plain(rows),)), (seal.build, columns(rows))):
        with pytest.raises(RollError, match="same card"):
            build(*drawn, LOOKUP, WRAP)


@pytest.mark.parametrize("year", [0, 1799, 2201, 70_000])
def test_a_year_that_cannot_be_right_is_refused(year):
    with pytest.raises(RollError, match="year of birth"):
        seal.build(["A"], [year], [["1" * 12]], LOOKUP, WRAP)


def test_more_voters_than_a_roll_holds_are_refused():
    count = layout.MOST_ROWS + 1
    with pytest.raises(RollError, match="at most 65535 voters"):
        seal.build(["A"] * count, [1980] * count, [[None] * count], LOOKUP, WRAP)
    half = count // 2
    cards = [[f"{place:024d}" for place in range(half)], [f"{place:012d}" for place in range(half)]]
    with pytest.raises(RollError, match="at most 65535 cards"):
        seal.build(["A"] * half, [1980] * half, cards, LOOKUP, WRAP)


@pytest.mark.parametrize("length", [0, 16, 32, 64])
@pytest.mark.parametrize("message", [b"", b"0" * 12, b"0" * 24, b"0" * 200])
def test_keyed_hash_is_hmac(length, message):
    import hmac

    key = bytes(range(length))
    assert keyed_hash(key)(message) == hmac.digest(key, message, "sha256")


def test_keyed_hash_refuses_a_key_that_it_would_get_wrong():
    with pytest.raises(ValueError, match="longer key"):
        keyed_hash(bytes(65))
