"""Codes that come damaged, twice, or from two papers at once."""

from pathlib import Path

import pytest

from formats import base45, codes
from formats.payloads import IN_CODES

ANSWERS = Path(__file__).with_name("format_answers.py")
PROTOCOL = bytes(range(256)) * 4
TALLY = bytes(1000)
NO_KIND = min(set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") - set(IN_CODES))


def assemble(micropython, texts):
    ((said, missing),) = micropython(ANSWERS, [{"do": "assemble", "texts": texts}])
    return said, missing


def test_longest_single_code_and_shortest_pair():
    assert len(codes.split("P", bytes(326))) == 1
    assert len(codes.split("P", bytes(327))) == 2


def test_ninety_nine_parts_and_no_more():
    most = 99 * 317
    texts = codes.split("P", bytes(most))
    assert len(texts) == 99
    assert max(map(len, texts)) <= codes.LONGEST
    with pytest.raises(ValueError):
        codes.split("P", bytes(most + 1))


@pytest.mark.parametrize(("kind", "data"), [("X", b"1"), ("", b"1"), ("AS", b"1"), ("a", b"1"), ("A", b"")])
def test_nothing_to_split(kind, data):
    with pytest.raises(ValueError):
        codes.split(kind, data)


def test_parts_backwards_and_repeated(micropython):
    texts = micropython(ANSWERS, [{"do": "split", "kind": "P", "data": PROTOCOL.hex()}])[0]
    assert texts == codes.split("P", PROTOCOL)
    assert len(texts) == 4
    said, missing = assemble(micropython, [texts[3], texts[3], texts[1]])
    assert said == [None, codes.REPEATED_PART, None]
    assert missing == [1, 3]
    said, missing = assemble(micropython, [texts[3], texts[1], texts[0], texts[2], texts[2]])
    assert said == [None, None, None, PROTOCOL.hex(), codes.REPEATED_PART]
    assert missing == []


def test_a_part_of_another_paper_changes_nothing(micropython):
    first, second = codes.split("P", PROTOCOL), codes.split("P", TALLY)
    said, missing = assemble(micropython, [first[0], second[1], *codes.split("A", b"slip"), first[1]])
    assert said == [None, codes.DIFFERENT_OBJECT, codes.DIFFERENT_OBJECT, None]
    assert missing == [3, 4]


def test_same_object_under_another_kind_is_another_object(micropython):
    said, _ = assemble(micropython, [codes.split("P", PROTOCOL)[0], codes.split("S", PROTOCOL)[1]])
    assert said == [None, codes.DIFFERENT_OBJECT]


def test_a_forged_chunk_is_found_at_the_end_and_everything_forgotten(micropython):
    texts = codes.split("P", TALLY)
    good = codes.parse(texts[1])
    forged = f"TM1:P:2/{good.parts}:{base45.encode(good.data[:-1] + b'!')}"
    said, missing = assemble(micropython, [texts[0], forged, *texts[2:], texts[0]])
    assert said == [None, None, *[None] * (good.parts - 3), codes.DAMAGED.reason, None]
    assert missing == list(range(2, good.parts + 1))
    said, _ = assemble(micropython, [texts[0], texts[1], forged])
    assert said == [None, None, codes.DAMAGED.reason]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", codes.NOT_OURS.reason),
        ("040101301550123412345678", codes.NOT_OURS.reason),
        ("tm1:A:1/1:BB8", codes.NOT_OURS.reason),
        ("TM2:A:1/1:BB8", codes.NOT_OURS.reason),
        ("TM1:A:1/1:" + "0" * 491, codes.DAMAGED.reason),
        ("TM1:", codes.DAMAGED.reason),
        ("TM1:A:1/1", codes.DAMAGED.reason),
        ("TM1:A:1/1:", codes.DAMAGED.reason),
        (f"TM1:{NO_KIND}:1/1:BB8", codes.DAMAGED.reason),
        ("TM1:AS:1/1:BB8", codes.DAMAGED.reason),
        ("TM1::1/1:BB8", codes.DAMAGED.reason),
        ("TM1:A:0/1:BB8", codes.DAMAGED.reason),
        ("TM1:A:2/1:BB8", codes.DAMAGED.reason),
        ("TM1:A:01/1:BB8", codes.DAMAGED.reason),
        ("TM1:A:1/100:BB8", codes.DAMAGED.reason),
        ("TM1:A:+1/1:BB8", codes.DAMAGED.reason),
        ("TM1:A:1/1/1:BB8", codes.DAMAGED.reason),
        ("TM1:A:1/1:BB", codes.DAMAGED.reason),
        ("TM1:A:1/1:GGW", codes.DAMAGED.reason),
        ("TM1:A:1/1:BB8\r\n", codes.DAMAGED.reason),
        ("TM1:P:1/2:BB8BB8BB8BB8", codes.DAMAGED.reason),
    ],
)
def test_texts_that_are_no_code(micropython, text, reason):
    assert assemble(micropython, [text]) == ([reason], [])


def test_base45_may_hold_colons_and_slashes(micropython):
    data = base45.decode(":/3 $0")
    assert base45.encode(data) == ":/3 $0"
    said, _ = assemble(micropython, ["TM1:A:1/1::/3 $0"])
    assert said == [data.hex()]
