"""Somebody without the key lays a file of their own, or an older or other sealed one, where a sealed one belongs."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from host_tools.errors import TamgaError
from host_tools.privacy.access_journal import AccessJournal
from host_tools.privacy.cli import app as privacy_app
from host_tools.privacy.key_files import create_key_file
from host_tools.privacy.vault import Vault
from host_tools.privacy.working_files import WorkingFileError
from host_tools.registers.compiling.stages import Stages
from host_tools.registers.review import decisions
from host_tools.registers.voter_list_file import read_list
from host_tools.rolls.changes_file import read_changes

KEY = bytes(range(32))
LIST = (
    "precinct,number,surname,given_name,patronymic,birth_date,address,id_type,id_value,class\n"
    "1,1,Үлгі,Үлгіұлы,,1980-05-17,,IIN,061211600012,agree\n"
).encode()
CHANGES = b"act,number,label,new_label,surname,given_name,patronymic,birth_date\nremove,061211600012,,,,,,\n"
RULE = {"rule": {"class": "conflict"}, "action": "exclude", "name": "Demo Operator", "reason": "as agreed"}

READERS: dict[str, tuple[bytes, Callable[[Path], object]]] = {
    "a stream": (b"content", lambda path: Vault(KEY).read(path)),
    "a file for a library": (b"content", lambda path: enter(Vault(KEY), path)),
    "a voter list": (LIST, lambda path: read_list(path, KEY)),
    "changes of a roll": (CHANGES, lambda path: read_changes(path, Vault(KEY))),
    "decisions": (b"", lambda path: decisions.load(path, Vault(KEY))),
}


def enter(vault: Vault, path: Path) -> bytes:
    with vault.as_file(path) as inner:
        return inner.read_bytes()


@pytest.mark.parametrize("reader", READERS)
def test_whoever_gives_a_key_gets_what_was_sealed_or_a_refusal(tmp_path: Path, reader: str) -> None:
    content, read = READERS[reader]
    vault, path = Vault(KEY), tmp_path / "file.csv.tmwf"
    vault.write(path, content)
    whole = path.read_bytes()
    read(path)
    vault.write(tmp_path / "other.csv.tmwf", content)
    forgeries = {
        "clear, under a sealed name": content,
        "another sealed file": (tmp_path / "other.csv.tmwf").read_bytes(),
        **{f"cut to {size} bytes": whole[:size] for size in (*range(0, 31, 3), 29, 30, 31, len(whole) - 1)},
    }
    for name, forged in forgeries.items():
        path.write_bytes(forged)
        with pytest.raises(TamgaError, match=r"file\.csv"):
            read(path)
            pytest.fail(name)
    path.unlink()
    (tmp_path / "file.csv").write_bytes(content)
    with pytest.raises(TamgaError, match="in clear, and a key was given"):
        read(tmp_path / "file.csv")


def test_a_clear_list_beside_the_sealed_one_does_not_win(tmp_path: Path) -> None:
    Vault(KEY).write(tmp_path / "voters.csv.tmwf", LIST)
    (tmp_path / "voters.csv").write_bytes(LIST)
    for key in (KEY, None):
        with pytest.raises(WorkingFileError, match="in clear and sealed"):
            read_list(tmp_path / "voters.csv", key)


def test_a_forged_stage_is_done_again(tmp_path: Path) -> None:
    """A clear Arrow file has 'ARROW1' first and its reader overlooks what follows: the old mark could be put there."""
    frame, forged = pl.DataFrame({"number": [1, 2]}), pl.DataFrame({"number": [3, 4]})
    stages = Stages(tmp_path, "inputs", Vault(KEY))
    stages.save("read", {"population": frame})
    stages.finish()
    path = tmp_path / "read.population.arrow.tmwf"
    good = path.read_bytes()
    again = Stages(tmp_path, "inputs", Vault(KEY)).load("read")
    assert again is not None and again["population"].equals(frame)
    forged.write_ipc(path)
    content = bytearray(path.read_bytes())
    content[6:30] = good[6:30]
    path.write_bytes(content)
    assert Stages(tmp_path, "inputs", Vault(KEY)).load("read") is None
    assert Stages(tmp_path, "other inputs", Vault(KEY)).load("read") is None
    other = Stages(tmp_path, "other inputs", Vault(KEY))
    other.save("read", {"population": forged})
    other.finish()
    stages.vault.write(tmp_path / "stages.json.tmwf", (tmp_path / "stages.json.tmwf").read_bytes()[:0])
    assert Stages(tmp_path, "inputs", Vault(KEY)).load("read") is None


def test_older_decisions_in_the_newer_ones_place_are_noticed(tmp_path: Path) -> None:
    path, vault = tmp_path / "decisions.jsonl.tmwf", Vault(KEY)
    vault.journal = AccessJournal(tmp_path / "access.journal")
    decisions.append(path, vault, **RULE)
    shutil.copy(path, tmp_path / "older")
    decisions.append(path, vault, **RULE)
    assert len(decisions.load(path, vault)) == 2
    shutil.copy(tmp_path / "older", path)
    with pytest.raises(WorkingFileError, match="is not the file that was sealed here last"):
        decisions.load(path, vault)


@pytest.fixture
def sealed_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with n.csv.tmwf, which was sealed twice under this name, and the first one as first.tmwf."""
    monkeypatch.chdir(tmp_path)
    create_key_file(tmp_path / "work.key")
    for content in ("older", "newer"):
        (tmp_path / "n.csv").write_text(content)
        assert command("seal", "n.csv", "n.csv.tmwf") == 0
        if content == "older":
            (tmp_path / "n.csv.tmwf").rename(tmp_path / "first.tmwf")
        (tmp_path / "n.csv").unlink()
    return tmp_path


