"""Attacks of docs/threats.toml that no test holds and no reason gives up, and tables that are not made from it."""

from __future__ import annotations

from tests.documents.tables import DOCS, WHO, load, missing, with_threats

ATTACKS = load("threats")


def test_every_attack_is_held_by_tests_or_said_not_to_be() -> None:
    for entry in ATTACKS:
        if entry["holds"]:
            assert entry.get("tests"), f"{entry['id']}: holds, but no test says so"
        assert len(entry["answer"]) >= 20, f"{entry['id']}: no reason"


def test_every_named_test_exists() -> None:
    lost = {entry["id"]: missing(entry.get("tests", [])) for entry in ATTACKS}
    assert {name: tests for name, tests in lost.items() if tests} == {}


def test_a_test_that_does_not_exist_would_be_seen() -> None:
    lost = ["host_tools/verifying/test_none.py::test_x", "documents/tables.py::test_y", "fraud: no such fraud"]
    assert missing([*lost, "fraud: a booth that never sorts"]) == lost


def test_there_are_many_attacks_by_everybody() -> None:
    assert len(ATTACKS) >= 60
    assert [entry["id"] for entry in ATTACKS] == [f"T{number}" for number in range(1, len(ATTACKS) + 1)]
    assert {entry["who"] for entry in ATTACKS} == set(WHO)
    assert all(entry["attack"] and entry["has"] for entry in ATTACKS)
    assert len({entry["attack"] for entry in ATTACKS}) == len(ATTACKS)


def test_what_the_findings_named_is_there() -> None:
    """The machine that knows everything, channels of a booth, PINs against a package, receipts, patterns."""
    unheld = " ".join(entry["attack"] for entry in ATTACKS if not entry["holds"])
    named = ("provisioning machine", "photographed card and a package", "receipt", "pattern voting")
    for words in named:
        assert words in unheld, words


def test_the_tables_are_made_from_the_data() -> None:
    page = (DOCS / "threat-model.md").read_text("utf-8")
    assert page == with_threats(page), "run: python -m tests.documents.tables"
