"""The bench of the registers at a hundredth of the nation: its classes must be the answer key's, its packages whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROWS = "125000"


def run(module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, "--rows", ROWS, *arguments]
    done = subprocess.run(command, env=os.environ | {"COLUMNS": "200"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_classes_are_those_of_the_answer_key(tmp_path: Path) -> None:
    said = run("host_tools.registers.made_up.bench", "--folder", str(tmp_path), "--brief")
    assert "answer key: 0 differences; faulty rows 25 of 25" in said


def test_every_voter_is_in_a_whole_package() -> None:
    said = run("host_tools.rolls.bench")
    assert any(line.split() == ["rows", "125,000"] for line in said.splitlines())
