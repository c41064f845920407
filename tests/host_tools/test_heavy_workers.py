"""A worker process imports what its work needs, and not the program that started it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_STARTER = """
import os, sys
with open(sys.argv[1], "a") as note:
    note.write("imported\\n")
from concurrent.futures import ProcessPoolExecutor
from host_tools.lean_processes import LeanContext
if __name__ == "__main__":
    with ProcessPoolExecutor(2, LeanContext()) as pool:
        assert os.getpid() not in set(pool.map(abs, range(4))) | {pool.submit(os.getpid).result()}
    assert sys.modules["__main__"].__file__ == sys.argv[0]
"""


def test_a_worker_does_not_import_what_started_it(tmp_path: Path) -> None:
    (tmp_path / "starter.py").write_text(_STARTER)
    note = tmp_path / "note"
    command = [sys.executable, str(tmp_path / "starter.py"), str(note)]
    subprocess.run(command, check=True, env={"PYTHONPATH": str(Path(__file__).parents[2])}, timeout=60)
    assert note.read_text() == "imported\n"
