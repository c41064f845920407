"""Runs device code on real MicroPython, with the terminal's cap on the heap, and talks to it in JSON lines."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.rig import put_texts

REPOSITORY = Path(__file__).parents[2]
HEAP = "320K"  # the terminal's, on a port with 64-bit objects

_LOOP = """
import json
import sys

answer = __import__(sys.argv[1]).answer
with open(sys.argv[2]) as cases:
    for line in cases:
        print(json.dumps(answer(json.loads(line))))
"""


@pytest.fixture
def micropython(tmp_path):
    """A function run(script, cases, heap=HEAP) -> list of answers, one for each case, all in one process.

    script: path of a Python file with `answer(case)`; it sees device/ as the import root and its own folder. Cases
    and answers are JSON values. Fails with MicroPython's traceback when the script raises.
    """
    executable = Path(os.environ.get("TAMGA_MICROPYTHON", REPOSITORY / "build" / "tools" / "micropython"))
    if not executable.exists():
        pytest.fail(f"no MicroPython at {executable}: build it, or set TAMGA_MICROPYTHON")

    def run(script: Path, cases: list, heap: str = HEAP) -> list:
        loop = tmp_path / "loop.py"
        loop.write_text(_LOOP)
        lines = tmp_path / "cases.jsonl"
        # Not escaped: MicroPython's JSON takes the two halves of an escaped pair for two characters.
        lines.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases))
        indexed = tmp_path / "indexed"
        if not indexed.exists():
            put_texts(indexed / "text")
        path = f"{indexed}:{REPOSITORY / 'device'}:{script.parent}:.frozen"
        done = subprocess.run(
            [executable, "-X", f"heapsize={heap}", loop, script.stem, lines],
            env={**os.environ, "MICROPYPATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-500:] + done.stderr
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(answers) == len(cases)
        return answers

    return run
