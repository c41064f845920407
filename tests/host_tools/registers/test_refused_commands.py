"""Commands given wrong things: one clear line, status 1, nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from host_tools.keys.files import create
from host_tools.privacy.access_journal import AccessJournal
from host_tools.privacy.chained_journal import entries
from host_tools.privacy.key_files import create_key_file, read_key_file
from host_tools.privacy.vault import Vault
from host_tools.registers.cli import app
from host_tools.registers.reading import manifest
from tests.host_tools.registers.conftest import DAY, KEY, TRUSTED, Desk

_NAMED = ("--who", "Demo Operator", "--why", "a test")
_MANIFEST = ("manifest", "pension.csv", "--profile", "pension", "--person", "nobody", "--signing-key", "signer")
_KEY = ("--key", "working.key")
_COMPILE = ("compile", ".", "--day", DAY, "--trust", "trusted", "--result", "out")
_OTHER_JOURNAL = ("--journal", "../access.journal")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "1000"})


Key = tuple[str, Path]


@pytest.fixture
def key(tmp_path: Path) -> Key:
    create_key_file(tmp_path / "working.key")
    return "--key", tmp_path / "working.key"


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    path = tmp_path / "trusted"
    path.write_text(KEY.verify_key.encode().hex() + "\n")
    return path


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "nowhere.csv"), "no such file"),
        (("check", "population.csv", "--profile", "population"), "give --key"),
        (("check", "population.csv", "--profile", "population", "--clear"), "--who and --why"),
        ((*_COMPILE, *_NAMED), "give --key"),
        (
            (*_COMPILE, *_NAMED, "--key", "trusted"),
            "no working key",
        ),
        (("review", ".", "--decisions", "d", "--name", "x"), "give --key"),
        (("export", "population.csv", "out.csv", *_NAMED), "give --key"),
        (("report", ".", "--html", "a.html", "--pdf", "a.pdf", *_KEY), "compile first"),
        (("check", "population.csv"), "say --profile"),
        (("check", "population.csv", "--profile", "moon"), "say --profile"),
        (
            ("check", "population.csv", "--profile", "interior", *_KEY),
            "column 8 is 'address', expected document_number",
        ),
        (("check", "population.csv", "--profile", "population", "--encoding", "koi8-r", *_KEY), "encoding is one of"),
        (("compile", ".", "--day", DAY, "--trust", "nowhere", "--result", "out", *_NAMED, *_KEY), "no trusted keys"),
        (
            ("compile", "empty", "--day", DAY, "--trust", "trusted", "--result", "out", *_NAMED, *_KEY),
            "say --without interior",
        ),
        (("review", ".", "--decisions", "d", "--name", "x", *_KEY), "compile first"),
        (("export", "nowhere.csv", "out.csv", *_NAMED, *_OTHER_JOURNAL, *_KEY), "no such file"),
        (
            (*_COMPILE, "--who", "x", "--why", "", *_KEY),
            "and why",
        ),
        (
            ("compile", ".", "--day", "soon", "--trust", "trusted", "--result", "out", *_NAMED, *_KEY),
            "soon: not a date",
        ),
        ((*_MANIFEST, "--date", "2026-13-01", "--source", "office", "--rows", "1"), "2026-13-01: not a date"),
        ((*_MANIFEST, "--date", "2026-01-01", "--source", "", "--rows", "1"), "source"),
        ((*_MANIFEST, "--date", "2026-01-01", "--source", "office", "--rows", "-1"), "rows"),
        (("key", "trusted"), "there is a key already"),
        ((*_COMPILE, *_NAMED, *_KEY, "--decisions", "dezisions"), "dezisions: there is no such file"),
        (("check", "population.csv", "--trust", "noise", *_KEY), "noise: no trusted keys"),
        (("check", "population.csv", "--trust", "working.key", *_KEY), "working.key: line 1: TMKEY1: profiles are"),
        (("export", "addresses.csv", "addresses.csv", "--clear", *_NAMED, *_OTHER_JOURNAL), "is the source itself"),
        (("export", "interior.csv", "out.csv", "--precinct", "1", "--clear", *_NAMED, *_OTHER_JOURNAL), "no column"),
        (("export", "noise", "out.csv", "--clear", *_NAMED, *_OTHER_JOURNAL), "noise: cannot be read"),
    ],
)
def test_a_wrong_command_says_so_and_writes_nothing(
    desk: Desk, trust: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...], words: str
) -> None:
    monkeypatch.chdir(desk.folder)
    (desk.folder / "empty").mkdir()
    (desk.folder / "trusted").write_bytes(trust.read_bytes())
    (desk.folder / "signer").write_text(KEY.encode().hex())
    (desk.folder / "noise").write_bytes(b"a,b\n" + bytes(range(128, 256)))
    create_key_file(desk.folder / "working.key")
    before = sorted(path.name for path in desk.folder.rglob("*"))
    done = run(*arguments)
    assert done.exit_code == 2 and words in done.output
    assert sorted(path.name for path in desk.folder.rglob("*")) == before


def test_check_ends_with_status_1_for_a_fault_and_0_without(desk: Desk, trust: Path, key: Key) -> None:
    assert run("check", desk.file("interior"), "--trust", trust, *key).exit_code == 0
    done = run("check", desk.file("population"), "--trust", trust, *key)
    assert done.exit_code == 1 and "check digit" in done.output


def test_a_cut_file_is_named_and_its_last_record_too(desk: Desk, trust: Path, key: Key) -> None:
    data = desk.file("interior").read_bytes()
    desk.file("interior").write_bytes(data[: len(data) // 2])
    done = run("check", desk.file("interior"), "--trust", trust, *key)
    assert done.exit_code == 1 and "cut short" in done.output and "records, the manifest says 6000" in done.output


def test_accepted_rows_compile_under_a_manifest_of_their_own(desk: Desk, tmp_path: Path, trust: Path, key: Key) -> None:
    run("key", tmp_path / "office")
    trust.write_text(trust.read_text() + (tmp_path / "office.pub").read_text())
    accepted = tmp_path / "population.parquet"
    signed = ("--signing-key", tmp_path / "office", "--journal", tmp_path / "access.journal")
    run("check", desk.file("population"), "--trust", trust, "--accept", accepted, *signed, *key)
    desk.file("population").unlink()
    (desk.folder / "population.parquet.tmwf").write_bytes((tmp_path / "population.parquet.tmwf").read_bytes())
    signed_manifest = tmp_path / "population.parquet.manifest.json"
    (desk.folder / signed_manifest.name).write_bytes(signed_manifest.read_bytes())
    done = run("compile", desk.folder, "--day", DAY, "--trust", trust, "--result", desk.result, *_NAMED,
               "--journal", tmp_path / "access.journal", *key)  # fmt: skip
    assert done.exit_code == 0, done.output
    rows = Vault(read_key_file(key[1])).read(desk.result / "rows_aside.parquet.tmwf")
    assert b"repeated number" in rows and b"faulty" in rows  # a faulty record is accepted as what it is
    assert not desk.result.with_name("result.work").exists()


@pytest.mark.parametrize("fault", ["content", "rows"])
def test_rows_of_a_file_that_is_not_its_manifests_are_not_accepted(
    desk: Desk, tmp_path: Path, trust: Path, key: Key, fault: str
) -> None:
    run("key", tmp_path / "office")
    file, earlier = desk.file("interior"), tmp_path / "accepted.parquet.tmwf"
    signed = ("--accept", tmp_path / "accepted.parquet", "--signing-key", tmp_path / "office",
              "--journal", tmp_path / "access.journal")  # fmt: skip
    done = run("check", file, "--trust", trust, *signed, *key)
    assert done.exit_code == 0, done.output
    accepted = earlier.read_bytes()
    if fault == "content":
        file.write_bytes(file.read_bytes().replace(b"2024-05-06", b"2025-05-06", 1))
    else:
        one = manifest.read(file, TRUSTED)
        manifest.write(file, one.model_copy(update={"rows": one.rows - 1}), KEY)
    done = run("check", file, "--trust", trust, *signed, *key)
    assert done.exit_code == 1 and "nothing was accepted" in done.output
    assert earlier.read_bytes() == accepted


def test_compiling_is_noted_before_and_wiping_needs_one_command(desk: Desk, trust: Path, tmp_path: Path) -> None:
    journal = tmp_path / "access.journal"
    common = ("--journal", journal, *_NAMED)
    made = ("compile", desk.folder, "--day", DAY, "--trust", trust, "--result", desk.result, "--keep-stages", "--clear")
    done = run(*made, *common)
    assert done.exit_code == 0, done.output
    noted = [(entry["act"], entry["what"]) for entry in entries(journal)]
    assert noted == [("open", str(desk.folder)), ("create", f"{desk.result}, in clear")]
    work = desk.result.with_name("result.work")
    for folder in (desk.result, work):
        assert folder.stat().st_mode & 0o777 == 0o700, "personal data in clear is its owner's alone"
    create(tmp_path / "signing.key")
    signed = ("--protocol", tmp_path / "wipe.cose", "--signing-key", tmp_path / "signing.key")
    done = run("wipe", desk.result, work, *signed, *common)
    assert done.exit_code == 0, done.output
    assert not desk.result.exists() or not list(desk.result.iterdir())
    assert not [path for path in work.rglob("*") if path.is_file()]
    assert (tmp_path / "wipe.cose").exists() and AccessJournal(journal).verify()[0] == 4


@pytest.mark.parametrize("result", [".", "mine", "mine/note.txt", "earlier"])
def test_a_result_never_takes_the_place_of_other_files(
    desk: Desk, trust: Path, key: Key, monkeypatch: pytest.MonkeyPatch, result: str
) -> None:
    monkeypatch.chdir(desk.folder)
    made = ("compile", ".", "--day", DAY, "--trust", trust, *_NAMED, *_OTHER_JOURNAL, *key)
    (desk.folder / "mine").mkdir()
    (desk.folder / "mine" / "note.txt").write_text("kept")
    assert run(*made, "--result", "earlier").exit_code == 0
    (desk.folder / "earlier" / "decisions").write_text("a person's work")
    before = {path: path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()}
    done = run(*made, "--result", result)
    assert done.exit_code == 2 and ("would be lost" in done.output or "is a file" in done.output)
    assert {path: path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()} == before
    (desk.folder / "earlier" / "decisions").unlink()
    assert run(*made, "--result", "earlier").exit_code == 0, "its own older result it replaces"
