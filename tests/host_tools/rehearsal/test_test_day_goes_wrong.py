"""The national rehearsal: small here, whole in the longer tests; a vote that is moved must be seen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from host_tools.errors import RehearsalError
from host_tools.rehearsal import faults

ROOT = Path(__file__).parents[3]
TIMEOUT_S = 900  # three more processes on a computer that others use, too


def run(work: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """As `make nation`."""
    command = [sys.executable, "-m", "host_tools.rehearsal", "--election", "simulator/people/election.toml",
               "--work", str(work), "--port", "0", *more]  # fmt: skip
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)


@pytest.mark.timeout(TIMEOUT_S)
def test_a_small_day_with_bad_lines_and_strangers(tmp_path: Path) -> None:
    names = "noise, hang-ups, correction, out of order, forged, no line, silent, second device"
    done = run(tmp_path / "day", "--precincts", "8", "--faults", names)
    assert done.returncode == 0 and "Everything agrees." in done.stdout, done.stdout + done.stderr
    assert (tmp_path / "day" / "served" / "index.html").exists()
    assert list((tmp_path / "day" / "served" / "pictures").glob("*.png")), "of the precinct without a line"


@pytest.mark.long
@pytest.mark.timeout(TIMEOUT_S)
def test_a_whole_day_with_every_fault(tmp_path: Path) -> None:
    done = run(tmp_path / "day", "--precincts", "60")
    assert done.returncode == 0 and "centre killed when" in done.stdout, done.stdout + done.stderr


def test_a_folder_with_somebodys_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("Ten years of work.")
    done = run(tmp_path, "--precincts", "1")
    assert done.returncode == 2 and "thesis.txt, which would be lost" in done.stderr, done.stdout + done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_every_fault_that_was_chosen_happens_where_the_seed_says() -> None:
    for names in (faults.ALL, ["silent", "correction"]):
        one, again = (faults.plan(names, 40, 7) for _ in range(2))
        assert one == again != faults.plan(names, 40, 8)
        assert all(one.precincts(name) or name in one.computers for name in names if name != "annulled")
        assert all(befallen == {"silent"} for befallen in one.of.values() if "silent" in befallen)
    with pytest.raises(RehearsalError, match="earthquake: is no fault"):
        faults.chosen("noise, earthquake")
