"""A measurement for each parameter, which workers may take side by side; `conftest` has the rest."""

from __future__ import annotations

from typing import TypeVar

import pytest
from _pytest.mark import ParameterSet

T = TypeVar("T")


def on_one_worker(value: T, group: str, name: str | None = None) -> ParameterSet:
    """A parameter whose tests stay together. name: the parameter's, if it is not the group's."""
    return pytest.param(value, marks=pytest.mark.xdist_group(group), id=name or group)
