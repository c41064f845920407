"""Sealed ballots with false numbers, foreign or crooked proofs, strange points or bytes, and copies: all refused."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from host_tools.formats import ballot_record
from host_tools.formats.ballot_record import Contest, Shape
from host_tools.verifying import ballot_proofs, precinct_proofs
from tests.host_tools.make_vectors import FOLDER

VECTORS: list[dict[str, Any]] = json.loads((FOLDER / "ballot_records.json").read_text(encoding="utf-8"))["vectors"]
ONE = [vector for vector in VECTORS if vector["contests"] == [[6, 1]] and vector["valid"]]


def precinct_of(vector: dict[str, Any]) -> precinct_proofs.Precinct:
    place = vector["place"]
    election, key = bytes.fromhex(place["election"]), bytes.fromhex(place["key"])
    return precinct_proofs.Precinct(election, place["precinct"], place["mode"], key, shape_of(vector))


def shape_of(vector: dict[str, Any]) -> Shape:
    return tuple(Contest(*contest) for contest in vector["contests"])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_each_record_is_taken_or_refused_for_its_reason(vector: dict[str, Any]) -> None:
    precinct = precinct_of(vector)
    *before, last = [precinct.refusal(vector["place"]["booth"], bytes.fromhex(data)) for data in vector["records"]]
    assert before == [None] * len(before)
    assert last == vector["why"]
    assert (last is None) == vector["valid"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if "code" in v], ids=lambda vector: vector["name"])
def test_confirmation_code(vector: dict[str, Any]) -> None:
    place, record = vector["place"], bytes.fromhex(vector["records"][-1])
    about = ballot_record.context(
        bytes.fromhex(place["election"]), place["precinct"], place["mode"], place["booth"], bytes.fromhex(place["key"])
    )
    code = ballot_record.code(about, record)
    assert (code.hex(), ballot_record.code_text(code)) == (vector["code"], vector["text"])


def test_any_turned_bit_makes_a_record_invalid() -> None:
    dice = random.Random(7)
    for vector in VECTORS[:1] + VECTORS[6:9]:
        record = bytes.fromhex(vector["records"][-1])
        for _ in range(12):
            altered = bytearray(record)
            altered[dice.randrange(len(record))] ^= 1 << dice.randrange(8)
            refusal = precinct_of(vector).refusal(vector["place"]["booth"], bytes(altered))
            assert refusal in (ballot_proofs.POINT, ballot_proofs.ANSWER, ballot_proofs.PROOF)


def test_a_record_copied_to_another_booth() -> None:
    """Its proof speaks of the first booth; one that were proved anew would still hold the same ciphertexts."""
    precinct, record = precinct_of(ONE[0]), bytes.fromhex(ONE[0]["records"][0])
    assert precinct.refusal(1, record) is None
    assert precinct.refusal(2, record) == ballot_proofs.PROOF


@pytest.mark.parametrize(
    ("shape", "most_bytes"),
    [((Contest(6, 1),), 700), ((Contest(7, 1), Contest(3, 1), Contest(4, 1)), 1600), ((Contest(6, 1),) * 5, 3400)],
    ids=["1 contest of 5", "demo", "5 contests of 5"],
)
def test_records_are_no_longer_than_what_a_nation_can_publish(shape: Shape, most_bytes: int) -> None:
    assert ballot_record.record_bytes(shape) <= most_bytes


def test_a_key_that_is_no_point_of_the_group() -> None:
    with pytest.raises(ValueError, match="no point"):
        precinct_proofs.Precinct(bytes(16), 1, 0, bytes([1]) + bytes(31), (Contest(6, 1),))
