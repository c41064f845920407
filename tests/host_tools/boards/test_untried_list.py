"""Acceptance and manual: a list that names no board or words of ours, a step without what must be seen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from host_tools.boards import acceptance, manual
from host_tools.boards.board_file import BOARDS
from host_tools.boards.connections import wired
from host_tools.boards.cost import read
from host_tools.errors import BoardsError

DOCS = Path(__file__).parents[3] / "docs"
# On the same pages, and nothing to mend: titles, names, the key that is made, what the chair reads out or looks at.
NO_FAULT = {
    "start_trouble",
    "development_image",
    "own_key",
    "own_key_press",
    "own_key_give",
    "bringing_files",
    "read_out",
    "key_names",
    "spare",
    "place_show",
    "place_text",
}
ALL = [wired(path) for path in sorted(BOARDS.glob("*.py"))]


def test_every_part_step_and_untried_thing_stands_on_the_page() -> None:
    text = acceptance.page(ALL)
    assert all(part.name in text for part in read().parts)
    for part, entry in ((acceptance.STEPS, "title"), (acceptance.UNTRIED, "what"), (acceptance.UNTRIED, "first")):
        said = [line.split(" = ", 1)[1].strip('"') for line in part.read_text().splitlines() if line.startswith(entry)]
        assert said and all(one in text for one in said)


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("UNTRIED", 'as_of = 2026-11-30\n[[untried]]\nwhat = "x"\nfirst = "y"\nboards = ["tamga-z80"]\n', "tamga-z80"),
        ("UNTRIED", 'as_of = 2026-11-30\n[[untried]]\nwhat = "x"\n', "first"),
        ("STEPS", '[[step]]\ntitle = "x"\ndo = "y"\n', "see"),
    ],
)
def test_a_list_that_says_too_little_is_refused(
    file: str, content: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "list.toml").write_text(content)
    monkeypatch.setattr(acceptance, file, tmp_path / "list.toml")
    with pytest.raises(BoardsError, match=says):
        acceptance.page(ALL)


def test_the_manual_has_every_step_and_all_that_keeps_a_terminal_from_starting() -> None:
    text = manual.page(ALL)
    steps = acceptance.read_list(acceptance.STEPS, acceptance.Steps).step
    assert all(step.how and step.otherwise for step in steps)
    for step in steps:
        assert all(words in text for words in (step.title, step.see, step.otherwise, *step.how))
    for path in re.findall(r"\]\((pictures/[^)]+)\)", text):
        assert (DOCS / path).is_file()
    known = {one.text for one in acceptance.read_list(manual.TROUBLES, manual.Troubles).trouble}
    at_start = next(
        line for line in (DOCS / "screens.md").read_text().splitlines() if line.startswith("| `start_trouble`")
    )
    named = set(re.findall(r"`(\w+)`", at_start.split("|")[1])) - NO_FAULT
    assert not named - known


def test_words_that_the_firmware_does_not_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "list.toml").write_text('[[trouble]]\ntext = "no_such_words"\ndo = "y"\n')
    monkeypatch.setattr(manual, "TROUBLES", tmp_path / "list.toml")
    with pytest.raises(BoardsError, match="no words no_such_words"):
        manual.page(ALL)
