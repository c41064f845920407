"""For all tests: terminals that a test left under power are unplugged after it, so that their processes do not pile
up; and no example of a property has to be quick, because nobody knows what else this computer does meanwhile.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.rig import Rig

settings.register_profile("busy computer", deadline=None, suppress_health_check=(HealthCheck.too_slow,))
settings.load_profile("busy computer")


ROOT = Path(__file__).parents[1]
OWN = {"build", ".hypothesis", ".pytest_cache", ".mypy_cache", ".ruff_cache"}  # what tools put there
JOURNALS = ROOT / "build" / "journals_accepted.txt"  # tests/precinct/journals.py writes it
_LYING = pytest.StashKey[set[str]]()


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        JOURNALS.unlink(missing_ok=True)
    session.config.stash[_LYING] = set(os.listdir(ROOT))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A test that leaves a file beside the README has used a default that is meant for people."""
    left = set(os.listdir(ROOT)) - session.config.stash[_LYING] - OWN
    if left and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print(f"\na test left {', '.join(sorted(left))} in the project's folder")


@pytest.fixture(autouse=True)
def plugs_pulled() -> Iterator[None]:
    yield
    Rig.pull_every_plug()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many places the plug was pulled at, over all sweeps of this run and earlier ones."""
    swept = ROOT / "build" / "power_cut_points.json"
    if swept.exists():
        with swept.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH)  # another run may be writing
            acts = json.load(file).values()
        cuts, nested, contents = (sum(act[what] for act in acts) for what in ("points", "nested_points", "states"))
        swept_text = f"power cut at {cuts} points and at {nested} of recoveries; {contents} chip contents booted"
        terminalreporter.write_line(swept_text)
    if JOURNALS.exists():
        writes = [int(line) for line in JOURNALS.read_text().splitlines()]
        text = f"{len(writes)} journals of terminals with {sum(writes)} writes, accepted by the models' automaton"
        terminalreporter.write_line(text)
