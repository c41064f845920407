"""For all tests: terminals that a test left under power are unplugged after it, so that their processes do not pile
up; and no example of a property has to be quick, because nobody knows what else this computer does meanwhile.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.rig import Rig

settings.register_profile("busy computer", deadline=None, suppress_health_check=(HealthCheck.too_slow,))
settings.load_profile("busy computer")


@pytest.fixture(autouse=True)
def plugs_pulled() -> Iterator[None]:
    yield
    Rig.pull_every_plug()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many places the plug was pulled at, over all sweeps of this run and earlier ones."""
    swept = Path(__file__).parents[1] / "build" / "power_cut_points.json"
    if swept.exists():
        with swept.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH)  # another run may be writing
            acts = json.load(file).values()
        cuts, nested, contents = (sum(act[what] for act in acts) for what in ("points", "nested_points", "states"))
        swept_text = f"power cut at {cuts} points and at {nested} of recoveries; {contents} chip contents booted"
        terminalreporter.write_line(swept_text)
