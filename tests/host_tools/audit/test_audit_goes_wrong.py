"""The audit as its people do it: drawn twice, filled in wrongly, from another publication, with a changed list."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pypdfium2
import pytest
from typer.testing import CliRunner

from host_tools.cli import app
from tests.host_tools.audit.conftest import SEED
from tests.host_tools.audit.conftest import run as run_tamga
from tests.host_tools.determining.made_up_nation import MadeUpNation


def run(*words: object) -> tuple[int, str]:
    """As `tamga audit`."""
    return run_tamga("audit", *words)


def fill_in(path: Path, differs: int = 0) -> None:
    """Hand counts that agree with the protocols. differs: votes too many for the first line."""
    made_up = MadeUpNation().precincts
    rows = list(csv.DictReader(path.read_text().splitlines()))
    for row in rows:
        at = ["a", "against-all"].index(row["line"])
        paper = [2, 1][at]
        row["counted"] = str(made_up[int(row["precinct"])].votes[0][at] + paper)
    rows[0]["counted"] = str(int(rows[0]["counted"]) + differs)
    path.write_text("\n".join(["precinct,line,counted", *(",".join(row.values()) for row in rows)]))


def draw(published: Path, out: Path, *more: object) -> tuple[int, str]:
    return run("sample", published, "--contest", "one", "--seed", SEED, "--out", out, *more)


def test_from_the_draw_to_a_confirmed_outcome(published: Path, tmp_path: Path) -> None:
    assert draw(published, tmp_path / "audit")[0] == 0
    status, said = run("state", published, tmp_path / "audit")
    assert status == 1 and "count what was drawn" in said and "not counted yet" in said
    sheets = pypdfium2.PdfDocument(tmp_path / "audit" / "worksheets.pdf")
    text = sheets[0].get_textpage().get_text_bounded()
    assert SEED in text and "Against all" in text and len(sheets) == len(set(drawn(tmp_path / "audit")))
    assert all(words in " ".join(text.split()) for words in ("қол қояды", "Подписывают оба", "Both sign"))
    to_read = json.loads((tmp_path / "audit" / "terminals.json").read_text())
    assert len(to_read["terminals"]) == 1 and "5 % of all terminals" in to_read["chosen"]
    fill_in(tmp_path / "audit" / "counts.csv")
    risk = json.loads(run("state", published, tmp_path / "audit", "--json")[1])["risk"]
    said = f"confirmed: a wrong outcome would stand with a chance of {100 * risk:.2f} % at most"
    assert run("state", published, tmp_path / "audit") == (0, said)


def drawn(folder: Path) -> list[int]:
    return json.loads((folder / "audit.json").read_text())["drawn"]


def risk(published: Path, folder: Path) -> float:
    return (
        100
        * json.loads(CliRunner().invoke(app, ["audit", "state", str(published), str(folder), "--json"]).output)["risk"]
    )


def test_a_count_that_differs_is_said_with_both_numbers(published: Path, tmp_path: Path) -> None:
    draw(published, tmp_path / "audit")
    fill_in(tmp_path / "audit" / "counts.csv", differs=-1)
    status, said = run("state", published, tmp_path / "audit")
    assert status == 1 and "published" in said and "counted" in said


def test_further_draws_go_on_where_the_first_ended(published: Path, tmp_path: Path) -> None:
    draw(published, tmp_path / "audit")
    first = drawn(tmp_path / "audit")
    assert draw(published, tmp_path / "audit")[0] == 2, "an audit that began is not begun again"
    assert draw(published, tmp_path / "audit", "--more", 30)[0] == 0
    assert drawn(tmp_path / "audit")[: len(first)] == first and len(drawn(tmp_path / "audit")) == len(first) + 30


def test_somebody_changed_the_list_or_the_publication(published: Path, tmp_path: Path) -> None:
    draw(published, tmp_path / "audit")
    path = tmp_path / "audit" / "audit.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"drawn": [*content["drawn"][:-1], content["drawn"][-1] % 4 + 1]}))
    assert draw(published, tmp_path / "audit", "--more", 3)[0] == 2
    assert "not what the seed draws" in run("state", published, tmp_path / "audit")[1]
    path.write_text(json.dumps(content | {"publication": "00" * 32}))
    assert "another publication" in run("state", published, tmp_path / "audit")[1]
    path.write_text("{}")
    assert run("state", published, tmp_path / "audit")[0] == 2


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("99,a,1", "precinct 99 is not in the publication"),
        ("1,z,1", "z is no line of one"),
        ("1,a,1\n1,a,1", "stands in the table twice"),
        ("1,a,-1\n1,against-all,1", "is no number of votes"),
        ("1,a,1", "lacks the line against-all"),
    ],
)
def test_a_table_of_counts_that_cannot_be_used(published: Path, tmp_path: Path, rows: str, words: str) -> None:
    draw(published, tmp_path / "audit")
    (tmp_path / "audit" / "counts.csv").write_text(f"precinct,line,counted\n{rows}\n")
    status, said = run("state", published, tmp_path / "audit")
    assert status == 2 and words in said, said
