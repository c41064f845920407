"""The disk is full halfway: a clear message, status 1, and nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from host_tools.privacy.key_files import create_key_file
from tests.host_tools.registers.conftest import DAY, KEY, Desk

LIMIT_BYTES = 100_000
ALWAYS = {("sealed", "--stages", 20_000), ("clear", "--stages", LIMIT_BYTES), ("sealed", "--no-stages", 160_000)}
DISKS = [
    pytest.param(*disk, marks=() if disk in ALWAYS else pytest.mark.long)
    for disk in product(("sealed", "clear"), ("--stages", "--no-stages"), (20_000, LIMIT_BYTES, 160_000))
]
_RUNNER = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])));"
    "sys.argv = sys.argv[1:]; from host_tools.registers.cli import app; app()"
)


def run(limit_bytes: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.getcwd(), "COLUMNS": "1000"}
    return subprocess.run(
        [sys.executable, "-c", _RUNNER, str(limit_bytes), *arguments], env=environment, capture_output=True, text=True
    )


def manner_of(folder: Path, manner: str) -> tuple[str, ...]:
    if manner == "clear":
        return ("--clear",)
    create_key_file(folder / "working.key")
    return ("--key", str(folder / "working.key"))


@pytest.mark.parametrize(("manner", "stages", "limit_bytes"), DISKS)
def test_compile_leaves_the_older_result_as_it_was(
    desk: Desk, tmp_path: Path, manner: str, stages: str, limit_bytes: int
) -> None:
    trust = tmp_path / "trusted"
    trust.write_text(KEY.verify_key.encode().hex())
    desk.result.mkdir()
    (desk.result / "voters.parquet").write_text("older")
    done = run(
        limit_bytes,
        "compile",
        str(desk.folder),
        "--day",
        DAY.isoformat(),
        "--trust",
        str(trust),
        "--result",
        str(desk.result),
        *("--who", "Demo Operator", "--why", "a test", "--journal", str(tmp_path / "access.journal")),
        stages,
        *manner_of(tmp_path, manner),
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr and "a file would become too large" in done.stderr
    assert desk.bytes() == {"voters.parquet": b"older"}
    assert not list(desk.folder.glob(".*"))


def test_check_leaves_no_half_table(desk: Desk) -> None:
    before = sorted(path.name for path in desk.folder.iterdir())
    accepted = desk.folder / "accepted.parquet"
    key = manner_of(desk.folder.parent, "sealed")
    arguments = ("--profile", "population", "--accept", str(accepted), *key)
    done = run(LIMIT_BYTES, "check", str(desk.file("population")), *arguments)
    assert done.returncode == 2 and "accepted.parquet.tmwf: a file would become too large" in done.stderr, done.stderr
    assert sorted(path.name for path in desk.folder.iterdir()) == before


def test_export_leaves_no_half_file(desk: Desk) -> None:
    arguments = (str(desk.file("population")), str(desk.folder / "sheet.csv"), "--clear")
    named = ("--who", "Demo Operator", "--why", "a test", "--journal", str(desk.folder.parent / "access.journal"))
    done = run(LIMIT_BYTES, "export", *arguments, *named)
    assert done.returncode == 2 and "sheet.csv: a file would become too large" in done.stderr, done.stderr
    assert not [path for path in desk.folder.iterdir() if "sheet" in path.name]
