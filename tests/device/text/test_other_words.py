"""Words of another line than those that were asked for: the terminal finds each by a checksum and an offset."""

from __future__ import annotations

from pathlib import Path

import pytest

ANSWERS = Path(__file__).with_name("text_answers.py")
FOLDER = Path(__file__).parents[3] / "device" / "text"


@pytest.mark.parametrize("role", ["desk", "booth"])
def test_every_id_gives_the_words_of_its_line(micropython, role: str) -> None:
    lines = [
        line.replace("\\t", "\0").split("\t")
        for name in ("common", role)
        for line in (FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()
    ]
    said = micropython(ANSWERS, [[role, name] for name, *_ in lines])
    assert said == [[text.replace("\0", "\t") for text in words] for _, *words in lines]


def test_an_id_of_the_other_role_is_unknown(micropython) -> None:
    assert micropython(ANSWERS, [["booth", "protocol_title"], ["desk", ""]]) == [None, None]


def test_a_referendum_speaks_of_citizens_and_else_in_the_same_words(micropython) -> None:
    files = {
        name: (FOLDER / f"{name}.tsv").read_text("utf-8").splitlines() for name in ("common", "desk", "referendum")
    }
    words = {name: {line.split("\t")[0]: line.split("\t")[1:] for line in lines} for name, lines in files.items()}
    due = words["common"] | words["desk"] | words["referendum"]
    cases = [name for name in due if name in words["common"] | words["desk"]]
    said = micropython(ANSWERS, [["referendum", name] for name in cases])
    assert said == [[text.replace("\\t", "\t") for text in due[name]] for name in cases]
