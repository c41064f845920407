"""Terminals that driver tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.device.drivers.scanner_rig import ScannerRig


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[ScannerRig]:
    """A terminal with a bar-code module, not plugged in yet."""
    rig = ScannerRig(tmp_path)
    yield rig
    rig.bench.pull_plug()
