"""Machine code of modules is copied to the heap: twelve KiB of a terminal's memory. On the boards it runs in ROM."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.provisioning.compiling import compiled
from simulator.measure import emulated_board
from simulator.measure.emulated_board import M3, M4, ROM_AT, Core

pytestmark = pytest.mark.target
ROM = 0x21000000 + ROM_AT  # hw/emulated/frozen/boot.py
MODULE = """
import micropython

TEXT = "{text}"

@micropython.viper
def of_two(a: int, b: int) -> int:
    return a * 1000003 + b

@micropython.asm_thumb
def place():
    mov(r0, pc)
"""
ASKED = "import {name}\nprint({name}.place(), {name}.of_two(2, len({name}.TEXT)))\n"


@pytest.mark.parametrize("core", [M3, M4], ids=lambda core: core.name)
def test_it_runs_where_it_lies_whatever_stands_before_it(core: Core, tmp_path: Path) -> None:
    modules = {f"{'m' * length}": "x" * length for length in range(11, 19)}  # no names: texts of other lengths
    sources = {name: MODULE.format(text=text) for name, text in modules.items()}
    sources["ask"] = "".join(ASKED.format(name=name) for name in modules)
    files = {f"{name}.mpy": compiled(f"{name}.py", text.encode(), core.code) for name, text in sources.items()}
    answers = [line.split() for line in emulated_board.run(core, tmp_path, files, "ask")]
    assert [int(sums) for _, sums in answers] == [2 * 1000003 + len(text) for text in modules.values()]
    assert all(0 < int(place) - ROM < sum(map(len, files.values())) * 2 for place, _ in answers)
