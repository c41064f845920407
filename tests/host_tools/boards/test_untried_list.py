"""The page of acceptance: a list that names no board of ours, a step without what must be seen, a part left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.boards import acceptance
from host_tools.boards.board_file import BOARDS
from host_tools.boards.connections import wired
from host_tools.boards.cost import read
from host_tools.errors import BoardsError

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
