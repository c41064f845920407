"""A sweep in parts, of which every test run does some and `make test-long` all."""

from __future__ import annotations

import pytest


def chunks(count: int, always: int) -> list[object]:
    """Parameters 0 to count - 1; those from `always` on are long. A part takes every `count`-th point of its sweep, so
    that each is spread over the whole of it.
    """
    return [pytest.param(part, marks=pytest.mark.long if part >= always else ()) for part in range(count)]
