"""The disk is full while labels are issued or noted, or the register is no register: words, a status, all as before."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.labels.register import LabelRegister
from host_tools.privacy import chained_journal
from host_tools.privacy.key_files import create_key_file, read_key_file

HEADER = "precinct,number,surname,given_name,patronymic,birth_date,address,id_type,id_value,class\n"
_RUNNER = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])));"
    "sys.argv = sys.argv[1:]; from host_tools.cli import app; app()"
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    create_key_file(tmp_path / "labels.key")
    rows = [f"1,1,Үлгі,Тіркеу,,1980-05-17,Көше 5,IIN,{number:012d},match\n" for number in range(3_000)]
    (tmp_path / "voters.csv").write_text(HEADER + "".join(rows), "utf-8")
    return tmp_path


def arguments(place: Path) -> list[str]:
    named = ["--who", "Demo Operator", "--why", "a test", "--journal", str(place / "access.journal")]
    files = [str(place / "voters.csv"), "--register", str(place / "labels.db"), "--key", str(place / "labels.key")]
    return ["labels", "issue", *files, "--day", "2026-03-15", *named]


@pytest.mark.parametrize(
    "limit_bytes", [60_000, *(pytest.param(most, marks=pytest.mark.long) for most in (4_000, 200_000))]
)
def test_no_label_is_issued_when_not_all_find_room(place: Path, limit_bytes: int) -> None:
    command = [sys.executable, "-c", _RUNNER, str(limit_bytes), *arguments(place)]
    environment = os.environ | {"PYTHONPATH": os.getcwd(), "COLUMNS": "1000"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert "labels.db" in done.stderr and "as it was" in done.stderr
    register = LabelRegister(place / "labels.db", read_key_file(place / "labels.key"))
    assert register.rows("SELECT count(*) FROM event").fetchone() == (0,)
    register.close()
    assert CliRunner().invoke(app, arguments(place)).exit_code == 0, "with room it goes on"


def test_a_file_that_is_no_register_is_told_and_left(place: Path) -> None:
    (place / "labels.db").write_bytes(b"something else" * 1_000)
    done = CliRunner().invoke(app, arguments(place), env={"COLUMNS": "1000"})
    assert done.exit_code == 2 and "it is no database" in done.output
    assert (place / "labels.db").read_bytes() == b"something else" * 1_000


def test_looking_into_a_register_that_is_not_there_begins_none(place: Path) -> None:
    asked = ["labels", "progress", "--register", str(place / "labels.db"), "--key", str(place / "labels.key")]
    done = CliRunner().invoke(app, asked, env={"COLUMNS": "1000"})
    assert done.exit_code == 2 and "no such register" in done.output and not (place / "labels.db").exists()


def test_a_journal_on_a_full_disk_keeps_whole_lines(tmp_path: Path) -> None:
    journal = tmp_path / "access.journal"
    chained_journal.append(journal, {"what": "first"})
    size = journal.stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            chained_journal.append(journal, {"what": "second"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert journal.stat().st_size == size
    chained_journal.append(journal, {"what": "third"})
    assert [entry["what"] for entry in chained_journal.entries(journal)] == ["first", "third"]
