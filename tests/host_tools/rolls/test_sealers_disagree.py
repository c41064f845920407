"""The fast sealer must give what the plain one gives, byte for byte, and refuse what it refuses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host_tools.formats import cbor
from host_tools.keys.randomness import seeded
from host_tools.privacy.keyed_hash import keyed_hash
from host_tools.rolls import layout, seal
from host_tools.rolls.errors import RollError
from host_tools.rolls.layout import RollVoter
from host_tools.rolls.sealed_rows import sealed_rows
from tests.host_tools.rolls import plain_sealer

LOOKUP, WRAP = bytes(range(32)), bytes(range(32, 64))
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=90)
voters = st.lists(st.tuples(names, st.integers(1800, 2200), st.booleans(), st.booleans()), max_size=40)


def plain(rows):
    return [RollVoter(tuple(card for card in cards if card), name, year) for name, year, *cards in rows]


def columns(rows):
    contents = [seal.row_content(row[0].encode(), row[1]) for row in rows]
    return contents, [[row[place] and row[place].encode() for row in rows] for place in (2, 3)]


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
    assert seal.row_content(b"x" * size, 1980) == cbor.encode({1: "x" * size, 2: 1980})


def test_two_voters_with_one_card_are_refused_by_both():
    rows = [("A", 1980, "1" * 24, None), ("B", 1981, None, "1" * 24)]
    for build, drawn in ((plain_sealer.build, (plain(rows),)), (seal.build, columns(rows))):
        with pytest.raises(RollError, match="same card"):
            build(*drawn, LOOKUP, WRAP)


@pytest.mark.parametrize("year", [0, 1799, 2201, 70_000])
def test_a_year_that_cannot_be_right_is_refused(year):
    with pytest.raises(RollError, match="year of birth"):
        seal.row_content(b"A", year)


def test_more_voters_than_a_roll_holds_are_refused():
    count = layout.MOST_ROWS + 1
    with pytest.raises(RollError, match="at most 65535 voters"):
        seal.build([b"A"] * count, [[None] * count], LOOKUP, WRAP)
    half = count // 2
    cards = [[b"%024d" % place for place in range(half)], [b"%012d" % place for place in range(half)]]
    with pytest.raises(RollError, match="at most 65535 cards"):
        seal.build([b"A"] * half, cards, LOOKUP, WRAP)


def test_tags_that_begin_alike_are_in_order_of_all_their_bytes():
    tags = [bytes([1]) * 8 + bytes([second]) * 8 for second in (9, 200, 3)] + [bytes(16)]
    drawn = np.frombuffer(b"".join(tags), np.uint8).reshape(-1, 16)
    assert [tags[place] for place in seal._sorted_places(drawn)] == sorted(tags)
    with pytest.raises(RollError, match="same card"):
        seal._sorted_places(np.concatenate([drawn, drawn[:1]]))


def test_a_key_of_another_length_seals_nothing():
    for key, content in ((bytes(31), b"row"), (bytes(32), b"too long")):
        with pytest.raises(ValueError, match="another length"):
            sealed_rows([content], [key], 3)


@pytest.mark.parametrize("length", [0, 16, 32, 64])
@pytest.mark.parametrize("message", [b"", b"0" * 12, b"0" * 24, b"0" * 200])
def test_keyed_hash_is_hmac(length, message):
    import hmac

    key = bytes(range(length))
    assert keyed_hash(key)(message) == hmac.digest(key, message, "sha256")


def test_keyed_hash_refuses_a_key_that_it_would_get_wrong():
    with pytest.raises(ValueError, match="longer key"):
        keyed_hash(bytes(65))
