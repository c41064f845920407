"""The commission's commands: what they say, what they refuse, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.keys.files import PRIVATE, write_secret
from tests.host_tools.determining.made_up_nation import AUTHORITY, CENTRE


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, Path]:
    found = {"authority": tmp_path / "authority.key", "centre": tmp_path / "centre.key"}
    for name, key in (("authority", AUTHORITY), ("centre", CENTRE)):
        write_secret(found[name], f"{PRIVATE}{bytes(key).hex()}".encode())
    return found


def run(*words: object) -> tuple[int, str]:
    """(exit status, everything that was said)."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, " ".join(result.output.split())


def test_rule_publish_and_verify(folder: Path, keys: dict[str, Path], tmp_path: Path) -> None:
    rule = ("nation", "rule", folder, "--precinct", 4, "--reason", "A complaint.", "--key", keys["authority"])
    assert run(*rule, "--act", "dispute")[0] == 0
    status, said = run(*rule, "--act", "uphold", "--reason", " ")
    assert status == 2 and "reason" in said
    assert run(*rule, "--act", "annul") == (0, f"Precinct 4 is annulled; signed in {folder}/objects/4-ruling-2.cose.")
    status, said = run(*rule, "--act", "uphold")
    assert status == 2 and "possible is: appeal" in said
    status, said = run("nation", "show", folder, "--closed", "--json")
    assert status == 0 and json.loads(said)["standings"] == {"stands": 3, "annulled": 1}
    assert run("publish", folder, "--out", tmp_path / "served", "--key", keys["centre"], "--closed")[0] == 0
    assert run("verify", tmp_path / "served")[0] == 0


def test_what_is_wrong_is_said(folder: Path, keys: dict[str, Path], tmp_path: Path) -> None:
    rule = ("nation", "rule", folder, "--reason", "A complaint.")
    for words, said in (
        ((*rule, "--precinct", 4, "--act", "forget", "--key", keys["authority"]), "no such act"),
        ((*rule, "--precinct", 99, "--act", "annul", "--key", keys["authority"]), "no such precinct"),
        ((*rule, "--precinct", 4, "--act", "annul", "--key", keys["centre"]), "not the authority"),
        (("publish", folder, "--out", tmp_path / "out", "--key", keys["authority"]), "not the key of the centre"),
        (("verify", "http://127.0.0.1:9/"), "--out FOLDER"),
        (("nation", "show", tmp_path), "no such file"),
    ):
        status, output = run(*words)
        assert status == 2 and said in output, output


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("precinct,district\n1,North", "region missing"),
        ("precinct,district,region\n1,North,A\n1,North,A", "stands in the table twice"),
        ("precinct,district,region\n1,North,A\n2,North,B", "lies in B here and in A above"),
        ("precinct,district,region\none,North,A", "is no precinct number"),
        ("precinct,district,region\n1,,A", "district: is missing"),
        ("precinct,district,region\n", "no precincts"),
        ("precinct,district,region\n1,North,A", "precinct 2 has no district"),
    ],
)
def test_a_table_of_precincts_that_cannot_be_used(folder: Path, table: str, words: str) -> None:
    (folder / "territory.csv").write_text(table)
    status, said = run("nation", "show", folder)
    assert status == 2 and words in said, said


def test_a_definition_that_nobody_vouches_for(folder: Path) -> None:
    (folder / "definitions" / "2.cose").unlink()
    status, said = run("nation", "show", folder)
    assert status == 2 and "does not name this definition of precinct 2" in said
