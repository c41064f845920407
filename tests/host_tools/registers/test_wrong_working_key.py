"""Somebody gives another key, or none: clear words, a status, and nothing half-written or laid open."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.privacy.key_files import create_key_file
from host_tools.privacy.vault import CLEAR, Vault
from host_tools.registers.compiling.compile import Compiling
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.reading.sources import Sources
from host_tools.registers.review import decisions
from tests.host_tools.registers.conftest import DAY, TRUSTED, Desk
from tests.host_tools.registers.sealed_work import NAMED, Work

ITEM = {"item": "IIN:000101300009", "fingerprint": "0" * 12, "action": "exclude", "name": "x", "reason": "y"}


@pytest.fixture
def work(generated: Path, tmp_path: Path) -> Work:
    work = Work.begun(tmp_path / "work", generated)
    Compiling(work.sources(), DAY, work.result, work.stages).run()
    decisions.append(work.decisions, work.vault, **ITEM)
    return work


@pytest.mark.parametrize(("key", "words"), [(None, "give its key"), ("other.key", "another key")])
def test_nothing_opens_and_nothing_is_written(work: Work, key: str | None, words: str) -> None:
    other = work.folder.parent / "other.key"
    create_key_file(other)
    labels_key = work.folder.parent / "labels.key"
    create_key_file(labels_key)
    before = {path: path.read_bytes() for path in work.folder.rglob("*") if path.is_file()}
    journal = ("--journal", work.folder.parent / "access.journal")
    given = ("--key", other) if key else ("--clear",)
    list_key = ("--list-key", other) if key else ()
    voters = work.result / "voters.parquet"
    compiling = ("--day", DAY, "--trust", work.trust, "--result", work.result, *NAMED, *journal)
    for command in (
        ("registers", "compile", work.registers, *compiling, *given),
        ("registers", "check", work.registers / "pension.csv.tmwf", "--trust", work.trust, *NAMED, *journal, *given),
        ("registers", "review", work.result, "--decisions", work.decisions, "--name", "x", *journal, *given),
        ("registers", "export", voters, work.folder / "sheet.csv", *NAMED, *journal, *given),
        ("registers", "report", work.result, "--html", "a", "--pdf", "b", *given[: 2 if key else 0]),
        ("labels", "issue", voters, "--register", work.folder.parent / "labels.db", "--key", labels_key, "--day", DAY,
         *NAMED, *journal, *list_key),
        ("labels", "sheets", voters, "--register", "none", "--key", labels_key, "--out", work.folder / "sheets",
         *NAMED, *journal, *list_key, *([] if key else ["--clear"])),
        ("roll", "pack", voters, "--unapproved", "--election", "none", "--definitions", "none", "--authority", "none",
         "--master", "none", "--out", work.folder / "packed", *NAMED, *journal, *list_key),
    ):  # fmt: skip
        done = CliRunner().invoke(app, [str(one) for one in command], env={"COLUMNS": "1000"})
        assert done.exit_code in (1, 2) and words in done.output, (command, done.output)
        assert "Traceback" not in done.output
    after = {path: path.read_bytes() for path in work.folder.rglob("*") if path.is_file()}
    assert after == before


def test_stages_of_another_key_are_void(generated: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stages"
    files = {name: path for name, path in Sources.of_folder(generated, TRUSTED, CLEAR).files.items()}
    done: dict[str, list[str]] = {}
    for name, key in (("first", b"1" * 32), ("other", b"2" * 32), ("again", b"2" * 32)):
        stages: list[str] = []
        sources = Sources(files, TRUSTED, Vault(key))
        Compiling(sources, DAY, tmp_path / name, folder).run(lambda stage, *_, seen=stages: seen.append(stage))
        done[name] = stages
    assert "read" in done["first"] and "read" in done["other"] and "read" not in done["again"]


def test_decisions_in_the_other_manner_are_neither_sealed_nor_laid_open(work: Work, desk: Desk) -> None:
    with pytest.raises(VoterRegisterError, match="is sealed"):
        decisions.append(work.decisions, Vault(work.vault.key, sealing=False), **ITEM)
    decisions.append(desk.decisions, CLEAR, **ITEM)
    with pytest.raises(VoterRegisterError, match="in clear: seal it"):
        decisions.append(desk.decisions, work.vault, **ITEM)
    assert len(decisions.load(work.decisions, work.vault)) == 1 and len(decisions.load(desk.decisions)) == 1


def test_sealed_decisions_chain_like_clear_ones(work: Work, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        decisions.append(work.decisions, work.vault, **{**ITEM, "reason": f"reason {number}"})
    made = decisions.load(work.decisions, work.vault)
    assert [one.seq for one in made] == [1, 2, 3, 4] and len({one.previous for one in made}) == 4
    lines = work.vault.read(work.decisions).split(b"\n")
    work.vault.write(work.decisions, b"\n".join([lines[0], *lines[2:]]))
    with pytest.raises(VoterRegisterError, match="chain is broken"):
        decisions.append(work.decisions, work.vault, **ITEM)


def test_a_changed_byte_of_a_sealed_register_is_told_with_its_name(work: Work) -> None:
    path = work.registers / "interior.csv.tmwf"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    arguments = ["registers", "compile", work.registers, "--day", DAY, "--trust", work.trust, "--result",
                 work.folder / "new", "--key", work.key_file, *NAMED, "--journal", work.journal]  # fmt: skip
    done = CliRunner().invoke(app, [str(one) for one in arguments], env={"COLUMNS": "1000"})
    assert done.exit_code == 2 and "interior.csv.tmwf: was changed or cut" in done.output
    assert not (work.folder / "new").exists()
