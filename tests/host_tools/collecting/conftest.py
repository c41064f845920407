"""A centre that tests of this folder send to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.host_tools.collecting.made_up_centre import MadeUpCentre


@pytest.fixture
def centre(tmp_path: Path) -> MadeUpCentre:
    return MadeUpCentre(tmp_path)
