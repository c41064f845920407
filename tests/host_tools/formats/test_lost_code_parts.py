"""Codes of a long object: in any order, twice, with one missing, with one of another object."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tools.formats import codes


@given(st.binary(min_size=1, max_size=4000), st.randoms())
def test_parts_in_any_order_and_twice_make_the_object(data, chance: random.Random):
    texts = codes.split("P", data)
    assert max(map(len, texts)) <= 500
    shown = texts + texts[:2]
    chance.shuffle(shown)
    joined = codes.join([codes.parse(text) for text in shown])
    assert (joined.objects, joined.missing, joined.damaged) == ([("P", data)], {}, [])


@given(st.binary(min_size=400, max_size=3000), st.data())
def test_a_missing_part_is_known_by_its_number(data, draw):
    texts = codes.split("S", data)
    lost = draw.draw(st.integers(1, len(texts)))
    joined = codes.join([codes.parse(text) for i, text in enumerate(texts, 1) if i != lost])
    assert joined.objects == []
    assert list(joined.missing.values()) == [[lost]]


def test_parts_of_two_objects_are_kept_apart():
    first, second = bytes(1000), bytes([1]) * 1000
    mixed = [text for pair in zip(codes.split("S", first), codes.split("S", second), strict=True) for text in pair]
    assert codes.join([codes.parse(text) for text in mixed]).objects == [("S", first), ("S", second)]


def test_a_forged_part_under_the_same_hash_does_not_join():
    texts = codes.split("S", bytes(1000))
    part = codes.parse(texts[1])
    forged = codes.Code(part.kind, part.part, part.parts, part.object_hash + b"\x01" * len(part.piece))
    joined = codes.join([codes.parse(texts[0]), forged, *map(codes.parse, texts[2:])])
    assert joined.objects == []
    assert len(joined.damaged) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TM2:S:1/1:00",
        "TM1:s:1/1:00",
        "TM1:X:1/1:00",
        "TM1:S:0/1:00",
        "TM1:S:2/1:00",
        "TM1:S:01/1:00",
        "TM1:S:1/1:",
        "TM1:S:1/1:0",
        "TM1:S:1/1:::::",
        "TM1:S:1/1:aa",
        "TM1:S:1/2:00",
        "TM1:S:1/100:00",
        "TM1:S:1:00",
        "TM1:S:1/1:" + "0" * 498,
    ],
)
def test_what_is_no_code_of_ours(text):
    with pytest.raises(codes.CodeError):
        codes.parse(text)
