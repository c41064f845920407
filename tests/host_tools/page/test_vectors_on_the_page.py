"""The vectors that host and terminal share: the page's encodings and signatures are the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from host_tools.formats import ballot_record
from tests.host_tools.page.conftest import Ask

VECTORS = Path(__file__).parents[2] / "vectors"


def _vectors(name: str) -> dict[str, Any]:
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))  # type: ignore[no-any-return]


def test_signatures_of_the_standard_hold_and_altered_ones_do_not(ask: Ask) -> None:
    cases = _vectors("ed25519")["cases"]
    questions = [["verifies", case["signature"], case["message"], case["public"]] for case in cases]
    assert ask(*questions) == [True] * len(cases)
    others = [["verifies", case["signature"], case["message"] + "00", case["public"]] for case in cases]
    assert ask(*others) == [False] * len(cases)


def test_base45_of_the_standard_and_nothing_else(ask: Ask) -> None:
    cases = _vectors("base45")["cases"]
    assert ask(*(["base45", case["text"]] for case in cases)) == [case["data"] for case in cases]
    wrong = ["GGW", ":::", "A", "BB8A", "bb8", "ZZ", "BB 8ä"]
    assert all(isinstance(answer, dict) for answer in ask(*(["base45", text] for text in wrong)))


def test_encodings_that_are_not_deterministic_are_refused(ask: Ask) -> None:
    vectors = _vectors("cbor")
    refused = [
        case if isinstance(case, str) else case["encoding"]
        for name in ("refused", "refused_more")
        for case in vectors[name]
    ]
    assert [
        data for data, answer in zip(refused, ask(*(["cbor", data] for data in refused)), strict=True) if answer == {}
    ] == []


def test_a_phone_seals_the_ballots_of_the_vectors_as_a_booth_does(ask: Ask) -> None:
    good = [case for case in _vectors("ballot_records")["vectors"] if case["valid"] and "seed" in case]
    shapes = {str(case["contests"]): case for case in good}  # one of each shape: BigInt is slow
    chosen = list(shapes.values())
    assert len(chosen) >= 5 and any(votes > 1 for case in chosen for _, votes in case["contests"])
    questions = [
        ["record", _context(case), case["place"]["key"], case["contests"], case["seed"], case["choice"]]
        for case in chosen
    ]
    assert ask(*questions) == [case["records"][-1] for case in chosen]


def test_a_phone_judges_each_record_of_the_vectors_as_both_verifiers_do(ask: Ask) -> None:
    records = [(case, record) for case in _vectors("ballot_records")["vectors"] for record in case["records"]]
    questions = [["valid", record, _context(case), case["place"]["key"], case["contests"]] for case, record in records]
    # A record that stands there twice is good by itself; the precinct finds the copy.
    expected = [case["valid"] or (case["why"] == "duplicate" and len(case["records"]) > 1) for case, _ in records]
    assert ask(*questions) == expected and expected.count(False) > 40


def _context(case: dict[str, Any]) -> str:
    place = case["place"]
    where = (bytes.fromhex(place["election"]), place["precinct"], place["mode"], place["booth"])
    return ballot_record.context(*where, bytes.fromhex(place["key"])).hex()
