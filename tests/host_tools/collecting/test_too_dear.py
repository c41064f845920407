"""The bench of the collector runs as it says: the command through real sockets, beside the work without them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.rig import ROOT


def test_the_bench_counts_what_the_desks_got(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "host_tools.collecting.made_up.bench", "--precincts", "24", "--json"]
    command += ["--rounds", "2", "--folder", str(tmp_path / "nation")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    numbers = json.loads(done.stdout.splitlines()[-1])
    assert numbers["all at once"]["objects"] == 24 and numbers["all at once"]["refused"] == 0
    costs = numbers["cpu ms per protocol"]
    assert 0 < costs["bare"] < costs["no sockets"]
    for share in numbers["percent of sockets, median of rounds"].values():
        assert 0 < share["lowest"] <= share["median"] <= share["highest"]