def command(act: str, *arguments: str) -> int:
    given = [act, *arguments, "--key", "work.key", "--who", "A person", "--why", "a look"]
    return CliRunner().invoke(privacy_app, given).exit_code


@pytest.mark.parametrize("target", ["back.csv", "-"])
def test_an_older_file_is_not_unsealed_in_the_newer_ones_place(sealed_twice: Path, target: str) -> None:
    assert command("unseal", "n.csv.tmwf", target) == 0
    (sealed_twice / "back.csv").unlink(missing_ok=True)
    (sealed_twice / "n.csv.tmwf").write_bytes((sealed_twice / "first.tmwf").read_bytes())
    assert command("unseal", "n.csv.tmwf", target) == 2
    assert not (sealed_twice / "back.csv").exists()


@pytest.mark.parametrize("target", ["back.csv", "-"])
def test_a_renamed_file_is_unsealed_only_by_who_says_so(sealed_twice: Path, target: str) -> None:
    """Sheets of one precinct in the place of another's would be printed without a word."""
    (sealed_twice / "n.csv.tmwf").rename(sealed_twice / "labels-00017.pdf.tmwf")
    assert command("unseal", "labels-00017.pdf.tmwf", target) == 2
    assert not (sealed_twice / "back.csv").exists()
    assert command("unseal", "labels-00017.pdf.tmwf", target, "--renamed") == 0


def test_every_command_that_opens_looks_for_an_older_file(tmp_path: Path) -> None:
    """A vault of a command knows the journal: none is made without one."""
    faults, tried = [], 0
    for path in sorted((Path(__file__).parents[3] / "host_tools").rglob("cli*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("Vault"):
                tried += 1
                if "journal" not in ast.unparse(node):
                    faults.append(f"{path}:{node.lineno}: {ast.unparse(node)}")
    assert tried > 10 and faults == []
    create_key_file(tmp_path / "work.key")
    vault, path = Vault.to_read(tmp_path / "work.key", tmp_path / "access.journal"), tmp_path / "summary.json.tmwf"
    vault.write(path, b"older")
    older = path.read_bytes()
    vault.write(path, b"newer")
    vault.record(path)
    assert vault.read(path) == b"newer"
    path.write_bytes(older)
    with pytest.raises(WorkingFileError, match="is not the file that was sealed here last"):
        vault.read(path)
