"""uvloop is not installed, as on some computers: the collector runs on asyncio's own loop, slower and no different."""

from __future__ import annotations

import asyncio
import sys

import pytest

from host_tools.collecting.event_loop import fast_loop


@pytest.mark.parametrize("there", [True, False])
def test_a_loop_in_either_case(there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if there:
        pytest.importorskip("uvloop")
    else:
        monkeypatch.setitem(sys.modules, "uvloop", None)
    with asyncio.Runner(loop_factory=fast_loop) as runner:
        assert type(runner.get_loop()).__module__.startswith("uvloop") == there
        assert runner.run(asyncio.sleep(0, "run")) == "run"
