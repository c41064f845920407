"""Sentences of docs/formats.md that promise a check, and no test that holds it."""

from __future__ import annotations

import re
from collections import Counter

from tests.documents.tables import DOCS, load, missing, promises_page

FORMATS = (DOCS / "formats.md").read_text("utf-8")
MARK = re.compile(r"\[(V\d+\.\d+)\]")
OWN_WORDS = re.compile(r"such as \[V1\.1\] stands")  # the sentence that explains the marks
PROMISES = load("promises")


def marks() -> list[str]:
    return MARK.findall(OWN_WORDS.sub("", FORMATS))


def test_every_mark_has_one_entry_and_every_entry_one_mark() -> None:
    assert Counter(marks()) == Counter(entry["id"] for entry in PROMISES)
    assert len(PROMISES) >= 90


def test_each_mark_stands_behind_the_sentence_of_its_entry() -> None:
    text = " ".join(FORMATS.split())
    for entry in PROMISES:
        said = " ".join(entry["says"].split())
        assert f"{said} [{entry['id']}]" in text, entry["id"]


def test_every_promise_names_tests_that_exist() -> None:
    assert {entry["id"]: missing(entry["tests"]) for entry in PROMISES if missing(entry["tests"])} == {}
    assert [entry["id"] for entry in PROMISES if not entry["tests"]] == []


def test_every_section_that_says_bytes_has_promises() -> None:
    sections = re.findall(r"^## (\d+)\.", FORMATS, re.MULTILINE)
    assert {entry["id"].split(".")[0] for entry in PROMISES} == {f"V{number}" for number in sections}


def test_the_page_is_made_from_the_data() -> None:
    assert (DOCS / "promises.md").read_text("utf-8") == promises_page(), "run: python -m tests.documents.tables"
