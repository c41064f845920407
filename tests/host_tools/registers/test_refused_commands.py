"""Commands given wrong things: one clear line, status 1, nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from host_tools.keys.files import create
from host_tools.privacy.access_journal import AccessJournal
from host_tools.registers.cli import app
from tests.host_tools.registers.conftest import DAY, KEY, Desk

_NAMED = ("--who", "Demo Operator", "--why", "a test")
_MANIFEST = ("manifest", "pension.csv", "--profile", "pension", "--person", "nobody", "--key", "signer")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "1000"})


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    path = tmp_path / "trusted"
    path.write_text(KEY.verify_key.encode().hex() + "\n")
    return path


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "nowhere.csv"), "no such file"),
        (("check", "population.csv"), "say --profile"),
        (("check", "population.csv", "--profile", "moon"), "say --profile"),
        (("check", "population.csv", "--profile", "interior"), "line 1: the header"),
        (("check", "population.csv", "--profile", "population", "--encoding", "koi8-r"), "encoding is one of"),
        (("compile", ".", "--day", DAY, "--trust", "nowhere", "--result", "out", *_NAMED), "no trusted keys"),
        (("compile", "empty", "--day", DAY, "--trust", "trusted", "--result", "out", *_NAMED), "there is no manifest"),
        (("review", ".", "--decisions", "d", "--name", "x"), "compile first"),
        (("export", "nowhere.csv", "out.csv"), "no such file"),
        (("compile", ".", "--day", DAY, "--trust", "trusted", "--result", "out", "--who", "x", "--why", ""), "and why"),
        (("compile", ".", "--day", "soon", "--trust", "trusted", "--result", "out", *_NAMED), "soon: not a date"),
        ((*_MANIFEST, "--date", "2026-13-01", "--source", "office", "--rows", "1"), "2026-13-01: not a date"),
        ((*_MANIFEST, "--date", "2026-01-01", "--source", "", "--rows", "1"), "source"),
        ((*_MANIFEST, "--date", "2026-01-01", "--source", "office", "--rows", "-1"), "rows"),
        (("key", "trusted"), "never overwritten"),
    ],
)
def test_a_wrong_command_says_so_and_writes_nothing(
    desk: Desk, trust: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...], words: str
) -> None:
    monkeypatch.chdir(desk.folder)
    (desk.folder / "empty").mkdir()
    (desk.folder / "trusted").write_bytes(trust.read_bytes())
    (desk.folder / "signer").write_text(KEY.encode().hex())
    before = sorted(path.name for path in desk.folder.rglob("*"))
    done = run(*arguments)
    assert done.exit_code == 1 and words in done.output
    assert sorted(path.name for path in desk.folder.rglob("*")) == before


def test_check_ends_with_status_1_for_a_fault_and_0_without(desk: Desk, trust: Path) -> None:
    assert run("check", desk.file("interior"), "--trust", trust).exit_code == 0
    done = run("check", desk.file("population"), "--trust", trust)
    assert done.exit_code == 1 and "check digit" in done.output


def test_a_cut_file_is_named_and_its_last_record_too(desk: Desk, trust: Path) -> None:
    data = desk.file("interior").read_bytes()
    desk.file("interior").write_bytes(data[: len(data) // 2])
    done = run("check", desk.file("interior"), "--trust", trust)
    assert done.exit_code == 1 and "cut short" in done.output and "records, the manifest says 6000" in done.output


def test_accepted_rows_compile_under_a_manifest_of_their_own(desk: Desk, tmp_path: Path, trust: Path) -> None:
    run("key", tmp_path / "office")
    trust.write_text(trust.read_text() + (tmp_path / "office.pub").read_text())
    accepted = tmp_path / "population.csv"
    run("check", desk.file("population"), "--trust", trust, "--accept", accepted, "--key", tmp_path / "office")
    desk.file("population").write_bytes(accepted.read_bytes())
    desk.manifest_of("population").write_bytes((tmp_path / "population.csv.manifest.json").read_bytes())
    done = run("compile", desk.folder, "--day", DAY, "--trust", trust, "--result", desk.result, *_NAMED,
               "--journal", tmp_path / "access.journal")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "faulty" not in (desk.result / "rows_aside.csv").read_text()
    assert not desk.result.with_name("result.work").exists()


def test_compiling_is_noted_before_and_wiping_needs_one_command(desk: Desk, trust: Path, tmp_path: Path) -> None:
    journal = tmp_path / "access.journal"
    common = ("--journal", journal, *_NAMED)
    made = ("compile", desk.folder, "--day", DAY, "--trust", trust, "--result", desk.result, "--keep-stages")
    done = run(*made, *common)
    assert done.exit_code == 0, done.output
    assert AccessJournal(journal).verify()[0] == 1
    work = desk.result.with_name("result.work")
    for folder in (desk.result, work):
        assert folder.stat().st_mode & 0o777 == 0o700, "personal data in clear is its owner's alone"
    create(tmp_path / "signing.key")
    signed = ("--protocol", tmp_path / "wipe.cose", "--signing-key", tmp_path / "signing.key")
    done = run("wipe", desk.result, work, *signed, *common)
    assert done.exit_code == 0, done.output
    assert not desk.result.exists() or not list(desk.result.iterdir())
    assert not [path for path in work.rglob("*") if path.is_file()]
    assert (tmp_path / "wipe.cose").exists() and AccessJournal(journal).verify()[0] == 3
