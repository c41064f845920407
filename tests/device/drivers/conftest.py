"""Terminals that driver tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.device.drivers.scanner_rig import ScannerRig


@pytest.fixture
def scanner(tmp_path: Path) -> ScannerRig:
    """A terminal with a bar-code module, not plugged in yet."""
    return ScannerRig(tmp_path)
