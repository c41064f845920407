"""A generated file that was changed by hand, or whose generator was changed after it."""

import pytest

from host_tools.arithmetic.__main__ import SLOTS, generated


@pytest.mark.parametrize("name", generated())
def test_the_generator_writes_the_same_bytes(name: str) -> None:
    assert (SLOTS / name).read_bytes() == generated()[name].encode(), "run python -m host_tools.arithmetic"
