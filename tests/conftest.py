"""After every test the terminals that it left under power are unplugged, so that their processes do not pile up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.rig import Rig


@pytest.fixture(autouse=True)
def plugs_pulled() -> Iterator[None]:
    yield
    Rig.pull_every_plug()
