"""Tests that judge one measurement from several sides stay with the worker that took it (`--dist loadgroup`): those of
a file, unless the file says that it has a measurement for each parameter (`sharing.on_one_worker`).
"""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
